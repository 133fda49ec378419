"""A contract's ABI, compiled once: encode calls, decode results, errors and logs without a round trip.

web3's contract objects make three RPC calls for one read and decode a few thousand logs a second; here calls are
encoded by eth-abi with the lookups done beforehand, and everything is decoded by `decoding`. web3 is the reference in
the tests.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eth_abi.abi import encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_hash.auto import keccak
from eth_utils.abi import collapse_if_tuple

from ..core.errors import WrongInput
from ..core.events import Event
from .decoding import Decoder, checksum, decoder_of, decoder_of_event

__all__ = ["Abi", "Contract", "Item", "checksum"]

TOPIC = {66}  # characters of its 0x text
_DYNAMIC = ("string", "bytes")
_FIXED_BYTES = re.compile(r"bytes(\d+)")


@dataclass(frozen=True)
class Item:
    """One entry of an ABI: a function, an error or an event."""

    name: str
    inputs: Sequence[Mapping[str, Any]]
    outputs: Sequence[Mapping[str, Any]]
    kind: str = "function"

    @cached_property
    def types(self) -> tuple[str, ...]:
        return tuple(collapse_if_tuple(dict(p)) for p in self.inputs)

    @cached_property
    def output_types(self) -> tuple[str, ...]:
        return tuple(collapse_if_tuple(dict(p)) for p in self.outputs)

    @cached_property
    def signature(self) -> str:
        return f"{self.name}({','.join(self.types)})"

    @cached_property
    def hash(self) -> bytes:
        return keccak(self.signature.encode())

    @cached_property
    def indexed(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(p for p in self.inputs if p.get("indexed"))

    @cached_property
    def in_data(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(p for p in self.inputs if not p.get("indexed"))

    @cached_property
    def in_data_types(self) -> tuple[str, ...]:
        return tuple(collapse_if_tuple(dict(p)) for p in self.in_data)

    @cached_property
    def indexed_types(self) -> tuple[str, ...]:
        """What a topic holds: the value where it fits into a word, its hash where it does not."""
        shown = (collapse_if_tuple(dict(p)) for p in self.indexed)
        return tuple("bytes32" if t in _DYNAMIC or t[0] == "(" or t[-1] == "]" else t for t in shown)

    @cached_property
    def decode(self) -> Decoder:
        """Of a function's or an error's arguments; of an event's other topics and its data, in one piece."""
        return decoder_of_event(self.inputs) if self.kind == "event" else decoder_of(self.inputs)

    @cached_property
    def decode_outputs(self) -> Decoder:
        return decoder_of(self.outputs)


class Abi:
    """The ABI of one contract. `name` is the contract's."""

    def __init__(self, name: str, entries: Sequence[Mapping[str, Any]]) -> None:
        self.name = name
        items = [
            Item(e["name"], e.get("inputs", ()), e.get("outputs", ()), e["type"])
            for e in entries
            if e["type"] in ("function", "error") or (e["type"] == "event" and not e.get("anonymous"))
        ]
        constructor = [e for e in entries if e["type"] == "constructor"]
        self.constructor = Item("constructor", constructor[0].get("inputs", ()) if constructor else (), ())
        self.functions: dict[str, list[Item]] = {}
        for item in items:
            if item.kind == "function":
                self.functions.setdefault(item.name, []).append(item)
        self.errors = {item.hash[:4]: item for item in items if item.kind == "error"}
        self.events = {item.hash: item for item in items if item.kind == "event"}
        self._events = {"0x" + topic.hex(): item for topic, item in self.events.items()}

    def function(self, name: str, arguments: int | None = None) -> Item:
        """By name; where it is overloaded, by number of arguments or by full signature. KeyError if there is none."""
        plain, _, types = name.partition("(")
        found = self.functions.get(plain, [])
        if types:
            found = [item for item in found if item.signature == name]
        elif len(found) > 1:
            found = [item for item in found if len(item.inputs) == arguments]
        if len(found) != 1:
            raise KeyError(f"{self.name} has {len(found)} functions {name!r}" + (": give its types" if found else ""))
        return found[0]

    def topic(self, event: str) -> str:
        """First topic of an event, as 0x text. KeyError if the contract has no such event."""
        found = [topic for topic, item in self.events.items() if item.name == event]
        if len(found) != 1:
            raise KeyError(f"{self.name} has {len(found)} events {event!r}")
        return "0x" + found[0].hex()

    def encode_call(self, function: str, args: Sequence[Any]) -> bytes:
        """Calldata. Structs may be dataclasses, mappings or tuples; bytesN has exactly N bytes. Raises WrongInput."""
        item = self.function(function, len(args))
        return item.hash[:4] + self._encode(item, args)

    def encode_constructor(self, args: Sequence[Any]) -> bytes:
        """Arguments to append to the creation code. Raises WrongInput."""
        return self._encode(self.constructor, args)

    def decode_result(self, function: str, data: bytes, arguments: int | None = None) -> Any:
        """A function's return value: nothing → None, one → itself, several → tuple; a struct is a dict by field."""
        item = self.function(function, arguments)
        values = tuple(item.decode_outputs(data).values())
        return None if not values else values[0] if len(values) == 1 else values

    def decode_call(self, data: bytes) -> tuple[str, dict[str, Any]] | None:
        """Calldata → function name and arguments; None if it calls nothing of this contract."""
        for overloads in self.functions.values():
            for item in overloads:
                if item.hash[:4] == data[:4]:
                    return item.name, item.decode(data[4:])
        return None

    def decode_error(self, data: bytes) -> tuple[str, dict[str, Any]] | None:
        """Revert data → error name and values; None if it is no error of this contract."""
        item = self.errors.get(data[:4])
        if item is None:
            return None
        try:
            return item.name, item.decode(data[4:])
        except DecodingError:
            return None

    def decode_log(self, log: Mapping[str, Any]) -> Event | None:
        """A log as JSON-RPC gives it → Event; None if it is no event of this contract."""
        read = self.read_log(log["topics"], log["data"])
        if read is None:
            return None
        name, args = read
        return Event(
            name=name,
            args=args,
            address=checksum(log["address"]),
            block_number=int(log["blockNumber"], 16),
            block_hash=bytes.fromhex(log["blockHash"][2:]),
            log_index=int(log["logIndex"], 16),
            tx_hash=bytes.fromhex(log["transactionHash"][2:]),
            block_time=int(log["blockTimestamp"], 16) if log.get("blockTimestamp") else None,
        )

    def read_log(self, topics: Sequence[str], data: str) -> tuple[str, dict[str, Any]] | None:
        """Name and arguments of the event (see Event) that left these; None if it is no event of this contract."""
        item = self._events.get(topics[0].lower()) if topics else None
        if item is None or len(topics) != len(item.indexed) + 1 or set(map(len, topics)) != TOPIC:
            return None
        try:
            return item.name, item.decode(bytes.fromhex("".join([topic[2:] for topic in topics[1:]]) + data[2:]))
        except (DecodingError, ValueError):
            return None

    def _encode(self, item: Item, args: Sequence[Any]) -> bytes:
        if len(args) != len(item.inputs):
            raise WrongInput(f"{self.name}.{item.signature} takes {len(item.inputs)} arguments, not {len(args)}.")
        try:
            return encode(item.types, [_plain(p, value) for p, value in zip(item.inputs, args, strict=True)])
        except (EncodingError, TypeError, ValueError, AttributeError, LookupError) as error:
            raise WrongInput(f"{self.name}.{item.signature} cannot take these arguments: {error}") from None


@dataclass(frozen=True)
class Contract:
    """A contract at an address: EIP-55 text."""

    address: str
    abi: Abi

    @property
    def name(self) -> str:
        return self.abi.name


def _plain(parameter: Mapping[str, Any], value: Any) -> Any:
    """What eth-abi takes: structs as tuples in the order of their fields. Refuses bytesN of another length than N."""
    kind: str = parameter["type"]
    if kind.endswith("]"):
        inner = {**parameter, "type": kind[: kind.rindex("[")]}
        return [_plain(inner, v) for v in value]
    if kind == "tuple":
        parts = parameter["components"]
        if isinstance(value, Mapping):
            value = [value[part["name"]] for part in parts]
        elif not isinstance(value, Sequence):
            value = [getattr(value, part["name"]) for part in parts]
        return tuple(_plain(part, v) for part, v in zip(parts, value, strict=True))
    fixed = _FIXED_BYTES.fullmatch(kind)
    if fixed and len(value) != int(fixed[1]):
        raise ValueError(f"{parameter.get('name') or 'a value'} must be {fixed[1]} bytes, not {len(value)}")
    return value
