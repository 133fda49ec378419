"""`praxis audit report`: what the audit found and what the books say, as a page to read or tables to compute with."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...core.errors import WrongInput
from .. import options
from ..context import Session
from ..options import reads
from .material import Named, gather, named

if TYPE_CHECKING:
    from ...audit.reports import Source, Table

FORMATS = ("html", "json", "csv", "parquet", "beancount", "hledger")


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="html", show_default=True, help="What to write.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write, of csv and parquet a folder.")
@options.block
@click.option(
    "--names", type=click.Path(path_type=Path), help="File of canonical names, one a line, to look ids up in."
)
@click.option(
    "--no-merge-times", is_flag=True, help="Do not read the transactions of awards for when works were merged."
)
@named
@options.audit_database
@reads
def report(
    session: Session,
    form: str,
    out: Path | None,
    block: str | int | None,
    names: Path | None,
    no_merge_times: bool,
    evidence: tuple[Path, ...],
    logs: tuple[str, ...],
    repos: tuple[str, ...],
    database: str | None,
) -> int:
    """Audit, and write a report: a page (html), one document (json), or a file per table (csv, parquet).

    Or the double-entry books, for bean-check (beancount) or hledger to check. Evidence is judged again as by `praxis
    audit`, and also tells names and when works were merged.

    Exits as `praxis audit` does: 0 only if all was checked and holds.
    """
    from ...audit.reports import read_source, tables

    if out is None and (form in ("csv", "parquet") or session.out.as_json):
        raise WrongInput(f"Say where to write it: --out {'FOLDER' if form in ('csv', 'parquet') else 'FILE'}.")
    if out is not None and not out.absolute().parent.is_dir():
        raise WrongInput(f"There is no folder {out.parent} to write {out.name} into.")
    given = _lines_of(names) if names else []
    where = Named(evidence, logs, repos)
    material = None if where.is_empty else gather(session, where)
    with session.out.progress() as progress:
        source = read_source(
            session.network, session.record, block, given, progress,
            merge_times=not no_merge_times, database=database, material=material,
        )  # fmt: skip
        made = tables(source)
    text = None if form in ("csv", "parquet") else _text(form, source, made)
    if out is None:
        click.echo(text, nl=False)
        return source.report.exit_code
    written = _write(form, made, text, out)
    said = "Everything holds." if source.report.holds else "It does NOT hold, or not all was checked: read the report."
    session.out.say(f"Written to {out}. {said}")
    data = {
        "holds": source.report.holds,
        "exit_code": source.report.exit_code,
        "files": [str(path) for path in written],
    }
    if session.out.as_json:
        session.out.data("audit report", data)
    return source.report.exit_code


def _text(form: str, source: "Source", made: "Mapping[str, Table]") -> str:
    if form == "json":
        from ...audit.reports import as_json

        return as_json(source.report, made)
    if form in ("beancount", "hledger"):
        from ...audit.books import WRITERS, double_entry

        held = None if source.report.incomplete else source.report.figures["usdc_held"]
        books = double_entry(source.ledger, source.events, held)
        return "\n".join([*WRITERS[form](books), ""])
    from ...audit.reports.as_html import as_html

    return as_html(source.report, made)


def _write(form: str, made: "Mapping[str, Table]", text: str | None, out: Path) -> list[Path]:
    try:
        if text is not None:
            out.write_text(text, encoding="utf-8")
            return [out]
        if form == "csv":
            from ...audit.reports import write_csv

            return write_csv(made, out)
        from ...audit.reports.as_parquet import write_parquet

        return write_parquet(made, out)
    except OSError as error:
        raise WrongInput(f"{out} cannot be written: {error.strerror}.") from None


def _lines_of(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise WrongInput(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}.") from None
