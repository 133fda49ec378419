"""What Commits would be paid, as `BountyEscrow.award` computes it."""

from collections.abc import Sequence

from ..core.facts import Commit
from ..core.ledger.amounts import amounts_of
from ..core.units import WHOLE


def forecast(pool: int, awarded: int, commits: Sequence[Commit]) -> list[tuple[bytes, int]]:
    """Contributor and base units for each Commit of one work and subject, if a bounty with that pool (base units), of
    which so much is awarded (basis points), were awarded now. Nothing where there is none to award."""
    total, remaining = sum(fact.completion for fact in commits), WHOLE - awarded
    if not pool or not remaining or not total:
        return []
    amounts = amounts_of([fact.completion for fact in commits], pool, max(total, remaining))
    return [(fact.contributor, amount) for fact, amount in zip(commits, amounts, strict=True)]
