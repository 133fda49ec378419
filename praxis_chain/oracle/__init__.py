"""The off-chain oracle as a library: collect → judge → batch → sign → gather → submit → release."""

from .attester import Attester
from .chain import Chain
from .collect import Forge, collect
from .committee import Attested, AttesterPort, Gathered, batch_order, batches, gather_from
from .judging import Judged, judge_all
from .relayer import Relayer, consents_of
from .submission import Outcome, Report

__all__ = [
    "Attested",
    "Attester",
    "AttesterPort",
    "Chain",
    "Forge",
    "Gathered",
    "Judged",
    "Outcome",
    "Relayer",
    "Report",
    "batch_order",
    "batches",
    "collect",
    "consents_of",
    "gather_from",
    "judge_all",
]
