"""What was found in a repository, shown: every fact and whether something still follows from it, every refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ..core.fact_json import fact_json
from ..core.facts import Fact, fact_hash
from ..core.naming import printable
from ..core.rules import checks
from .context import Session
from .fact_words import Names, about, names_in, tell

if TYPE_CHECKING:
    from ..oracle import Judged


@dataclass(frozen=True, slots=True)
class Findings:
    """The evidence judged; `pending`: facts with consequences, in that order; `problems` that nobody could judge."""

    judged: "Judged"
    pending: tuple[Fact, ...]
    problems: Sequence[str]
    names: Names


def find(session: Session, judged: "Judged", problems: Sequence[str]) -> Findings:
    """Ask the chain what is still to be done."""
    from ..oracle import consents_of
    from .serving import chain_of, pending

    todo = pending(session, chain_of(session, consents_of(judged)), judged.facts.values())
    return Findings(judged, tuple(todo), problems, names_in(judged))


def show(session: Session, found: Findings, *, explain: bool = False) -> None:
    """To the person: facts, refusals and problems; with `explain` every check of every document."""
    say, todo = session.out.say, {fact_hash(fact) for fact in found.pending}
    say(click.style(f"{len(found.judged.facts)} facts", bold=True))
    for name, fact in found.judged.facts.items():
        mark = "to do" if name in todo else "done "
        say(f"  {mark}  {type(fact).__name__:<10}  {tell(fact, found.names)}")
        if explain:
            _explain(session, found.judged.evidence[name])
    if found.judged.refusals:
        say(click.style(f"{len(found.judged.refusals)} refused", bold=True))
    for document, refusal in found.judged.refusals:
        say(f"  {about(document)}: {printable(refusal.sentence)}")
        if explain:
            _explain(session, document)
    for problem in found.problems:
        say(f"  {printable(problem)}")


def as_json(found: Findings) -> dict[str, Any]:
    """For machines: facts with what follows, refusals with every check, problems."""
    todo = {fact_hash(fact) for fact in found.pending}
    return {
        "facts": [
            {**fact_json(fact), "says": tell(fact, found.names), "pending": name in todo}
            for name, fact in found.judged.facts.items()
        ],
        "refusals": [
            {
                "about": about(document),
                "reason": refusal.reason,
                "sentence": refusal.sentence,
                "evidence": refusal.evidence,
                "checks": checks(document),
            }
            for document, refusal in found.judged.refusals
        ],
        "problems": list(found.problems),
    }


def _explain(session: Session, document: Any) -> None:
    for check in checks(document):
        mark = click.style("ok", fg="green") if check.passed else click.style("no", fg="red")
        session.out.say(f"           {mark}  {check.name}: {printable(check.detail)}")
