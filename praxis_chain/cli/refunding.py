"""Refunds: which bounty, whose stakes, how much."""

from typing import TYPE_CHECKING

from ..core.errors import WrongInput
from ..core.ids import bounty_id
from ..core.ledger.amounts import refund_for
from .context import Session
from .names import Named
from .writes import Step

if TYPE_CHECKING:
    from ..core.ledger import Bounty


def bounty_of(session: Session, issue: Named) -> "Bounty":
    """The bounty of an issue: under the program that is set, else the only one there is. Raises WrongInput."""
    found = session.books.of_subject(issue.id)
    if session.settings.program:
        program = session.program_id()
        found = [one for one in found if one.id == bounty_id(program, issue.id)]
    if not found:
        raise WrongInput(f"Nobody has funded {issue.text} here: see praxis bounty list.")
    if len(found) > 1:
        programs = ", ".join("0x" + one.program.hex() for one in found if one.program)
        raise WrongInput(f"{issue.text} is funded under several programs: say --program, one of {programs}.")
    return found[0]


def refund_steps(session: Session, bounty: "Bounty", issue: Named, sponsor: str | None) -> list[Step]:
    """One refund for each sponsor who has something to get, or for the one that is named whatever the escrow says."""
    assert bounty.program is not None
    escrow = session.contracts.escrow
    stakes = session.books.ledger.escrow.stakes
    sponsors = [who for (of, who), stake in stakes.items() if of == bounty.id and stake.shares and bounty.pool]
    steps = []
    for who in sponsors if sponsor is None else [sponsor]:
        stake = stakes.get((bounty.id, who))
        part = refund_for(stake.shares, bounty.pool, bounty.shares) if stake else 0
        steps.append(Step(f"refund {who}", escrow.refund(bounty.program, issue.id, who), who, part))
    return steps
