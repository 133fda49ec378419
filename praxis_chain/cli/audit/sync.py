"""`praxis audit sync`: keep all that the contracts said in a database."""

import click

from ...core.times import show_time
from .. import options
from ..context import Session
from ..options import reads


@click.command()
@options.block
@click.option(
    "--database",
    envvar="PRAXIS_AUDIT_DATABASE",
    help="Its URL.  [PRAXIS_AUDIT_DATABASE; default: SQLite, audit.db in the data folder]",
)
@reads
def sync(session: Session, block: str | int | None, database: str | None) -> None:
    """Bring a database up to the newest final block: every event, decoded, for SQL and for later audits.

    It goes on from where it was, may be ended at any moment, and takes back what the chain takes back. Only with
    --block latest does it hold blocks that may still be replaced; they are marked so.
    """
    from ...audit.index import keep

    url = database or f"sqlite:///{session.settings.data}/audit.db"
    with session.out.progress() as progress:
        done, where = keep(session.network, session.record, url, block, progress)
    replaced = f", {done.dropped} blocks were replaced" if done.dropped else ""
    kind = "may still be replaced" if done.provisional else "final"
    said = [
        f"Read up to block {done.up_to.number} ({show_time(done.up_to.timestamp)}), {kind}",
        f"  new        {done.added} logs{replaced}",
        f"  database   {where}",
    ]
    data = {"block": done.up_to, "added": done.added, "dropped": done.dropped, "provisional": done.provisional}
    session.out.data("audit sync", {"database": where} | data, said)
