"""`praxis audit report`: what the audit found and what the books say, as a page to read or tables to compute with."""

from pathlib import Path

import click

from ...core.errors import WrongInput
from .. import options
from ..context import Session
from ..options import reads
from .material import Named, gather, named
from .second_node import second_node

FORMATS = ("html", "json", "csv", "parquet", "beancount", "hledger")
FOLDERS = ("csv", "parquet")


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="html", show_default=True, help="What to write.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write, of csv and parquet a folder.")
@options.block
@options.block_hash
@options.second_rpc
@options.all_headers
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
    block_hash: bytes | None,
    second_rpc: str | None,
    all_headers: bool,
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
    from ...audit.reports import read_source
    from ...audit.reports.formats import load, text_of, write

    if out is None and (form in FOLDERS or session.out.as_json):
        raise WrongInput(f"Say where to write it: --out {'FOLDER' if form in FOLDERS else 'FILE'}.")
    if out is not None and not out.absolute().parent.is_dir():
        raise WrongInput(f"There is no folder {out.parent} to write {out.name} into.")
    load(form)
    given = _lines_of(names) if names else []
    where = Named(evidence, logs, repos)
    material = None if where.is_empty else gather(session, where)
    with second_node(session, second_rpc) as second, session.out.progress() as progress:
        source = read_source(
            session.network, session.record, block, given, progress, merge_times=not no_merge_times,
            block_hash=block_hash, second=second, all_headers=all_headers, database=database, material=material,
        )  # fmt: skip
    code = source.report.exit_code
    if out is None:
        click.echo(text_of(form, source), nl=False)
        return code
    try:
        written = write(form, source, out)
    except OSError as error:
        raise WrongInput(f"{out} cannot be written: {error.strerror}.") from None
    said = "Everything holds." if source.report.holds else "It does NOT hold, or not all was checked: read the report."
    session.out.say(f"Written to {out}. {said}")
    if session.out.as_json:
        data = {"holds": source.report.holds, "exit_code": code, "files": list(map(str, written))}
        session.out.data("audit report", data)
    return code


def _lines_of(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise WrongInput(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}.") from None
