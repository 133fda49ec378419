"""PRAX in a line each: a Commit attested and accrued, and what a whole accrual tells."""

from typing import TYPE_CHECKING, Any

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.facts import Commit, fact_hash
from tests.events import Told, said

if TYPE_CHECKING:
    from praxis_chain.evm.bindings import Call
    from praxis_chain.evm.transactions import Receipt
    from tests.protocol import Protocol

EPOCH = 28 * 86_400  # seconds


def accruing(protocol: "Protocol", commit: Commit) -> "Call":
    """Attested, not sent."""
    return protocol.prax.accrue(commit, *protocol.attest(commit))


def accrue(protocol: "Protocol", commit: Commit) -> "Receipt":
    """Attested, and accrued by somebody who has nothing to do with it."""
    return protocol.send(accruing(protocol, commit), protocol.arbiter)


def minted_told(protocol: "Protocol", wallet: str, amount: int, before: int) -> list[Told]:
    """What minting tells of a wallet that votes for itself and held `before` wei."""
    prax = protocol.prax
    announced = [said(prax, "DelegateChanged", delegator=wallet, fromDelegate=ZERO_ADDRESS, toDelegate=wallet)]
    return [
        *(announced if before == 0 else []),
        said(prax, "Transfer", **{"from": ZERO_ADDRESS, "to": wallet, "value": amount}),
        said(prax, "DelegateVotesChanged", delegate=wallet, previousVotes=before, newVotes=before + amount),
    ]


def accrued_told(protocol: "Protocol", commit: Commit, wallet: str, amount: int) -> Told:
    """The accrual itself."""
    return said(
        protocol.prax, "Accrued", fact=fact_hash(commit), contributor=commit.contributor, action=commit.action,
        subject=commit.subject, work=commit.work, wallet=wallet, quality=commit.quality,
        completion=commit.completion, amount=amount,
    )  # fmt: skip


def holdings(protocol: "Protocol", *wallets: str) -> list[int]:
    """Wei in each wallet."""
    view = protocol.view
    return [protocol.prax.balance_of(view, wallet) for wallet in wallets]


def votes(protocol: "Protocol", *accounts: str) -> list[int]:
    """Present votes of each account, in wei."""
    view = protocol.view
    return [protocol.prax.get_votes(view, account) for account in accounts]


def ask(protocol: "Protocol", function: str, *args: Any) -> Any:
    """What a view of PRAX answers now, for those that the binding has no method for."""
    return protocol.view.call(protocol.prax.contract, function, *args)
