"""`praxis relay`: gather attestations and submit what a quorum signed."""

from pathlib import Path
from time import sleep

import click

from ..core.errors import NetworkFailed, WrongInput
from . import options
from .context import Session
from .options import sends


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@options.repo
@click.option(
    "--attester-key", "attester_keys", multiple=True, help="Attest in this process with that key too; repeat it."
)
@click.option("--once", is_flag=True, help="One pass; this is the default.")
@click.option("--every", type=click.IntRange(1), metavar="SECONDS", help="Go on with a pass every so many seconds.")
@options.program
@options.trust_authors
@options.trusted_action
@sends
def relay(
    session: Session,
    files: tuple[Path, ...],
    attester_keys: tuple[str, ...],
    once: bool,
    every: int | None,
    trust_authors: bool,
    action: str,
) -> int:
    """Submit what a quorum attested in FILES, take back what was revoked, release what is due.

    With --repo it also looks at the repository itself: for wallets' signatures, and for awards whose review is over.
    Whatever is done already is left out, so running it twice changes nothing. It needs ether and holds no authority.
    """
    from .relaying import Work, one_pass

    if once and every:
        raise WrongInput("Say either --once or --every.")
    if not files and not session.settings.repo:
        raise WrongInput("Give the attestations to submit, or --repo to look at a repository.")
    if attester_keys and not session.settings.repo:
        raise WrongInput("An attester judges a repository: say --repo with --attester-key.")
    if every is not None and not session.consent.yes:
        raise WrongInput("Nobody can be asked every time: say --yes with --every.")
    work = Work(files, attester_keys, trust_authors, action)
    while every is not None:
        try:
            one_pass(session, work)
        except NetworkFailed as error:
            session.out.say(f"{error} Trying again in {every} s.")
        sleep(every)
        session.look_again()
    return one_pass(session, work)
