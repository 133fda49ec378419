"""Awards as data, and the steps that release them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..core.errors import Refused
from ..core.ids import wallet_contributor
from ..core.times import show_time
from ..core.units import show_basis_points, show_usdc
from .bounty_words import award_data
from .context import Session
from .names import brief, contributor, short
from .writes import Step

if TYPE_CHECKING:
    from ..core.ledger import Award

DIRECTION_HOLDS = 3600  # seconds; it is used in the transaction that carries it


def list_data(session: Session, who: bytes | None, only_owed: bool) -> list[dict[str, Any]]:
    """Awards under the program that is set, or all; of one contributor, or of everybody."""
    books, view = session.books, session.view
    program = session.program_id() if session.settings.program else None
    found = []
    for award in books.ledger.escrow.awards.values():
        bounty = books.ledger.escrow.bounty(award.bounty)
        if program not in (None, bounty.program) or who not in (None, award.contributor):
            continue
        if only_owed and not award.owed:
            continue
        wallet = session.contracts.stakeholders.wallet_of(view, award.contributor)
        named = {"bounty": award.bounty, "program": bounty.program, "issue": bounty.subject_uri, "wallet": wallet}
        found.append({**named, **award_data(books, award), "now": _state(award, view.block.timestamp)})
    return found


def table_row(found: Mapping[str, Any]) -> dict[str, Any]:
    """Issue, work, amount, what became of it, whose."""
    work = brief(found["name"]).rpartition("…/")[2] if found["name"] else short(found["work"] or b"")
    return {
        "issue": brief(found["issue"]),
        "work": work if found["work"] else "the explanation",
        "amount": show_usdc(found["amount"]),
        "part": show_basis_points(found["completion"]),
        "state": found["now"],
        "contributor": short(found["contributor"]),
        "wallet": found["paid_to"] or found["wallet"] or "none yet",
        "paid in": short(found["transaction"]) if found["transaction"] else "",
    }


def own_contributors(session: Session) -> list[bytes]:
    """Whose awards a wallet may direct: the identity that is linked to it, and itself."""
    linked = session.contracts.stakeholders.contributor_of(session.view, session.address)
    return [*([linked] if any(linked) else []), wallet_contributor(session.address)]


def owed_awards(session: Session, contributors: Iterable[bytes] | None) -> "list[Award]":
    """What is owed to them (None: to everybody), under review or not, under the program that is set or all."""
    escrow = session.books.ledger.escrow
    program = session.program_id() if session.settings.program else None
    wanted = None if contributors is None else set(contributors)
    return [
        award
        for award in escrow.awards.values()
        if award.owed
        and (wanted is None or award.contributor in wanted)
        and program in (None, escrow.bounty(award.bounty).program)
    ]


def release_steps(session: Session, named: str | None, everybody: bool) -> list[Step]:
    """One transaction per person and program for all that is due; what is not says why."""
    from ..evm.bindings import Earned

    contracts, view, escrow = session.contracts, session.view, session.books.ledger.escrow
    whose = None if everybody else [contributor(named).id] if named else own_contributors(session)
    due: dict[tuple[bytes, bytes], list[Award]] = {}
    for award in owed_awards(session, whose):
        if award.review_end > view.block.timestamp:
            said = f"{show_usdc(award.owed)} USDC are under review until {show_time(award.review_end)}."
            session.out.say(said)
            continue
        due.setdefault((escrow.bounty(award.bounty).program or b"", award.contributor), []).append(award)
    steps = []
    for (program, who), awards in due.items():
        wallet = contracts.stakeholders.wallet_of(view, who)
        if wallet is None:
            session.out.say(f"{short(who)} has no wallet yet: their {show_usdc(_sum(awards))} USDC wait (praxis link).")
            continue
        call = contracts.escrow.release(program, who, [Earned(subject_of(session, one), one.work) for one in awards])
        steps.append(Step(f"release {len(awards)} award{'s' * (len(awards) > 1)}", call, wallet, _sum(awards)))
    return steps


def steps_to(session: Session, named: str | None, to: str) -> list[Step]:
    """The wallet's own calls, one per award that is due."""
    from ..evm.bindings import Direction, Earned

    contracts, view, escrow = session.contracts, session.view, session.books.ledger.escrow
    own = own_contributors(session)
    whose = contributor(named).id if named else own[0]
    wallet = contracts.stakeholders.wallet_of(view, whose)
    if wallet != session.address:
        raise Refused(
            f"Only {wallet or 'a linked wallet'} can direct these awards elsewhere, not {session.address}: use its "
            "key, or let it sign with praxis award direct."
        )
    steps = []
    for award in owed_awards(session, [whose]):
        if award.review_end <= view.block.timestamp:
            direction = Direction(award.fact, to, 0, view.block.timestamp + DIRECTION_HOLDS)
            earned = Earned(subject_of(session, award), award.work)
            program = escrow.bounty(award.bounty).program or b""
            call = contracts.escrow.release_to(program, whose, earned, direction)
            steps.append(Step("release an award elsewhere", call, to, award.owed))
    return steps


def subject_of(session: Session, award: "Award") -> bytes:
    """Id of the issue that an award is for."""
    from ..core.ids import hash_uri

    return hash_uri(session.books.ledger.escrow.bounty(award.bounty).subject_uri or "")


def _sum(awards: "Iterable[Award]") -> int:
    return sum(award.owed for award in awards)


def _state(award: "Award", now: int) -> str:
    if award.state.name == "CANCELLED":
        return "cancelled"
    if not award.owed:
        return "paid"
    return f"under review until {show_time(award.review_end)}" if now < award.review_end else "owed"
