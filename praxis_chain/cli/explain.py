"""`praxis explain`: one work, from what the forge shows to who gets what."""

import click

from . import options
from .context import Session
from .options import reads


@click.command()
@click.argument("work")
@options.repo
@click.option("--attester", "attesters", multiple=True, metavar="URL", help="Ask that attester too; repeat it.")
@options.program
@reads
def explain(session: Session, work: str, attesters: tuple[str, ...]) -> None:
    """Say everything about one pull request: each check with its value, what follows, what was paid, what is missing.

    WORK is 3 or pull/3 with --repo, owner/name#9, the address of a pull request, or a canonical name
    (github:repo/10270250/pull/9). It ends with what happens next and who has to do it. Needs no key.
    """
    from .explain_data import as_json
    from .explain_words import lines
    from .explaining import explain_work

    found = explain_work(session, work, attesters)
    session.out.data("explain", as_json(found), list(lines(found)) if not session.out.as_json else ())
