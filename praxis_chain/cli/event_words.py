"""What a transaction did, told by its events: amounts, payees, locks."""

from collections.abc import Iterator

from ..core.addresses import ZERO_ADDRESS
from ..core.events import Event
from ..core.times import show_time
from ..core.units import show_prax, show_usdc


def tell_events(events: tuple[Event, ...]) -> Iterator[str]:
    """A clause for each event that a person cares about, in order."""
    for event in events:
        said = _tell(event)
        if said:
            yield said


def _tell(event: Event) -> str:
    args = event.args
    match event.name:
        case "Linked":
            return f"wallet {args['wallet']} from {show_time(args['effectiveAt'])} on"
        case "ChangeAccepted":
            return f"wallet {args['wallet']} from now on"
        case "ChangeRejected":
            return f"wallet {args['wallet']} is rejected"
        case "Admitted":
            return f"standing {args['newStanding']}, was {args['oldStanding']}"
        case "FactRevoked":
            return f"fact 0x{args['fact'].hex()} is revoked"
        case "Locked":
            return f"locked until {show_time(args['end'])}"
        case "Awarded" | "Closed":
            return f"{show_usdc(args['amount'])} USDC {_fate(event)}"
        case "AwardCancelled" | "ClosureCancelled":
            return f"{show_usdc(args['amount'])} USDC back in the pool"
        case "Released":
            return f"{show_usdc(args['amount'])} USDC paid to {args['to']}"
        case "Refunded":
            return f"{show_usdc(args['amount'])} USDC back to {args['sponsor']}"
        case "Accrued" | "ReferralAccrued":
            return f"{show_prax(args['amount'])} PRAX to {args['wallet']}"
        case "AccrualRevoked":
            return f"{show_prax(args['amount'])} PRAX burned from {args['wallet']}"
    return ""


def _fate(event: Event) -> str:
    if event.args["paidTo"] != ZERO_ADDRESS:
        return f"paid to {event.args['paidTo']}"
    if not event.args["amount"]:
        return "to nobody"
    return f"owed, to be released from {show_time(event.args['reviewEnd'])} on"
