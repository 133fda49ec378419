"""`praxis audit who-paid`: payments by issue, work, contributor or wallet, the newest first."""

from typing import TYPE_CHECKING

import click

from ...core.errors import Refused, WrongInput
from ...core.ids import NOBODY
from ...core.naming import printable
from ...core.times import show_time
from ...core.units import show_usdc
from .. import options
from ..context import Session
from ..names import brief, issue, short
from ..options import reads

if TYPE_CHECKING:
    from ...audit.payments import Payment
    from ...audit.reports.names import Names


@click.command("who-paid")
@click.argument("wanted", required=False, metavar="[ISSUE|WORK|CONTRIBUTOR|WALLET]")
@click.option("--csv", "as_csv", is_flag=True, help="A CSV table on stdout, with everything there is in a row.")
@options.repo
@options.block
@options.audit_database
@reads
def who_paid(session: Session, wanted: str | None, as_csv: bool, block: str | int | None, database: str | None) -> int:
    """Who was paid, for what, on whose attestation, in which transaction; the newest first.

    Of one issue (its name, or its number in the repository that is set), work, contributor or wallet, or of all. Ids
    work too, also those of a bounty, a fact, an award or a transaction. What is still owed says what it waits for.

    Exits with 3 if the events contradict one another: then praxis audit says where.
    """
    from ...audit.history import history
    from ...audit.payments import payments
    from ...audit.reports.as_csv import as_csv as csv_of
    from ...audit.reports.names import names
    from ...audit.reports.paid import table_of
    from ...audit.who_paid import concerning, who_paid

    if as_csv and session.out.as_json:
        raise WrongInput("Say either --csv or --json.")
    if wanted is not None and wanted.isascii() and wanted.isdigit():
        wanted = issue(session, wanted).text
    if wanted is not None:
        concerning(wanted)  # a wrong name is said before anything is read
    with session.out.progress() as progress:
        found = history(session.network, session.record, block, progress, database)
    strange = len(found.ledger.contradictions)
    if strange:
        session.out.warn(f"{strange} of the events cannot be, by all others: praxis audit says which, and why.")
    code = Refused.exit_code if strange else 0
    paid = who_paid(payments(found.ledger, found.events), wanted)
    if session.out.as_json:
        session.out.data("audit who-paid", {"block": found.view.block, "payments": paid})
        return code
    known = names(found.ledger)
    if as_csv:
        click.echo(csv_of(table_of(paid, known, lambda _: None)), nl=False)
        return code
    whom = "" if wanted is None else f" for {printable(wanted)}"
    nobody = f"Nobody was paid{whom} up to block {found.view.block.number}."
    session.out.rows("audit who-paid", [_row(one, known) for one in paid], nobody)
    return code


def _row(one: "Payment", known: "Names") -> dict[str, str]:
    moment = one.settled or one.awarded
    work = known.of_work(one.work)
    return {
        "when": show_time(moment.time),
        "USDC": show_usdc(one.amount) + (f" (fee {show_usdc(one.fee)})" if one.fee else ""),
        "state": f"{one.state}, waits for {one.waits_for}" if one.waits_for else str(one.state),
        "wallet": one.wallet or "none",
        "contributor": short(one.contributor),
        "issue": brief(one.issue) if one.issue is not None else short(one.bounty),
        "for": "an explanation" if one.work == NOBODY else brief(work.text) if work else short(one.work),
        "attested by": " ".join(one.signers) or "not in events",
        "transaction": "0x" + moment.transaction.hex(),
    }
