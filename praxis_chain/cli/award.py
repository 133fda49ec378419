"""`praxis award`: what was earned and not yet withdrawn."""

from pathlib import Path

import click

from ..core.errors import WrongInput
from . import options, params
from .at_hand import facts_option
from .context import Session
from .options import reads, signs, writes


@click.group()
def award() -> None:
    """Awards: USDC that was earned; released, to be released, or cancelled."""


@award.command("list")
@click.option("--contributor", help="Only theirs: a canonical name, a wallet address or an id.")
@click.option("--owed", is_flag=True, help="Only what is not paid yet.")
@options.program
@reads
def list_awards(session: Session, contributor: str | None, owed: bool) -> None:
    """All awards: for which work, to whom, how much, and what became of it."""
    from . import names
    from .awarding import list_data, table_row

    who = names.contributor(contributor).id if contributor else None
    found = list_data(session, who, owed)
    session.out.rows("award list", [table_row(one) for one in found], "There is no such award yet.", data=found)


@award.command()
@click.argument("contributor", required=False)
@click.option("--all", "everybody", is_flag=True, help="Everybody's, as far as they are due.")
@click.option("--to", type=params.ADDRESS, help="Pay elsewhere than to your wallet; only your wallet's key can.")
@click.option("--direction", type=click.Path(path_type=Path), help="Pay where a wallet directed (praxis award direct).")
@click.option("--fee", type=params.USDC, default="0", help="With --direction: USDC that you take.  [default: 0]")
@options.program
@writes
def release(
    session: Session, contributor: str | None, everybody: bool, to: str | None, direction: Path | None, fee: int
) -> None:
    """Pay awards whose review is over to their contributor's wallet: your own, CONTRIBUTOR's, or all.

    Anybody may: the money goes nowhere else.
    """
    from . import awarding
    from .direction_file import directed_steps
    from .writes import carry_out

    if sum(map(bool, (contributor, everybody, direction))) > 1 or (to and (everybody or direction)):
        raise WrongInput("Say one of CONTRIBUTOR, --all and --direction; --to goes with your own awards only.")
    if fee and not direction:
        raise WrongInput("--fee goes with --direction: nobody else allows one.")
    if direction is not None:
        steps = directed_steps(session, direction, fee)
    elif to is not None:
        steps = awarding.steps_to(session, contributor, to)
    else:
        steps = awarding.release_steps(session, contributor, everybody)
    carry_out(session, "award release", "Release awards", [], steps)


@award.command()
@click.option("--to", type=params.ADDRESS, required=True, help="Where your awards are to be paid.")
@click.option("--max-fee", type=params.USDC, default="0", help="USDC the submitter may keep of each.  [default: 0]")
@click.option("--valid", type=params.PERIOD, default=7 * 86_400, help="How long it can be used.  [default: 7d]")
@click.option("--out", type=click.Path(path_type=Path), help="File to write.  [default: stdout]")
@options.program
@signs
def direct(session: Session, to: str, max_fee: int, valid: int, out: Path | None) -> None:
    """Sign, with your wallet's key, where your awards are to be paid; anybody can then submit it: you need no ether."""
    from .direction_file import sign_directions
    from .documents import write_or_print

    write_or_print(session, "award direct", sign_directions(session, to, max_fee, valid), out)


@award.command()
@click.argument("issue")
@click.argument("work", required=False)
@facts_option
@options.repo
@options.program
@writes
def cancel(session: Session, issue: str, work: str | None, files: tuple[Path, ...]) -> None:
    """Send all awards of a WORK for an ISSUE back to the pool while their review lasts; without WORK, its closure.

    The program's arbiter may, and anybody once a quorum has revoked one of the facts.
    """
    from .cancelling import cancel_steps
    from .names import issue as named_issue
    from .names import work as named_work
    from .writes import carry_out

    subject = named_issue(session, issue)
    named = named_work(subject, work) if work else None
    steps = cancel_steps(session, subject, named, files)
    rows = [("issue", subject.text), ("work", named.text if named else "none: the closure")]
    carry_out(session, "award cancel", "Cancel awards", rows, steps)
