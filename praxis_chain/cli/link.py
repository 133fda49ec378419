"""`praxis link`: whose wallet is whose."""

import json
from pathlib import Path

import click

from ..core.errors import Refused, WrongInput
from . import options, params
from .context import Session
from .options import reads, signs, writes

_files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group(invoke_without_command=True)
@click.option(
    "--contributor", help="Who you are on the forge: github:@login, github:user/…, git:ssh/SHA256:…, or a .pub file."
)
@click.option("--wallet", type=params.ADDRESS, help="The wallet.  [default: the key's]")
@click.option("--linked-at", type=int, metavar="SECONDS", help="When, in unix seconds.  [default: the chain's time]")
@click.option("--typed-data", is_flag=True, help="Print what another wallet is to sign (EIP-712), and sign nothing.")
@click.option("--signature", type=params.SIGNATURE, help="What that wallet signed; give --wallet and --linked-at too.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write.  [default: stdout]")
@signs
def link(
    session: Session,
    contributor: str | None,
    wallet: str | None,
    linked_at: int | None,
    typed_data: bool,
    signature: bytes | None,
    out: Path | None,
) -> None:
    """Sign with a wallet's key that it belongs to a contributor, for the contributor to publish.

    What comes out is published where only you can write: on GitHub as a public gist of your account, for a git
    repository as the message of a git commit that your SSH key signs. It says how. Attesters will find it. Nothing is
    sent to the chain.
    """
    if click.get_current_context().invoked_subcommand is None:
        from .linking import make_statement

        make_statement(session, contributor, wallet, linked_at, typed_data, signature, out)


@link.command()
@_files
@writes
def submit(session: Session, files: tuple[Path, ...]) -> None:
    """Submit the Links that a quorum attested in FILES. A change of wallet holds after 72 hours, or once accepted."""
    from .linking import submit_steps
    from .writes import carry_out

    rows, steps = submit_steps(session, files)
    carry_out(session, "link submit", "Link wallets", rows, steps)


@link.command()
@click.argument("contributor")
@click.option("--old-key", help="Key of the wallet in effect, where another one submits.  [default: the key's]")
@click.option(
    "--typed-data", is_flag=True, help="Print what the wallet in effect is to sign (EIP-712), and send nothing."
)
@click.option("--signature", type=params.SIGNATURE, help="What the wallet in effect signed.")
@writes
def accept(session: Session, contributor: str, old_key: str | None, typed_data: bool, signature: bytes | None) -> None:
    """Let an announced change of wallet hold at once, by the wallet in effect."""
    from .linking import accept_steps, acceptance
    from .writes import carry_out

    if bool(old_key) + typed_data + (signature is not None) > 1:
        raise WrongInput("Say one of --old-key, --typed-data and --signature.")
    if typed_data:
        document = acceptance(session, contributor)
        session.out.data("link accept", document, [json.dumps(document, indent=2)])
        return
    rows, steps = accept_steps(session, contributor, old_key, signature)
    carry_out(session, "link accept", "Accept a change of wallet", rows, steps)


@link.command()
@click.argument("contributor")
@options.repo
@reads
def check(session: Session, contributor: str) -> int:
    """Say how it stands with a contributor's wallet: published, refused and why, pending until when, or in effect.

    Give --repo to see what attesters see there; without it only the chain is asked. Ends with 0 if a wallet is in
    effect and nothing is wrong, else with 3.
    """
    from .link_check import check_lines, check_link

    found = check_link(session, contributor)
    session.out.data("link check", found, check_lines(found))
    return 0 if found.state.state in ("linked", "pending") else Refused.exit_code


@link.command()
@click.argument("contributor")
@writes
def reject(session: Session, contributor: str) -> None:
    """Refuse an announced change of wallet, with the key of the wallet in effect. This works once."""
    from .linking import announced
    from .names import contributor as named
    from .writes import Step, carry_out

    who, contracts = named(contributor), session.contracts
    change = contracts.stakeholders.change_of(session.view, who.id)
    rows = [("contributor", who.text), *announced(change)]
    steps = [Step("reject the change of wallet", contracts.stakeholders.reject_change(who.id))]
    carry_out(session, "link reject", "Reject a change of wallet", rows, steps)
