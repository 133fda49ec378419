"""Logs are decoded as web3 decodes them: every event of every contract that we read, with any values, and malformed."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_hash.auto import keccak
from eth_utils.abi import collapse_if_tuple
from hypothesis import given, settings
from hypothesis import strategies as st
from web3 import Web3
from web3.exceptions import Web3Exception

from praxis_chain.core.errors import WrongInput
from praxis_chain.core.events import NotText
from praxis_chain.core.ids import hash_uri
from praxis_chain.evm import usdc
from praxis_chain.evm.abi import Abi, checksum
from praxis_chain.evm.artifacts import CONTRACTS, load
from praxis_chain.evm.decoding import decoder_of
from tests.logs import a_log, plain

USDC_ENTRIES = json.loads(Path(usdc.__file__).with_name("usdc.abi.json").read_text(encoding="utf-8"))
LEAF = [{"name": "text", "type": "string"}, {"name": "n", "type": "uint8"}]
PAIR = [{"name": "a", "type": "int8"}, {"name": "b", "type": "bytes5"}]
STRANGE = {
    "type": "event",
    "name": "Strange",
    "anonymous": False,
    "inputs": [
        {"name": "signed", "type": "int24", "indexed": True},
        {"name": "names", "type": "string[]", "indexed": True},
        {"name": "table", "type": "uint16[2][]"},
        {"name": "pairs", "type": "tuple[3]", "components": PAIR},
        {"name": "words", "type": "string[2]"},
        {"name": "flag", "type": "bool", "indexed": True},
        {"name": "cube", "type": "bytes[][]"},
        {
            "name": "tree",
            "type": "tuple",
            "components": [
                {"name": "leaves", "type": "tuple[]", "components": LEAF},
                {"name": "on", "type": "bool"},
                {"name": "wallets", "type": "address[]"},
                {"name": "grid", "type": "int256[2][2]"},
            ],
        },
        {"name": "pair", "type": "tuple", "components": PAIR},
        {"name": "last", "type": "bytes24"},
    ],
}
"""What our contracts do not emit, so that the decoder is right about it before one does."""
STRANGE["inputs"] = [{"indexed": False} | parameter for parameter in STRANGE["inputs"]]  # type: ignore[misc]

EVERY_EVENT = [
    pytest.param(entry, id=f"{name}.{entry['name']}")
    for name, entries in [*((name, load(name).abi) for name in CONTRACTS), ("USDC", USDC_ENTRIES), ("Toy", [STRANGE])]
    for entry in entries
    if entry["type"] == "event"
]


def values_of(parameter: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What eth-abi encodes as this parameter."""
    kind = parameter["type"]
    if kind.endswith("]"):
        inner, _, length = kind[:-1].rpartition("[")
        some = values_of({**parameter, "type": inner})
        return st.lists(some, min_size=int(length or 0), max_size=int(length or 3))
    if kind == "tuple":
        return st.tuples(*(values_of(part) for part in parameter["components"]))
    if kind in ("string", "bytes"):
        return st.text(st.characters(codec="utf-8"), max_size=70) if kind == "string" else st.binary(max_size=70)
    if kind in ("bool", "address"):
        return st.booleans() if kind == "bool" else st.binary(min_size=20, max_size=20).map(checksum)
    if kind.startswith("bytes"):
        return st.binary(min_size=int(kind[5:]), max_size=int(kind[5:]))
    bits = int(kind.removeprefix("u")[3:] or 256)
    return st.integers(0, 2**bits - 1) if kind[0] == "u" else st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


@st.composite
def logs(draw: st.DrawFn, entry: dict[str, Any]) -> dict[str, Any]:
    """A log of that event, as JSON-RPC shows it."""
    item = next(iter(Abi("Toy", [entry]).events.values()))
    topics = [item.hash]
    for parameter in item.indexed:
        if parameter["type"] in ("string", "bytes") or parameter["type"].endswith("]"):
            topics.append(draw(st.binary(min_size=32, max_size=32)))
        else:
            topics.append(encode([parameter["type"]], [draw(values_of(dict(parameter)))]))
    data = encode(item.in_data_types, [draw(values_of(dict(parameter))) for parameter in item.in_data])
    return a_log(topics, data)


@st.composite
def malformed(draw: st.DrawFn, entry: dict[str, Any]) -> dict[str, Any]:
    """One with something changed that no contract of ours would emit, or that it might."""
    log = draw(logs(entry))
    topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
    data = bytes.fromhex(log["data"][2:])
    what = draw(st.sampled_from(["bit", "word", "word", "word", "cut", "more", "topic", "topics"]))
    if what in ("bit", "word") and data:
        at = draw(st.integers(0, len(data) - 1))
        if what == "bit":
            data = data[:at] + bytes([data[at] ^ 1 << draw(st.integers(0, 7))]) + data[at + 1 :]
        else:
            at -= at % 32
            small, large = st.integers(0, len(data) + 64), st.integers(2**256 - 70, 2**256 - 1)
            data = data[:at] + draw(small | large | st.integers(0, 2**256 - 1)).to_bytes(32, "big") + data[at + 32 :]
    elif what == "cut":
        data = data[: draw(st.integers(0, len(data)))]
    elif what == "more":
        data += draw(st.binary(min_size=1, max_size=65))
    elif what == "topic" and len(topics) > 1:
        topics[draw(st.integers(1, len(topics) - 1))] = draw(st.integers(0, 2**256 - 1)).to_bytes(32, "big")
    elif what == "topics":
        topics = (topics + topics)[: draw(st.integers(1, 5))]
    return a_log(topics, data)


@cache
def contract_of(entry: str) -> Any:
    return Web3().eth.contract(abi=[json.loads(entry)])


def by_web3(entry: dict[str, Any], log: dict[str, Any]) -> dict[str, Any] | None:
    """The arguments; None if web3 refuses it."""
    as_web3_wants = log | {
        "topics": [bytes.fromhex(topic[2:]) for topic in log["topics"]],
        "data": bytes.fromhex(log["data"][2:]),
        "blockNumber": 16,
        "logIndex": 2,
    }
    try:
        found = contract_of(json.dumps(entry)).events[entry["name"]]().process_log(as_web3_wants)
    except (Web3Exception, DecodingError, OverflowError):  # the last: a length that no memory holds
        return None
    return {name: plain(value) for name, value in found["args"].items()}


def has_no_text(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(has_no_text(v) for v in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, NotText)


@pytest.mark.parametrize("entry", EVERY_EVENT)
@settings(max_examples=25)
@given(st.data())
def test_every_event_is_decoded_as_web3_decodes_it(entry: dict[str, Any], data: st.DataObject) -> None:
    log = data.draw(logs(entry))
    ours = Abi("Toy", [entry]).decode_log(log)
    assert ours is not None
    assert dict(ours.args) == by_web3(entry, log)
    assert list(ours.args) == [parameter["name"] for parameter in entry["inputs"]]


@pytest.mark.parametrize("entry", EVERY_EVENT)
@settings(max_examples=40)
@given(st.data())
def test_what_web3_refuses_is_refused_and_nothing_else(entry: dict[str, Any], data: st.DataObject) -> None:
    log = data.draw(malformed(entry))
    ours = Abi("Toy", [entry]).decode_log(log)
    try:
        theirs = by_web3(entry, log)
    except UnicodeDecodeError:  # the one difference: see the next test
        assert ours is None or has_no_text(ours.args)
    else:
        assert (ours and dict(ours.args)) == theirs


def test_a_string_that_is_no_text_is_not_the_end_of_an_audit() -> None:
    """A bounty's subject is whatever bytes its first sponsor calls it."""
    entry = next(entry for entry in load("BountyEscrow").abi if entry.get("name") == "Funded")
    item = next(iter(Abi("Toy", [entry]).events.values()))
    raw = b"caf\xe9"
    values = [raw if parameter["type"] == "string" else bytes(32) if "bytes32" in parameter["type"] else 1
              for parameter in item.in_data]  # fmt: skip
    kinds = [kind.replace("string", "bytes") for kind in item.in_data_types]
    event = Abi("Toy", [entry]).decode_log(a_log([item.hash, *[bytes(32)] * 3], encode(kinds, values)))
    assert event is not None
    assert event.args["subjectUri"] == "caf\\xe9"
    assert hash_uri(event.args["subjectUri"]) == keccak(raw)
    assert hash_uri("caf\\xe9") == keccak(b"caf\\xe9")


def test_hex_that_is_none_and_topics_of_another_length_are_no_event() -> None:
    entry = next(entry for entry in USDC_ENTRIES if entry.get("name") == "Blacklisted")
    abi = Abi("USDC", [entry])
    log = a_log([next(iter(abi.events)), bytes(32)], b"")
    assert abi.decode_log(log) is not None
    assert abi.decode_log(log | {"data": "0xzz"}) is None
    assert abi.decode_log(log | {"topics": [log["topics"][0], "0x" + "00" * 33]}) is None
    assert abi.decode_log(log | {"topics": [log["topics"][0].upper().replace("X", "x"), log["topics"][1]]}) is not None


@given(st.data())
def test_results_and_errors_are_decoded_by_the_same(data: st.DataObject) -> None:
    parameters = [parameter for parameter in STRANGE["inputs"] if parameter["name"] != "names"]
    kinds = [collapse_if_tuple(parameter) for parameter in parameters]
    raw = encode(kinds, [data.draw(values_of(parameter)) for parameter in parameters])
    found = decoder_of(parameters)(raw)
    theirs = decode(kinds, raw)
    assert [shape(value) for value in found.values()] == [shape(value) for value in theirs]


def shape(value: Any) -> Any:
    """Without names and without the checksum of addresses, as eth-abi gives it."""
    if isinstance(value, dict | list | tuple):
        return [shape(v) for v in (value.values() if isinstance(value, dict) else value)]
    return value.lower() if isinstance(value, str) and value.startswith("0x") else value


def test_parameters_without_a_name_have_their_number() -> None:
    assert decoder_of([{"type": "uint8"}, {"name": "b", "type": "bool"}])(encode(["uint8", "bool"], [7, True])) == {
        "0": 7,
        "b": True,
    }


def test_a_type_that_solidity_does_not_have_yet_is_refused() -> None:
    with pytest.raises(WrongInput, match="Values of the type fixed128x18 cannot be decoded"):
        decoder_of([{"name": "a", "type": "fixed128x18"}])
