"""`praxis link`: whose wallet is whose."""

from pathlib import Path

import click

from . import params
from .context import Session
from .options import signs, writes

_files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group(invoke_without_command=True)
@click.option(
    "--contributor", help="Who you are on the forge: git:ssh/SHA256:…, github:user/…, or your SSH key's .pub file."
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

    What comes out is the message of a git commit. Sign that with your SSH key, where only you can write, and attesters
    will find it. Nothing is sent to the chain.
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
@writes
def accept(session: Session, contributor: str, old_key: str | None) -> None:
    """Let an announced change of wallet hold at once, by the wallet in effect."""
    from .linking import accept_steps
    from .writes import carry_out

    rows, steps = accept_steps(session, contributor, old_key)
    carry_out(session, "link accept", "Accept a change of wallet", rows, steps)


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
