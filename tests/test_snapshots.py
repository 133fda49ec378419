"""The committed snapshots of interfaces and storage: they change only on purpose, and what reads storage agrees."""

import re

import pytest
from eth_hash.auto import keccak

from praxis_chain.audit.layout import Layout
from praxis_chain.core import eip712
from praxis_chain.core.facts import FACTS, type_string
from praxis_chain.evm import artifacts
from tests.snapshots import generate

DEPLOYED = [name for name in generate.CONTRACTS if name != "Facts"]
PLACE = re.compile(r"slot (\d+), offset (\d+), (\d+) bytes: (.+)")
MAPPING = re.compile(r"mapping\((?:address|bytes32|uint8|uint256) => (.+)\)")
KEY = 7  # any, for every mapping
# Their bytes or items lie elsewhere, which no snapshot says. The audit leaves them out.
ELSEWHERE = {"_nameFallback", "_versionFallback", "_delegateCheckpoints", "_totalCheckpoints"}


@pytest.mark.parametrize("contract", generate.CONTRACTS)
def test_interface_and_storage_are_those_of_the_snapshot(contract: str) -> None:
    assert generate.take(contract) == generate.read(contract), "if this is meant, run ./praxis snapshots"


@pytest.mark.parametrize("contract", DEPLOYED)
def test_the_audit_looks_where_the_snapshot_says(contract: str) -> None:
    layout = Layout(artifacts.load(contract).storage)
    snapshot = generate.read(contract)
    for variable in snapshot["storage"].keys() - ELSEWHERE:
        slot, offset, size, kind = parsed(snapshot["storage"][variable])
        keys = kind.count("mapping(")
        inner = plain(kind)
        members = snapshot["structs"].get(inner.removeprefix("struct "))
        value = dict.fromkeys(members, 1) if members else 1
        found = [(number, field.offset, field.size) for number, field in layout.place(variable, value, *[KEY] * keys)]
        for _ in range(keys):
            slot = int.from_bytes(keccak(KEY.to_bytes(32, "big") + slot.to_bytes(32, "big")), "big")
        if members:
            assert found == [(slot + s, o, b) for s, o, b, _ in map(parsed, members.values())]
        else:
            assert found == [(slot, offset, size_of(inner) if keys else size)]


def test_the_messages_are_what_the_library_signs() -> None:
    messages = {message for name in generate.CONTRACTS for message in generate.read(name)["messages"].values()}
    signed = {value for name, value in vars(eip712).items() if name.isupper() and not name.startswith("_")}
    assert messages == signed | {type_string(kind) for kind in FACTS}


def parsed(place: str) -> tuple[int, int, int, str]:
    match = PLACE.fullmatch(place)
    assert match, place
    return int(match[1]), int(match[2]), int(match[3]), match[4]


def plain(kind: str) -> str:
    """What the innermost mapping holds."""
    match = MAPPING.fullmatch(kind)
    return plain(match[1]) if match else kind


def size_of(kind: str) -> int:
    """Bytes of an elementary type."""
    if digits := re.search(r"\d+$", kind):
        return int(digits[0]) // (1 if kind.startswith("bytes") else 8)
    return {"address": 20, "bool": 1}[kind]
