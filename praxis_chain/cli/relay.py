"""`praxis relay`: gather attestations and submit what a quorum signed; `praxis relay run`: all the time."""

from pathlib import Path
from time import sleep
from typing import Any

import click

from ..core.errors import NetworkFailed, WrongInput
from . import options
from .context import Session
from .options import sends, signs


class _WithFiles(click.Group):
    """Takes files, and has commands of its own as well: the first word decides."""

    allow_interspersed_args = True  # options may stand after files, as in any command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in self.commands:
            ctx.protected_args, ctx.args = args[:1], args[1:]
            return ctx.args
        return click.Command.parse_args(self, ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        if not ctx.protected_args:
            return click.Command.invoke(self, ctx)
        name, command, rest = self.resolve_command(ctx, [*ctx.protected_args, *ctx.args])
        assert command is not None
        with command.make_context(name, rest, parent=ctx) as below:
            return below.command.invoke(below)


@click.group(cls=_WithFiles, invoke_without_command=True)
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


@relay.command()
@options.repos
@click.option(
    "--attester", "attesters", multiple=True, metavar="URL", help="Where an attester's service answers; repeat it."
)
@click.option("--program", "programs", multiple=True, help="Id of a program to serve; repeat it.  [PRAXIS_PROGRAM]")
@click.option("--all-programs", is_flag=True, help="Serve every program of this deployment, also those of strangers.")
@options.database
@click.option("--once", is_flag=True, help="Look once, do what there is to do, and end.")
@click.option(
    "--interval", default=15.0, type=click.FloatRange(0, min_open=True), metavar="SECONDS",
    help="Between two passes.  [default: 15]",
)  # fmt: skip
@click.option(
    "--listen", default="127.0.0.1:8646", metavar="HOST:PORT",
    help="Where /health, /status and /metrics answer.  [default: 127.0.0.1:8646]",
)  # fmt: skip
@click.option("--webhook/--no-webhook", default=True, help="Take webhooks of repositories on GitHub.  [default: take]")
@click.option(
    "--comment", is_flag=True, help="Keep one comment on each pull request on GitHub that has to do with money."
)
@click.option("--max-fee", type=click.FloatRange(0, min_open=True), metavar="GWEI", help="Above it, wait.")
@click.option(
    "--bump-after", default=3, type=click.IntRange(1), metavar="BLOCKS",
    help="Without being mined, until a price is raised by an eighth.  [default: 3]",
)  # fmt: skip
@click.option(
    "--wait", default=180.0, type=click.FloatRange(0), metavar="SECONDS",
    help="For one transaction to be mined before the next pass.  [default: 180]",
)  # fmt: skip
@click.option(
    "--deadline", default=20.0, type=click.FloatRange(0, min_open=True), metavar="SECONDS",
    help="For an attester to answer.  [default: 20]",
)  # fmt: skip
@click.option(
    "--oldest-head", type=click.FloatRange(0), metavar="SECONDS",
    help="How old the chain's last block may be.  [default: 300; any on a local chain]",
)  # fmt: skip
@options.look_every
@options.stale_after
@options.trust_authors
@options.trusted_action
@signs
def run(session: Session, **given: Any) -> int:
    """Relay all the time: look at repositories, gather from attesters over HTTP, submit, release what is due.

    What it sends is in its database before it is sent, and followed until it is final: it may be killed at any moment.
    Any number may run, with keys of their own or with one. It needs ether and holds no authority.
    """
    from .relay_running import Job, run

    return run(session, Job(**given))
