"""What a scene asks about a relayer's pass, and about a bounty of the story."""

from ..core.ids import bounty_id, subject_id
from ..evm.bindings import Bounty
from ..oracle import Outcome, Report
from .scenes import require, sent
from .town import Town


def bounty(town: Town, issue: int) -> Bounty:
    """As it is now."""
    subject = subject_id(town.repository.subject(issue))
    return town.contracts.escrow.bounty(town.view, bounty_id(town.program.id, subject))


def done(report: Report, name: str) -> list[Outcome]:
    """Steps of that name that changed something."""
    return [outcome for outcome in report.done if outcome.name == name]


def refused(report: Report, name: str) -> list[Outcome]:
    """Steps of that name that were refused."""
    return [outcome for outcome in report.outcomes if outcome.refused and outcome.name == name]


def one(report: Report, name: str) -> Outcome:
    """The only step of that name that was done; the demo stops if there is none, or another."""
    found = done(report, name)
    require(len(found) == 1, f"there is one {name}, not {len(found)}: {[o.detail for o in report.outcomes]}")
    return found[0]


def gas(outcome: Outcome) -> int:
    """Used by its transaction."""
    return outcome.receipt.gas_used if outcome.receipt else 0


def how(outcome: Outcome) -> str:
    """Its transaction, or why there is none."""
    return sent(outcome.receipt) if outcome.receipt else outcome.detail
