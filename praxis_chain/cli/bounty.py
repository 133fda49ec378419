"""`praxis bounty`: USDC on an issue."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options, params
from .context import Session
from .options import reads, signs, writes

if TYPE_CHECKING:
    from .funding import Offer


@click.group()
def bounty() -> None:
    """Bounties: USDC on an issue, in a pool that its sponsors share."""


_terms = click.option(
    "--terms", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File you read; its hash is kept."
)
_max_awarded = click.option(
    "--max-awarded", type=params.SHARE, help="Refuse if more of the issue is awarded.  [default: what is awarded now]"
)
_amount = click.argument("amount", type=params.USDC)
_issue = click.argument("issue")


@bounty.command()
@click.argument("issue", required=False)
@click.argument("amount", type=params.USDC, required=False)
@options.program
@_terms
@_max_awarded
@click.option("--permit", is_flag=True, help="One transaction, with your signature instead of an approval.")
@click.option(
    "--authorization", type=click.Path(path_type=Path), help="Submit what a sponsor signed (praxis bounty authorize)."
)
@options.repo
@writes
def fund(
    session: Session,
    issue: str | None,
    amount: int | None,
    terms: Path | None,
    max_awarded: int | None,
    permit: bool,
    authorization: Path | None,
) -> None:
    """Put AMOUNT USDC on an ISSUE, under a program.

    ISSUE is its canonical name, such as github:repo/10270250/issue/7, or its number with --repo.
    """
    from ..core.errors import WrongInput
    from . import funding
    from .authorization_file import read_authorization
    from .program_words import warnings
    from .writes import carry_out

    if authorization is not None:
        if issue is not None or permit or terms or max_awarded is not None:
            raise WrongInput("What a sponsor signed is submitted as it is: give --authorization and nothing else.")
        offer, signed = read_authorization(session, authorization)
        steps, sponsor = funding.by_authorization(session, offer, signed), signed.sponsor
    else:
        if issue is None or amount is None:
            raise WrongInput("Name the issue and the amount: praxis bounty fund ISSUE AMOUNT.")
        offer = _offer(session, issue, amount, terms, max_awarded)
        sponsor = session.address
        steps = []
    rows = funding.offer_rows(session, offer, sponsor)
    if not steps:
        steps = (funding.by_permit if permit else funding.by_allowance)(session, offer)
    carry_out(
        session, "bounty fund", "Fund a bounty", rows, steps,
        warnings=warnings(session, offer.rules),
        data={"bounty": offer.funding.bounty, "program": offer.rules.id, "issue": offer.funding.subject_uri},
    )  # fmt: skip


@bounty.command()
@_issue
@_amount
@options.program
@_terms
@_max_awarded
@click.option("--valid", type=params.PERIOD, default=86_400, help="How long it can be submitted.  [default: 1d]")
@click.option("--out", type=click.Path(path_type=Path), help="File to write.  [default: stdout]")
@click.option("--yes", is_flag=True, help="Sign without asking.")
@options.repo
@signs
def authorize(
    session: Session,
    issue: str,
    amount: int,
    terms: Path | None,
    max_awarded: int | None,
    valid: int,
    out: Path | None,
) -> None:
    """Sign a funding (EIP-3009) for anybody to submit: you need USDC, and no ether."""
    from . import funding
    from .authorization_file import authorization_json
    from .documents import write_or_print
    from .program_words import warnings
    from .writes import ask

    offer = _offer(session, issue, amount, terms, max_awarded)
    session.out.facts(
        "Authorize a funding", [("chain", session.chain_name), *funding.offer_rows(session, offer, session.address)]
    )
    for warning in warnings(session, offer.rules):
        session.out.warn(warning)
    ask(session, "Sign this?", "signed")
    signed = funding.authorize(session, offer, valid)
    write_or_print(session, "bounty authorize", authorization_json(session, offer, signed), out)


def _offer(session: Session, issue: str, amount: int, terms: Path | None, max_awarded: int | None) -> "Offer":
    from eth_hash.auto import keccak

    from . import funding, names

    read = keccak(terms.read_bytes()) if terms is not None else bytes(32)
    return funding.make_offer(session, names.issue(session, issue).text, amount, None, read, max_awarded)


@bounty.command("list")
@click.option("--state", type=click.Choice(["open", "locked", "paid", "closed"]), help="Only those in this state.")
@options.program
@reads
def list_bounties(session: Session, state: str | None) -> None:
    """All bounties: what is in the pool, who holds or got it, and where it was paid."""
    from .bounty_words import bounty_data, table_row

    books = session.books
    wanted = session.program_id() if session.settings.program else None
    found = [
        bounty_data(books, one)
        for one in books.ledger.escrow.bounties.values()
        if one.program is not None and wanted in (None, one.program)
    ]
    found = [one for one in found if state in (None, one["state"])]
    session.out.rows("bounty list", [table_row(one) for one in found], "There is no such bounty yet.", data=found)


@bounty.command()
@_issue
@options.program
@options.repo
@reads
def show(session: Session, issue: str) -> None:
    """One issue's bounty, under each program that it was funded under: pool, sponsors, lock, awards."""
    from . import names
    from .bounty_words import bounty_data, lines

    named, books = names.issue(session, issue), session.books
    wanted = session.program_id() if session.settings.program else None
    found = [bounty_data(books, one) for one in books.of_subject(named.id) if wanted in (None, one.program)]
    if not found:
        session.out.say(f"Nobody has funded {named.text} here yet: praxis bounty fund.")
    session.out.data("bounty show", found, [line for one in found for line in lines(session, one)])


@bounty.command()
@_issue
@click.option("--sponsor", type=params.ADDRESS, help="Whose stake.  [default: your own]")
@click.option("--all", "everybody", is_flag=True, help="Every sponsor's, once the bounty is closed.")
@options.program
@options.repo
@writes
def refund(session: Session, issue: str, sponsor: str | None, everybody: bool) -> None:
    """Send sponsors their part of what is unspent; while the bounty is open, only you can take your own."""
    from ..core.errors import WrongInput
    from . import names
    from .refunding import bounty_of, refund_steps
    from .writes import carry_out

    if everybody and sponsor:
        raise WrongInput("Say either --sponsor or --all.")
    named = names.issue(session, issue)
    found = bounty_of(session, named)
    steps = refund_steps(session, found, named, None if everybody else sponsor or session.address)
    rows = [("issue", named.text), ("program", "0x" + (found.program or b"").hex())]
    carry_out(session, "bounty refund", "Refund", rows, steps, data={"bounty": found.id, "issue": named.text})
