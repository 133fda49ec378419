"""`praxis audit check`: what a bundle holds is audited again, without any network."""

from pathlib import Path

import click

from .. import options
from ..context import Session
from ..options import offline
from .run import report_in_words


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.block_hash
@options.recompile
@click.option("--deployment", type=click.Path(path_type=Path), help="Record of the deployment that it should be of.")
@offline
def check(session: Session, file: Path, block_hash: bytes | None, recompile: bool) -> int:
    """Check a bundle that praxis audit --bundle wrote, without any network.

    All in it is proven against the hash of its block, the audit made again from it, and the enclosed report compared.
    Give the hash from somewhere that you trust: without it only that the file agrees with itself is known.

    Exits as praxis audit does, and with 3 if the file was changed or is of something else.
    """
    from ...audit.bundle import check as check_bundle
    from ...evm.deployments import Record

    named = session.settings.deployment
    with session.out.progress() as progress:
        record = Record.read(named) if named is not None else None
        report = check_bundle(file, block_hash, record, progress, recompiled=recompile)
    session.out.data("audit check", report.as_json(), report_in_words(report))
    return report.exit_code
