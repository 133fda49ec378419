"""`praxis audit watch`: an audit at each new block, until it is told to stop."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ...core.times import show_time
from .. import options
from ..context import Session
from ..options import reads
from ..stopping import told_to_stop
from .params import told as change_in_words
from .run import finding_in_words

if TYPE_CHECKING:
    from ...audit.findings import Report
    from ...audit.watch import Round


@click.command()
@click.option(
    "--every",
    type=click.FloatRange(min=0, min_open=True),
    default=12.0,
    show_default=True,
    metavar="SECONDS",
    help="Between two looks for a new block.",
)
@click.option("--rounds", type=click.IntRange(min=1), help="End after so many.  [default: when told to stop]")
@click.option(
    "--block", type=click.Choice(["latest", "finalized"]), help="Which blocks.  [default: those that are final]"
)
@options.audit_database
@reads
def watch(session: Session, every: float, rounds: int | None, block: str | None, database: str | None) -> int:
    """Audit at each new block: a line each, a finding in full when it appears, changes of parameters as they happen.

    A node that is away is told and asked again. Ends with SIGTERM or Ctrl-C, and with the code of the worst round: 3 if
    a check failed, 5 if something could not be checked, 4 if the node was away, 0 if all held. With --json a document a
    line.
    """
    from ...audit.watch import Stopped, looking, watch, worst

    codes = []
    with told_to_stop() as told:

        def progress(what: str, done: int, total: int) -> None:
            if told.is_set():
                raise Stopped

        look = looking(lambda: (session.network, session.record), block, progress, database)
        for one in watch(look, lambda: not told.wait(every), rounds):
            session.out.line("audit watch", one.as_json(), list(_lines(one)))
            codes.append(one.exit_code)
    return worst(codes)


def _lines(one: "Round") -> Iterator[str]:
    report = one.report
    if report is None:
        yield f"Nothing was audited: {one.failure}"
        return
    final = {True: "final", False: "not final", None: "nobody said whether final"}[report.finalized]
    yield (
        f"Block {report.block.number} ({show_time(report.block.timestamp)}, {final}): {report.events} events, "
        f"{report.slots} slots, {_verdict(report, len(one.new), one.gone)}"
    )
    for change in one.changes:
        yield f"  changed: {change_in_words(change)}"
    for finding in one.new:
        yield from (f"  {line}" for line in finding_in_words(finding))


def _verdict(report: "Report", new: int, gone: int) -> str:
    ended = f", {gone} no more" if gone else ""
    if report.findings:
        return f"{len(report.findings)} findings ({new} new{ended}): it does NOT hold."
    if report.incomplete:
        return f"incomplete{ended}: {report.incomplete[0]}"
    return f"everything holds{ended}."
