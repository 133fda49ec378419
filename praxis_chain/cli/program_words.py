"""A program's rules in words: what a sponsor reads before putting money under them."""

from typing import TYPE_CHECKING

from ..core.addresses import ZERO_ADDRESS
from ..core.programs import Program
from ..core.times import show_period
from ..core.units import show_usdc
from .context import Session

if TYPE_CHECKING:
    from ..evm.bindings import Attesters

Rows = list[tuple[str, str]]


def describe(session: Session, program: Program) -> Rows:
    """Who decides, who can replace them, and how long what takes."""
    from ..evm.bindings import Attesters

    attesters = Attesters.at(program.attesters)
    committee = attesters.committee(session.view)
    arbiter = "nobody" if program.arbiter == ZERO_ADDRESS else f"{program.arbiter}, may cancel under review"
    review = f"{show_period(program.review_period)} before an award can be withdrawn"
    return [
        ("program", "0x" + program.id.hex()),
        ("attesters", f"{committee.quorum} of {committee.member_count}, {program.attesters}"),
        *(("member", member) for member in _members(session, attesters)),
        ("owned by", owner_in_words(session, committee.owner)),
        ("arbiter", arbiter),
        ("lock", f"{show_period(program.lock_period)} from the last progress"),
        ("review", review if program.review_period else "none: what the quorum signs is paid at once"),
        ("commitment", f"{show_period(program.commitment_period)} from each funding"),
        ("closing award", f"{show_usdc(program.closing_award)} USDC for an explanation"),
        ("minimum", f"{show_usdc(program.minimum)} USDC in the pool before anything is awarded"),
    ]


def warnings(session: Session, program: Program) -> list[str]:
    """What a sponsor should not find out later."""
    from ..evm.bindings import Attesters

    committee = Attesters.at(program.attesters).committee(session.view)
    said = []
    if committee.owner is not None and not session.view.code(committee.owner):
        said.append(
            f"{committee.owner}, who can replace all attesters, is a plain key and no contract: whoever holds or "
            "steals it can award this program's bounties."
        )
    if committee.member_count == 1:
        said.append("One attester alone decides.")
    if program.review_period == 0:
        said.append("There is no review: an award is paid at once, and nobody can take it back.")
    elif program.arbiter == ZERO_ADDRESS:
        said.append("There is no arbiter: under review only a quorum that revokes its own fact can cancel.")
    ours = session.contracts
    if (program.attesters, program.stakeholders) != (ours.attesters.address, ours.stakeholders.address):
        said.append("This program names other attesters or stakeholders than this deployment's: read their code first.")
    return said


def owner_in_words(session: Session, owner: str | None) -> str:
    """An owner, and whether it is a contract."""
    if owner is None:
        return "nobody, for ever"
    return f"{owner} ({'a contract' if session.view.code(owner) else 'a plain key'})"


def _members(session: Session, attesters: "Attesters") -> list[str]:
    """By name where this deployment knows since when they are; strangers' could need the whole chain's logs."""
    ours = session.contracts
    if attesters.address != ours.attesters.address:
        return []
    return attesters.members(session.view, ours.first_block)
