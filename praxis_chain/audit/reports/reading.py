"""A report from a chain in one call: audit, and what transactions and evidence show of the facts and of names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from ...evm.deployments import Record
from ...evm.networks import Network
from ..evidence import Material
from ..index import Progress
from ..internal import audit
from ..reckoning import Reckoning
from .calldata import shown_facts
from .source import Source, source


def read_source(
    network: Network,
    record: Record,
    block: str | int | None = None,
    given_names: Iterable[str] = (),
    progress: Progress | None = None,
    *,
    merge_times: bool = True,
    database: str | None = None,
    material: Material | None = None,
    **how: Any,
) -> Source:
    """Audit a deployment as of a block, and give what its tables are made from.

    `merge_times`: also read the transactions of awards, for the facts in them say when works were merged. What evidence
    shows of facts and names counts as well. `how`, and the rest: as `audit` takes them; raises what it raises.
    """
    kept: list[Reckoning] = []
    report = audit(network, record, block, progress, database=database, material=material, reckoned=kept.append, **how)
    (found,) = kept
    facts = dict(material.facts) if material is not None else {}
    if merge_times:
        facts |= shown_facts(network, found.ledger, found.events, facts, progress)
    names = (*given_names, *(text for document in material.documents for text in _texts(document.evidence))
             ) if material is not None else given_names  # fmt: skip
    return source(report, found.ledger, found.events, facts.values(), names)


def _texts(value: Any) -> Iterator[str]:
    """All text in a document: some of it is names of issues, works and people, which their hashes will show."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
