"""What works earned and where it went, told by the escrow's events: only what is new is asked for again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...core.addresses import ZERO_ADDRESS
from ...core.events import Event
from ...core.ids import award_id
from ...evm.client import Client, View
from ...evm.deployments import Contracts

_TOLD = ("Awarded", "Released", "AwardCancelled")


@dataclass(frozen=True, slots=True)
class Earned:
    """One award. amount: base units. state: `owed`, `paid` or `cancelled`. to: who it was paid to, "" if nobody yet.
    tx_hash: of the transaction that brought it into that state. review_end: unix seconds."""

    bounty: bytes
    work: bytes
    contributor: bytes
    amount: int
    review_end: int
    state: str
    to: str
    tx_hash: bytes


class Payments:
    """Of one deployment."""

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts
        self._final: dict[bytes, Earned] = {}
        self._next = contracts.first_block

    def read(self, view: View, final: int) -> Mapping[bytes, list[Earned]]:
        """All awards up to the view's block by work. final: height up to which nothing can change any more."""
        if final >= self._next:
            settled = Client(view.network).at(min(final, view.block.number))
            self._final = self._told(self._final, settled)
            self._next = settled.block.number + 1
        by_work: dict[bytes, list[Earned]] = {}
        for earned in self._told(self._final, view).values():
            by_work.setdefault(earned.work, []).append(earned)
        return by_work

    def _told(self, before: Mapping[bytes, Earned], view: View) -> dict[bytes, Earned]:
        found = dict(before)
        for event in view.events([self._contracts.escrow.contract], self._next, _TOLD):
            _apply(found, event)
        return found


def _apply(found: dict[bytes, Earned], event: Event) -> None:
    args = event.args
    if event.name == "Released":
        was = found.get(args["award"])
        if was is not None:
            found[args["award"]] = replace(was, state="paid", to=args["to"], tx_hash=event.tx_hash)
        return
    award = award_id(args["bounty"], args["work"], args["contributor"])
    if event.name == "AwardCancelled" and award in found:
        found[award] = replace(found[award], state="cancelled", to="", tx_hash=event.tx_hash)
    if event.name == "Awarded":
        to = "" if args["paidTo"] == ZERO_ADDRESS else str(args["paidTo"])
        found[award] = Earned(
            args["bounty"], args["work"], args["contributor"], args["amount"], args["reviewEnd"],
            "paid" if to else "owed", to, event.tx_hash,
        )  # fmt: skip
