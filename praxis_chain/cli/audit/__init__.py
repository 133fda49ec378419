"""`praxis audit`: rebuild every balance and compare it with the chain; and what else an auditor asks."""

from pathlib import Path

import click

from .. import options
from ..context import Session
from ..on_demand import OnDemand
from ..options import reads
from .material import Named, named

# Command → the module that has it, and its line in the help.
COMMANDS = {
    "check": ("audit.check", "Check a bundle that praxis audit --bundle wrote, without any network."),
    "evidence": ("audit.evidence", "Collect evidence into one file, for whoever audits later or without a network."),
    "report": ("audit.report", "The whole audit as a page to read or print, as tables, or as double-entry books."),
    "who-paid": ("audit.who_paid", "Who was paid, for what, on whose attestation, in which transaction."),
    "sync": ("audit.sync", "Keep every event in a database, for SQL and for later audits."),
    "params": ("audit.params", "Owners, members, rules and figures; and what changed since an earlier look."),
    "watch": ("audit.watch", "Audit each new block; tell what is found and what changes as it happens."),
}


class Audit(OnDemand):
    """What an auditor asks beside the audit itself."""

    on_demand = COMMANDS


@click.group(cls=Audit, invoke_without_command=True)
@options.block
@options.block_hash
@options.second_rpc
@options.all_headers
@click.option("--bundle", type=click.Path(path_type=Path, dir_okay=False), help="File to write for praxis audit check.")
@options.recompile
@named
@options.audit_database
@reads
def audit(
    session: Session,
    block: str | int | None,
    block_hash: bytes | None,
    second_rpc: str | None,
    all_headers: bool,
    bundle: Path | None,
    recompile: bool,
    evidence: tuple[Path, ...],
    logs: tuple[str, ...],
    repos: tuple[str, ...],
    database: str | None,
) -> int | None:
    """Replay all events, and compare every balance and right with storage and with USDC, at one block.

    Where the node gives proofs, all is proven against the header of the block: give the hash that you know to be right.

    Where evidence is named it is judged again, and every fact on chain compared with what follows from it.

    Exits with 0 only if all was checked and holds, 3 if something does not, 5 if something could not be checked.
    """
    from .run import Asked, run

    context = click.get_current_context()
    if context.invoked_subcommand is None:
        asked = Asked(block, block_hash, second_rpc, all_headers, database, bundle, recompile)
        return run(session, asked, Named(evidence, logs, repos))
    options.require_after_its_name(context, "--block")
    return None
