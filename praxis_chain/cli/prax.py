"""`praxis prax`: PRAX, the measure of contribution."""

from pathlib import Path

import click

from ..core.catalogue import Category
from . import options, params
from .at_hand import facts_option
from .context import Session
from .options import reads, writes


@click.group()
def prax() -> None:
    """PRAX: what contributions accrue. It cannot be transferred."""


@prax.command()
@click.option(
    "--category", type=click.Choice([c.name.lower() for c in Category]), required=True, help="What it builds."
)
@click.option("--reward", type=params.PRAX, required=True, help="PRAX for a Commit of quality and completion 100%.")
@click.option(
    "--attempt-share", type=params.SHARE, default="10%", show_default=True, help="What an attempt earns of it."
)
@click.option(
    "--text",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="File that says what a Commit of it is, and when it is complete.",
)
@click.option("--close", is_flag=True, help="Refuse Commits completed from now on.")
@writes
def action(session: Session, category: str, reward: int, attempt_share: int, text: Path, close: bool) -> None:
    """Add a version of an action to the catalogue, or close or reopen one; as the owner."""
    from ..core.catalogue import Action
    from ..core.ids import hash_uri
    from ..core.units import show_basis_points, show_prax
    from .writes import Step, carry_out

    words = text.read_text(encoding="utf-8", errors="strict").strip()
    made = Action(Category[category.upper()], reward, attempt_share, hash_uri(words))
    known = session.contracts.prax.action(session.view, made.id)
    done = known is not None and (known.closed_at is not None) == close
    rows = [
        ("action", "0x" + made.id.hex()),
        ("category", category),
        ("reward", f"{show_prax(reward)} PRAX, {show_basis_points(attempt_share)} of it for an attempt"),
        ("text", words.partition("\n")[0][:100]),
    ]
    verb = "close the action" if close else "reopen the action" if known else "add the action"
    steps = [] if done else [Step(verb, session.contracts.prax.set_action(made, open=not close))]
    carry_out(
        session, "prax action", "Change the catalogue", rows, steps,
        data={"action": made.id}, lines=[f"action: 0x{made.id.hex()}"],
    )  # fmt: skip


@prax.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@writes
def accrue(session: Session, files: tuple[Path, ...]) -> None:
    """Mint what the Commits earn that a quorum attested in FILES."""
    from .accruing import accrue_steps
    from .writes import carry_out

    rows, steps = accrue_steps(session, files)
    carry_out(session, "prax accrue", "Accrue PRAX", rows, steps)


@prax.command()
@facts_option
@options.repo
@writes
def revoke(session: Session, files: tuple[Path, ...]) -> None:
    """Burn what revoked Commits and Admissions minted. Anybody may; nothing else is touched."""
    from .accruing import burn_steps
    from .writes import carry_out

    rows, steps = burn_steps(session, files)
    carry_out(session, "prax revoke", "Burn what revoked facts minted", rows, steps)


@prax.command()
@click.argument("contributor")
@writes
def recover(session: Session, contributor: str) -> None:
    """Move a person's whole PRAX to their wallet in effect, once a change of wallet holds. Anybody may."""
    from ..core.units import show_prax
    from .accruing import person_named
    from .writes import Step, carry_out

    who, contracts, view = person_named(session, contributor), session.contracts, session.view
    holder, wallet = contracts.prax.holder_of(view, who.id), contracts.stakeholders.wallet_of(view, who.id)
    amount = contracts.prax.balance_of(view, holder) if holder else 0
    rows = [("contributor", who.text), ("from", holder or "nowhere"), ("to", wallet or "no wallet yet")]
    steps = [] if holder == wallet else [Step(f"move {show_prax(amount)} PRAX", contracts.prax.recover(who.id))]
    carry_out(session, "prax recover", "Recover PRAX", rows, steps)


@prax.command()
@click.argument("contributor")
@reads
def show(session: Session, contributor: str) -> None:
    """One person: standing, wallet, PRAX, and the Commits it comes from."""
    from .accruing import person_data, person_lines, person_named

    found = person_data(session, person_named(session, contributor))
    session.out.data("prax show", found, person_lines(found))


@prax.command()
@reads
def leaderboard(session: Session) -> None:
    """Everybody who holds PRAX, most first, and how much was minted this epoch."""
    from ..core.units import show_prax
    from .accruing import board

    found = board(session)
    rows = [
        {
            "rank": rank,
            "contributor": "0x" + one["contributor"].hex(),
            "PRAX": show_prax(one["prax"]),
            "Commits": one["commits"],
            "referrals": one["referrals"],
            "standing": one["standing"].name.lower(),
            "wallet": one["wallet"] or "",
        }
        for rank, one in enumerate(found, 1)
    ]
    session.out.rows("prax leaderboard", rows, "Nobody holds PRAX yet.", data=found)
