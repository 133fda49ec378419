"""`praxis audit evidence`: everything that the chain can be compared with, in one file to keep or hand on."""

from pathlib import Path

import click

from ...core.errors import WrongInput
from .. import options
from ..context import Session
from ..options import reads
from .material import Named, gather, named


@click.command()
@named
@click.option("--out", type=click.Path(path_type=Path), help="File to write it to.  [default: stdout]")
@options.trust_authors
@options.trusted_action
@reads
def evidence(
    session: Session,
    evidence: tuple[Path, ...],
    logs: tuple[str, ...],
    repos: tuple[str, ...],
    out: Path | None,
    trust_authors: bool,
    action: str,
) -> None:
    """Collect evidence into one file, for whoever audits later or without a network.

    It comes from repositories, from attesters (by their URL; of a log in a file only the facts) and from other files.
    praxis audit --evidence reads it, and needs nothing else to judge.
    """
    from ...audit.evidence import written

    where = Named(evidence, logs, repos)
    if where.is_empty:
        raise WrongInput("Say where evidence is: --repo, --log or --evidence.")
    material = gather(session, where, trust_authors=trust_authors, action=action)
    lines = list(written(material))
    for problem in material.problems:
        session.out.say(problem)
    counts = {"documents": len({one.evidence for one in material.documents}), "facts": len(material.facts)}
    if out is None:
        session.out.data("audit evidence", {**counts, "file": None, "lines": lines}, lines)
        return
    try:
        out.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise WrongInput(f"{out} cannot be written: {error.strerror}.") from None
    session.out.say(f"{counts['documents']} documents and {counts['facts']} facts were written to {out}.")
    session.out.data("audit evidence", {**counts, "file": str(out), "lines": None})
