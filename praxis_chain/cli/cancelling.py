"""Cancelling: which Commits, or which Closure, stand in the escrow and can still go back to the pool."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import Refused
from ..core.facts import Closure, Commit, fact_hash
from ..core.ids import NOBODY, bounty_id
from ..core.units import show_usdc
from .at_hand import facts_at_hand
from .context import Session
from .names import Named
from .refunding import bounty_of
from .writes import Step

if TYPE_CHECKING:
    from ..core.ledger import Award


def cancel_steps(session: Session, subject: Named, work: Named | None, files: Sequence[Path]) -> list[Step]:
    """One call. Raises Refused if nothing of the kind is awarded, or its facts are not at hand."""
    bounty = bounty_of(session, subject)
    assert bounty.program is not None
    standing = _standing(session, bounty_id(bounty.program, subject.id), work)
    what = f"for {work.text} on" if work else "to the explanation of"
    if not standing and (work or not bounty.explained):
        raise Refused(f"Nothing is owed {what} {subject.text}: it was never awarded, or is released or cancelled.")
    facts, _ = facts_at_hand(session, files)
    escrow, program = session.contracts.escrow, bounty.program
    amount = sum(award.owed for award in standing)
    back = f"send {show_usdc(amount)} USDC back to the pool"
    if work is None:
        closures = [
            fact for fact in facts if isinstance(fact, Closure) and fact_hash(fact)[:20] == bounty.review.closure
        ]
        if not closures:
            raise Refused(f"The closure of {subject.text} that stands is none of the facts at hand: give others.")
        return [Step(back, escrow.cancel_closure(program, closures[0]))]
    wanted = {award.fact for award in standing}
    commits = [fact for fact in facts if isinstance(fact, Commit) and fact_hash(fact) in wanted]
    if len(commits) < len(wanted):
        raise Refused(
            f"{len(wanted)} facts earned these awards and {len(commits)} of them are at hand: give the attestations "
            "that hold the others."
        )
    return [Step(back, escrow.cancel(program, sorted(commits, key=lambda commit: commit.contributor)))]


def _standing(session: Session, bounty: bytes, work: Named | None) -> "list[Award]":
    wanted = work.id if work else NOBODY
    awards = session.books.ledger.escrow.awards.values()
    return [award for award in awards if award.bounty == bounty and award.work == wanted and award.owed]
