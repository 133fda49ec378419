"""The off-chain oracle as a library: collect → judge → batch → sign → gather → submit → release."""

from .attester import Attester
from .collect import Forge, collect
from .committee import Attested, AttesterPort, Gathered, batch_order, gather_from
from .judging import Judged, judge_all
from .relayer import Outcome, Relayer, Report, consents_of
from .steps import Chain

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
    "collect",
    "consents_of",
    "gather_from",
    "judge_all",
]
