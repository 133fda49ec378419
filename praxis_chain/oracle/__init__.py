"""The off-chain oracle as a library: collect → judge → batch → sign → gather → submit → release."""

from .attester import Attester
from .chain import Chain
from .collect import Forge, collect
from .committee import Attested, AttesterPort, Gathered, batch_order, batches, gather_from
from .judging import Finding, Judged, find, judge_all, together
from .relayer import Relayer, consents_of
from .submission import Outcome, Report

__all__ = [
    "Attested",
    "Attester",
    "AttesterPort",
    "Chain",
    "Finding",
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
    "find",
    "gather_from",
    "judge_all",
    "together",
]
