"""`praxis audit params`: owners, members, rules and figures, and what changed since an earlier look."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...core.errors import WrongInput
from ...core.times import show_period, show_time
from ...core.units import show_basis_points, show_prax, show_usdc
from .. import options
from ..context import Session
from ..documents import write
from ..options import reads

if TYPE_CHECKING:
    from ...audit.params import Baseline, Change, Params

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--baseline", type=_FILE, help="What an earlier --json or --out wrote: show all changes since.")
@click.option("--out", type=_FILE, help="Write the JSON document to a file, as a later baseline.")
@options.block
@options.audit_database
@reads
def params(
    session: Session, baseline: Path | None, out: Path | None, block: str | int | None, database: str | None
) -> int:
    """Owners (pending ones too), members, quorum, programs, actions, rewards, epoch cap, and USDC's own state.

    With a baseline every change since, each with the block and transaction that made it. Exits with 0 if nothing
    changed, or without a baseline; with 3 if something did, and then --out keeps the new state for the next look.
    """
    from ...audit.params import params

    before = _read(baseline) if baseline is not None else None
    with session.out.progress() as progress:
        found = params(session.network, session.record, block, before, progress, database)
    if out is not None:
        write(session, json.dumps(found.as_json(), indent=2), out)
    session.out.data("audit params", found.as_json(), list(_lines(found)))
    return found.exit_code


def _read(path: Path) -> "Baseline":
    from ...audit.params import Baseline

    try:
        return Baseline.read(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise WrongInput(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise WrongInput(f"{path} is no text.") from None


def _lines(found: "Params") -> Iterator[str]:
    block = found.block
    yield f"Parameters on chain {found.chain_id} at block {block.number} ({show_time(block.timestamp)})"
    width = max((len(name) for name in found.values), default=0)
    for name, value in found.values.items():
        yield f"  {name:<{width}}  {show(name, value)}"
    if found.since is not None:
        yield f"Changed since block {found.since}" if found.changes else f"Nothing changed since block {found.since}."
    yield from (f"  {told(change)}" for change in found.changes)


def told(change: "Change") -> str:
    """One change in one line, with what made it."""
    what = f"{change.name}: {show(change.name, change.before)} → {show(change.name, change.after)}"
    if change.moment is None:
        return f"{what}, and no event says so"
    moment = change.moment
    place = f"block {moment.block}, {show_time(moment.time)}, transaction 0x{moment.transaction.hex()}"
    return f"{what} ({change.event}, {place})"


def show(name: str, value: Any) -> str:
    """A parameter for people, with its unit."""
    last = name.rpartition(".")[2]
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {show(f'{name}.{key}', item)}" for key, item in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int):
        return str(value)
    if last in ("closingAward", "minimum"):
        return f"{show_usdc(value)} USDC"
    if last in ("epochCap", "reward") or "referralRewards" in name:
        return f"{show_prax(value)} PRAX"
    if last.endswith("Period"):
        return show_period(value)
    if last == "attemptShare":
        return show_basis_points(value)
    return show_time(value) if last == "closedAt" and value else str(value)
