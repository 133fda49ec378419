"""The escrow's events about awards and closures, with all their values, as tests expect them."""

from typing import TYPE_CHECKING, Any

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.facts import Closure, Commit, fact_hash
from tests.escrow.stage import Contributor, Stage

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


def awarded(
    stage: Stage,
    sequence: int,
    commit: Commit,
    amount: int,
    *,
    paid_to: Contributor | None,
    completion: int | None = None,
    review_end: int | None = None,
) -> tuple[str, dict[str, Any]]:
    """An award made in the last block; under no review if none is given."""
    return "Awarded", {
        "sequence": sequence,
        "bounty": stage.bounty_id(commit.subject),
        "work": commit.work,
        "contributor": commit.contributor,
        "fact": fact_hash(commit),
        "completion": commit.completion if completion is None else completion,
        "amount": amount,
        "reviewEnd": stage.now if review_end is None else review_end,
        "paidTo": paid_to.account.address if paid_to else ZERO_ADDRESS,
    }


def closed(
    stage: Stage,
    sequence: int,
    closure: Closure,
    amount: int,
    *,
    paid_to: Contributor | None = None,
    review_end: int | None = None,
) -> tuple[str, dict[str, Any]]:
    """A closure in the last block; under no review if none is given."""
    return "Closed", {
        "sequence": sequence,
        "bounty": stage.bounty_id(),
        "contributor": closure.contributor,
        "fact": fact_hash(closure),
        "amount": amount,
        "reviewEnd": stage.now if review_end is None else review_end,
        "paidTo": paid_to.account.address if paid_to else ZERO_ADDRESS,
    }


def released(
    sequence: int, award: bytes, who: Contributor, amount: int, *, to: "LocalAccount | None" = None, fee: int = 0
) -> tuple[str, dict[str, Any]]:
    """To the contributor's wallet if nobody else is named."""
    return "Released", {
        "sequence": sequence,
        "award": award,
        "contributor": who.id,
        "to": (to or who.account).address,
        "amount": amount,
        "fee": fee,
    }
