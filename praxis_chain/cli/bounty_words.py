"""A bounty as data for machines, as a row of the table, and as lines for people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..core.ledger.amounts import refund_for
from ..core.naming import printable
from ..core.times import show_time
from ..core.units import show_basis_points, show_usdc
from .books import Books
from .context import Session
from .names import brief, short

if TYPE_CHECKING:
    from ..core.ledger import Award, Bounty

COLOURS = {"open": "", "locked": "yellow", "paid": "green", "closed": "bright_black"}


def bounty_data(books: Books, bounty: "Bounty") -> dict[str, Any]:
    """Everything about a bounty: amounts in USDC base units, completion in basis points, times in unix seconds."""
    escrow, now = books.ledger.escrow, books.ledger.now
    lock = books.newest_locks.get(bounty.id)
    awards = [award for award in escrow.awards.values() if award.bounty == bounty.id]
    stakes = [(sponsor, stake) for (of, sponsor), stake in escrow.stakes.items() if of == bounty.id and stake.shares]
    return {
        "bounty": bounty.id,
        "issue": bounty.subject_uri,
        "program": bounty.program,
        "state": bounty.state_at(now),
        "pool": bounty.pool,
        "awarded": bounty.awarded,
        "sponsors": [
            {
                "sponsor": sponsor,
                "shares": stake.shares,
                "part": refund_for(stake.shares, bounty.pool, bounty.shares),
                "committed_until": stake.committed_until,
            }
            for sponsor, stake in stakes
        ],
        "lock": lock
        and {
            "work": lock.args["work"],
            "name": books.works.get(bounty.lock.work),
            "contributor": lock.args["contributor"],
            "start": bounty.lock.start,
            "end": bounty.lock.end,
            "holds": not bounty.is_closed and now < bounty.lock.end,
        },
        "review_until": bounty.review.until or None,
        "awards": [award_data(books, award) for award in awards],
    }


def award_data(books: Books, award: "Award") -> dict[str, Any]:
    """An award; `work` is None for a closing award."""
    paid_to, transaction = books.payments.get(award.id, (None, None))
    return {
        "award": award.id,
        "work": award.work if any(award.work) else None,
        "name": books.works.get(award.work[:20]),
        "contributor": award.contributor,
        "fact": award.fact,
        "completion": award.completion,
        "amount": award.amount,
        "owed": award.owed,
        "state": award.state,
        "review_end": award.review_end,
        "paid_to": paid_to,
        "transaction": transaction,
    }


def table_row(found: Mapping[str, Any]) -> dict[str, Any]:
    """Issue, pool, state in its colour, who, work, transaction."""
    from rich.text import Text

    standing = [award for award in found["awards"] if award["state"].name != "CANCELLED"]
    lock = found["lock"] if found["lock"] and found["lock"]["holds"] else None
    newest = standing[-1] if standing else None
    paid = [award["transaction"] for award in standing if award["transaction"]]
    return {
        "issue": brief(found["issue"]),
        "state": Text(found["state"], style=COLOURS[found["state"]]),
        "pool": show_usdc(found["pool"]),
        "awarded": show_basis_points(found["awarded"]),
        "sponsors": len(found["sponsors"]),
        "work": _work(lock or newest),
        "who": _who(lock, newest),
        "program": short(found["program"]),
        "paid in": short(paid[-1]) if paid else "",
    }


def lines(session: Session, found: Mapping[str, Any]) -> list[str]:
    """What `praxis bounty show` prints."""
    lock, stakeholders = found["lock"], session.contracts.stakeholders
    said = [
        printable(found["issue"]),
        f"  bounty    0x{found['bounty'].hex()}",
        f"  program   0x{found['program'].hex()}",
        f"  state     {found['state']}",
        f"  pool      {show_usdc(found['pool'])} USDC, {show_basis_points(found['awarded'])} awarded",
    ]
    if lock and lock["holds"]:
        said.append(f"  lock      {_work(lock)} until {show_time(lock['end'])}")
    if found["review_until"] and found["review_until"] > session.view.block.timestamp:
        said.append(f"  review    until {show_time(found['review_until'])}")
    for one in found["sponsors"]:
        until = show_time(one["committed_until"])
        said.append(f"  sponsor   {one['sponsor']}: {show_usdc(one['part'])} USDC of it, committed until {until}")
    for award in found["awards"]:
        wallet = stakeholders.wallet_of(session.view, award["contributor"])
        who = f"0x{award['contributor'].hex()}, {f'wallet {wallet}' if wallet else 'no wallet yet'}"
        said.append(f"  award     {show_usdc(award['amount'])} USDC for {_work(award)} to {who}: {_became(award)}")
    return said


def _work(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return ""
    if not found["work"]:
        return "the explanation"
    return brief(found["name"]).rpartition("…/")[2] if found["name"] else short(found["work"])


def _who(lock: Mapping[str, Any] | None, award: Mapping[str, Any] | None) -> str:
    if lock:
        return f"{short(lock['contributor'])} until {show_time(lock['end'])}"
    return (award["paid_to"] or short(award["contributor"])) if award else ""


def _became(award: Mapping[str, Any]) -> str:
    match award["state"].name:
        case "CANCELLED":
            return "cancelled"
        case "OWED":
            return f"owed, to be released from {show_time(award['review_end'])} on"
    return f"paid in 0x{award['transaction'].hex()}" if award["transaction"] else "done"
