"""All parameters of a deployment at one block, and what changed since somebody last looked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ...core.errors import WrongInput
from ...core.events import BlockStamp, Event
from ...evm.client import Client, View
from ...evm.deployments import Record, bind
from ...evm.networks import Network
from ..index import Progress, read
from ..reckoning import addresses_of
from .baseline import SCHEMA, Baseline
from .changes import Change, Value, changes, values_after
from .token import token_changes, token_values


@dataclass(frozen=True, slots=True)
class Params:
    """`values` by name. `since`: the baseline's block, None without one; `changes` since then, in the chain's order;
    those that no event explains come first."""

    network: str
    chain_id: int
    contracts: Mapping[str, str]
    block: BlockStamp
    values: Mapping[str, Value]
    since: int | None
    changes: tuple[Change, ...]

    @property
    def exit_code(self) -> int:
        """0 without a baseline, or if nothing changed since; 3 if something did."""
        return 3 if self.changes else 0

    def as_json(self) -> dict[str, Any]:
        """For machines, and for a later comparison: plain values, amounts as integers, hashes as 0x text."""
        found = asdict(self)
        found["block"]["hash"] = "0x" + self.block.hash.hex()
        return {"schema": SCHEMA, **found, "changes": [change.as_json() for change in self.changes]}


def params(
    network: Network,
    record: Record,
    block: str | int | None = None,
    baseline: Baseline | None = None,
    progress: Progress | None = None,
    database: str | None = None,
    *,
    events: Sequence[Event] | None = None,
) -> Params:
    """Read a deployment's parameters as of a block: a height, "latest", "finalized"; by default the newest final one.

    `database`: URL of one that keeps what was read. `events`: those of that block, where somebody read them already.
    Raises WrongInput where the baseline is of another deployment or of
    a later block, and what `audit` raises.
    """
    contracts = bind(record)
    view = Client(network).as_of(block)
    addresses = addresses_of(contracts, network.chain_id)
    named = addresses.named
    if baseline is not None:
        _require_the_same(baseline, network, named, view)
    if events is None:
        events = read(view, contracts, progress, database).events
    made = tuple(changes(events, addresses))
    of_token = token_values(view, contracts)
    values = {**values_after(made), **of_token}
    since: tuple[Change, ...] = ()
    if baseline is not None:
        known = {name: value for name, value in baseline.values.items() if name.startswith("USDC.")}
        later = [*token_changes(view, contracts, known, baseline.block)]
        later += [one for one in made if one.moment is not None and one.moment.block > baseline.block]
        since = (*_unexplained(baseline, made, values, later), *sorted(later, key=_place))
    return Params(
        network.name, network.chain_id, named, view.block, values, None if baseline is None else baseline.block, since
    )


def _require_the_same(baseline: Baseline, network: Network, named: Mapping[str, str], view: View) -> None:
    if (baseline.chain_id, dict(baseline.contracts)) != (network.chain_id, dict(named)):
        raise WrongInput(
            f"The baseline is of another deployment (chain {baseline.chain_id}, escrow "
            f"{baseline.contracts.get('BountyEscrow')}), and cannot be compared with this one."
        )
    if baseline.block > view.block.number:
        raise WrongInput(
            f"The baseline is of block {baseline.block}, and block {view.block.number} was to be looked at: "
            "look at a later block."
        )


def _unexplained(
    baseline: Baseline, made: tuple[Change, ...], values: Mapping[str, Value], later: list[Change]
) -> Iterator[Change]:
    """Where the baseline is not what the events up to its block make, or the token is not what its events since make:
    the chain was reorganised, the baseline altered, or the node does not tell all."""
    then = values_after(made, baseline.block)
    for name in sorted({*then, *baseline.values}):
        if not name.startswith("USDC.") and baseline.values.get(name) != then.get(name):
            yield Change(name, baseline.values.get(name), then.get(name))
    told = {**baseline.values, **{change.name: change.after for change in later}}
    for name in sorted({*told, *values}):
        if name.startswith("USDC.") and told.get(name) != values.get(name):
            yield Change(name, told.get(name), values.get(name))


def _place(change: Change) -> tuple[int, int]:
    assert change.moment is not None
    return change.moment.block, change.moment.log
