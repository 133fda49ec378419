"""Records of deployments that somebody else wrote: refused in a sentence, or found to be of something else."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.audit.internal import audit
from praxis_chain.audit.params import Baseline
from praxis_chain.core.errors import WrongInput
from praxis_chain.evm.deployments import Record

if TYPE_CHECKING:
    from tests.protocol import Protocol

OF_PRAX = ("contracts", "Prax")
OTHER_KINDS: dict[str, tuple[tuple[str, ...], Any]] = {
    "a chain that is a text": (("chain_id",), "1"), "a chain that is a list": (("chain_id",), [1]),
    "a genesis that is none": (("genesis",), None), "a token that is a number": (("usdc",), 5),
    "a step that is a text": (OF_PRAX, "0x"), "an address that is a list": ((*OF_PRAX, "address"), []),
    "a block that is a text": ((*OF_PRAX, "block"), "1"), "a block below zero": ((*OF_PRAX, "block"), -1),
    "a block that is true": ((*OF_PRAX, "block"), True), "no arguments": ((*OF_PRAX, "arguments"), None),
    "a transaction that steers": ((*OF_PRAX, "transaction"), "\x1b[2J"),
    "a source that is none": ((*OF_PRAX, "source_hash"), {}),
}  # fmt: skip


def altered(record: Record, way: tuple[str, ...], value: Any) -> str:
    found = json.loads(json.dumps(asdict(record)))
    inner = found
    for name in way[:-1]:
        inner = inner[name]
    inner[way[-1]] = value
    return json.dumps(found)


@pytest.mark.parametrize(("way", "value"), OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_fields_of_another_kind(busy: "Protocol", tmp_path: Path, way: tuple[str, ...], value: Any) -> None:
    path = tmp_path / "deployment.json"
    path.write_text(altered(busy.record, way, value), encoding="utf-8")
    with pytest.raises(WrongInput, match="is not a deployment's record"):
        Record.read(path)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"contracts": {"a":' * 50_000, "null", "[]", '{"contracts": []}'])
def test_no_record_at_all(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deployment.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongInput, match="is not a deployment's record"):
        Record.read(path)


def test_addresses_are_read_however_they_are_written(busy: "Protocol", tmp_path: Path) -> None:
    path, address = tmp_path / "deployment.json", busy.record.address_of("Prax")
    path.write_text(altered(busy.record, ("contracts", "Prax", "address"), address.lower()), encoding="utf-8")
    assert Record.read(path) == busy.record


def test_a_later_first_block_hides_no_event(busy: "Protocol") -> None:
    """What was before shows in storage, and in what the later events say of it."""
    steps = {name: replace(step, block=busy.view.block.number - 8) for name, step in busy.record.contracts.items()}
    assert audit(busy.chain, replace(busy.record, contracts=steps), "latest").exit_code == 3


@pytest.mark.parametrize("one", ["Attesters", "Stakeholders", "Prax", "BountyEscrow"])
def test_another_contract_in_the_place_of_one(busy: "Protocol", one: str) -> None:
    """The token stands at an address that has code, and emits; and so does another of the four."""
    for address in (busy.record.usdc, busy.record.address_of("Prax" if one != "Prax" else "BountyEscrow")):
        steps = {**busy.record.contracts, one: replace(busy.record.contracts[one], address=address)}
        report = audit(busy.chain, replace(busy.record, contracts=steps), "latest")
        assert report.exit_code == 3
        assert any(f.invariant == "CODE" and f.where.contract == one for f in report.findings)


def test_a_baseline_of_endless_numbers() -> None:
    with pytest.raises(WrongInput, match="is not what praxis audit params"):
        Baseline.read(
            '{"schema": 1, "chain_id": Infinity, "contracts": {}, "block": {"number": 1}, "values": {}}', "it"
        )
