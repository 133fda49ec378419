"""Who may do what, and by which figures: every parameter by name, and every event that changed one.

    Attesters.owner, Attesters.pendingOwner, Attesters.quorum, Attesters.members.<address>
    Prax.owner, Prax.pendingOwner, Prax.epochCap, Prax.actions.<id>, Prax.referralRewards.<standing>
    BountyEscrow.programs.<id>

A member is true or nothing, an action and a program are what their events say of them. Amounts are integers in USDC
base units and PRAX wei, ids 0x text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ...core.addresses import ZERO_ADDRESS
from ...core.events import Event
from ...core.ids import show_id
from ...core.ledger import Addresses
from ..payments import Moment

Value = None | bool | int | str | Mapping[str, Any]
"""None: there is no such thing."""


@dataclass(frozen=True, slots=True)
class Change:
    """A parameter that became another. `event` and `moment` say what did it; None where no event explains it."""

    name: str
    before: Value
    after: Value
    event: str | None = None
    moment: Moment | None = None

    def as_json(self) -> dict[str, Any]:
        """For machines: plain values, the transaction as 0x text."""
        found = asdict(self)
        if self.moment is not None:
            found["moment"]["transaction"] = "0x" + self.moment.transaction.hex()
        return found


def changes(events: Iterable[Event], addresses: Addresses) -> Iterator[Change]:
    """Every change from the first event on, in the chain's order."""
    names = {addresses.attesters: "Attesters", addresses.prax: "Prax", addresses.escrow: "BountyEscrow"}
    values: dict[str, Value] = {}
    for event in events:
        contract = names.get(event.address)
        if contract is not None:
            yield from moved(values, event, _set_by(contract, event))


def moved(values: dict[str, Value], event: Event, new: Iterable[tuple[str, Value]]) -> Iterator[Change]:
    """Put into `values` what an event set, and tell what of it was another before."""
    for name, value in new:
        if values.get(name) != value:
            yield Change(name, values.get(name), value, event.name, Moment.of(event))
        values[name] = value


def values_after(made: Iterable[Change], block: int | None = None) -> dict[str, Value]:
    """What all parameters came to, at the end of a block, or of all; only those that are something."""
    values = {
        change.name: change.after
        for change in made
        if block is None or (change.moment is not None and change.moment.block <= block)
    }
    return {name: value for name, value in sorted(values.items()) if value is not None}


def _set_by(contract: str, event: Event) -> Iterator[tuple[str, Value]]:
    """What an event sets, by the parameter's name."""
    args = event.args
    match event.name:
        case "OwnershipTransferStarted":
            yield f"{contract}.pendingOwner", _address(args["newOwner"])
        case "OwnershipTransferred":
            yield f"{contract}.owner", _address(args["newOwner"])
            yield f"{contract}.pendingOwner", None
        case "MemberAdded":
            yield f"{contract}.members.{args['member']}", True
        case "MemberRemoved":
            yield f"{contract}.members.{args['member']}", None
        case "Configured":
            yield f"{contract}.quorum", args["newQuorum"]
        case "EpochCapSet":
            yield f"{contract}.epochCap", args["newCap"]
        case "ReferralRewardSet":
            yield f"{contract}.referralRewards.{args['standing']}", args["newReward"]
        case "ActionSet":
            action = {name: args[name] for name in ("category", "reward", "attemptShare")}
            action |= {"specification": show_id(args["specification"]), "closedAt": args["newClosedAt"]}
            yield f"{contract}.actions.{show_id(args['action'])}", action
        case "ProgramCreated":
            yield f"{contract}.programs.{show_id(args['program'])}", dict(args["rules"])


def _address(address: str) -> str | None:
    return None if address == ZERO_ADDRESS else address
