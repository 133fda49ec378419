"""Decoders made from an ABI: for each list of parameters one Python function of slices at offsets known beforehand.

    decode = decoder_of_event(inputs)
    decode(topics_without_the_first + data)          # → {"bounty": b"…", "amount": 5, …}

All that the ABI requires to be zero in the fixed part of the data (the padding of small numbers, of addresses, of
bytesN) is checked by one mask over one big integer. As strict as eth-abi, which is the reference in the tests: padding
that is not zero, a number out of range, a pointer that leads astray, data that ends too early all raise DecodingError;
bytes after the end are passed over. The one difference: a `string` that is no UTF-8 is a `NotText` and no error, for
anybody can have a contract emit one.

Encoding: https://docs.soliditylang.org/en/latest/abi-spec.html
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

from eth_abi.exceptions import DecodingError
from eth_utils.address import to_checksum_address

from ..core.errors import WrongInput
from ..core.events import text_of

checksum = lru_cache(maxsize=65_536)(to_checksum_address)
"""Address in any form (0x text, 20 bytes) → EIP-55 text."""

Parameter = Mapping[str, Any]
Decoder = Callable[[bytes], dict[str, Any]]
At = Callable[[bytes, int], Any]
"""Decodes what begins at that offset."""

WORD = 32  # bytes
_ELEMENTARY = re.compile(r"(uint|int|bytes|address|bool|function)(\d*)")


def decoder_of(parameters: Sequence[Parameter]) -> Decoder:
    """For what a function returns or takes, and for a custom error: by name, by position where there is none."""
    return _from_the_start(_named(parameters), ())


def decoder_of_event(inputs: Sequence[Parameter]) -> Decoder:
    """For the topics after the first and the data, in one piece. In the order in which the event declares them."""
    named = [(_name(p, i), _topic(p) if p.get("indexed") else _part(p)) for i, p in enumerate(inputs)]
    return _from_the_start(named, [part for p, (_, part) in zip(inputs, named, strict=True) if p.get("indexed")])


# -- one parameter ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Part:
    """What a parameter is in the fixed part.

    words: how many it takes. zero: the bits of them that have to be 0. value: the Python expression of the value, given
    what its offsets are counted from ("" or "at + ") and the first of them, in the names of `known`. counted: as how
    many words eth-abi counts it to find out whether a pointer leads into the fixed part. tail: of a dynamic type, what
    decodes it where its pointer leads.
    """

    words: int
    zero: int
    value: Callable[[str, int], str]
    known: Mapping[str, Any] = field(default_factory=dict)
    counted: int = 1
    tail: At | None = None


Named = Sequence[tuple[str, _Part]]


def _named(parameters: Sequence[Parameter]) -> Named:
    return [(_name(parameter, i), _part(parameter)) for i, parameter in enumerate(parameters)]


def _topic(parameter: Parameter) -> _Part:
    """A topic holds the value where it fits into a word, its hash where it does not."""
    hashed = parameter["type"] in ("string", "bytes", "tuple") or parameter["type"].endswith("]")
    return _part({"type": "bytes32"} if hashed else parameter)


def _part(parameter: Parameter) -> _Part:
    kind: str = parameter["type"]
    if kind in ("string", "bytes"):
        return _pointer(_string if kind == "string" else _bytes)
    if kind == "tuple":
        named = _named(parameter["components"])
        if any(part.tail is not None for _, part in named):
            return _pointer(_function(named))
        return _static([part for _, part in named], 1, lambda values: _dict_of(named, values))
    if not kind.endswith("]"):
        return _elementary(kind)
    inner, _, length = kind[:-1].rpartition("[")
    item = _part({**parameter, "type": inner})
    if not length:
        return _pointer(_list(item))
    if item.tail is not None:
        return _pointer(_sized_list(item.tail, int(length)))
    return _static([item] * int(length), int(length), lambda values: f"[{', '.join(values)}]")


def _elementary(kind: str) -> _Part:
    found = _ELEMENTARY.fullmatch(kind)
    if found is None:
        raise WrongInput(f"Values of the type {kind} cannot be decoded.")
    name, size = found[1], int(found[2] or 256)
    if name == "bool":
        return _Part(1, _above(1), lambda base, at: f"raw[{base}{at + 31}] == 1")
    if name == "address":
        shown = {"checksum": checksum}
        return _Part(1, _above(160), lambda base, at: f"checksum(raw[{base}{at + 12} : {base}{at + 32}])", shown)
    if name == "uint":
        skipped = WORD - size // 8
        return _Part(1, _above(size), lambda base, at: f"integer(raw[{base}{at + skipped} : {base}{at + 32}])")
    if name == "int":
        known = {"signed": _signed}
        return _Part(1, 0, lambda base, at: f"signed(raw[{base}{at} : {base}{at + 32}], {size})", known)
    length = 24 if name == "function" else size
    return _Part(1, 2 ** (256 - 8 * length) - 1, lambda base, at: f"raw[{base}{at} : {base}{at + length}]")


def _static(parts: Sequence[_Part], counted: int, together: Callable[[list[str]], str]) -> _Part:
    """A struct or an array of which everything is in the fixed part."""
    words, zero = _head(parts)

    def value(base: str, at: int) -> str:
        return together([part.value(base, at + offset) for part, offset in zip(parts, _offsets(parts), strict=True)])

    return _Part(words, zero, value, {name: what for part in parts for name, what in part.known.items()}, counted)


def _pointer(tail: At) -> _Part:
    """A dynamic type: one word that says where it is. The name of its decoder is its own."""
    name = f"tail_{id(tail)}"
    return _Part(1, 0, lambda base, at: f"{name}(raw, pointed(raw, {base}{at}, frame, least))", {name: tail}, tail=tail)


# -- functions of slices ----------------------------------------------------------------------------------------------


def _from_the_start(named: Named, first: Sequence[_Part]) -> Decoder:
    function = _function(named, first, "")
    return lambda raw: function(raw, 0)


def _function(named: Named, first: Sequence[_Part] = (), base: str = "at + ") -> At:
    """A function of (raw, at) that returns a dict of these. `first`: those of them that come before all others; what
    comes after them is the frame that pointers count from. `base`: what offsets are counted from, "" for the start."""
    placed = [*first, *(part for _, part in named if part not in first)]
    words, zero = _head(placed)
    offsets = dict(zip(placed, _offsets(placed), strict=True))
    frame = WORD * sum(part.words for part in first)
    least = frame + WORD * sum(part.counted for part in placed[len(first) :])
    head, values = WORD * words, [part.value(base, offsets[part]) for _, part in named]
    source = (
        "def decode(raw, at):\n"
        f"    if len(raw) < {base}{head} or integer(raw[{base}0 : {base}{head}]) & {zero:#x}:\n"
        "        raise DecodingError('it ends too early, or what has to be zero is not')\n"
        f"    frame, least = {base}{frame}, {base}{least}\n"
        f"    return {_dict_of(named, values)}\n"
    )
    known: dict[str, Any] = {"integer": int.from_bytes, "pointed": _pointed, "DecodingError": DecodingError}
    for part in placed:
        known |= part.known
    exec(source, known)  # it is made of numbers, names in quotes, and what stands in this file
    decode: At = known["decode"]
    return decode


def _dict_of(named: Named, values: Sequence[str]) -> str:
    return "{" + ", ".join(f"{name!r}: {value}" for (name, _), value in zip(named, values, strict=True)) + "}"


def _head(parts: Sequence[_Part]) -> tuple[int, int]:
    """How many words these take together, and the bits of them that have to be 0."""
    words, zero = 0, 0
    for part in parts:
        words, zero = words + part.words, zero << 256 * part.words | part.zero
    return words, zero


def _offsets(parts: Sequence[_Part]) -> list[int]:
    return [WORD * words for words in accumulate((part.words for part in parts[:-1]), initial=0)][: len(parts)]


def _pointed(raw: bytes, at: int, frame: int, least: int) -> int:
    """Where the pointer at `at` leads: behind the fixed part, and to something."""
    to = frame + _word(raw, at)
    if to < least or to >= len(raw):
        raise DecodingError("a pointer leads astray")
    return to


def _word(raw: bytes, at: int) -> int:
    word = raw[at : at + WORD]
    if len(word) < WORD:
        raise DecodingError("it ends too early")
    return int.from_bytes(word)


def _signed(word: bytes, bits: int) -> int:
    value = int.from_bytes(word, signed=True)
    if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
        raise DecodingError(f"{value} is not of {bits} bits")
    return value


def _bytes(raw: bytes, at: int) -> bytes:
    length, start = _word(raw, at), at + WORD
    end = start + length
    padded = start + -(-length // WORD) * WORD
    if padded > len(raw) or any(raw[end:padded]):
        raise DecodingError("it ends too early, or what has to be zero is not")
    return raw[start:end]


def _string(raw: bytes, at: int) -> str:
    return text_of(_bytes(raw, at))


def _list(part: _Part) -> At:
    """Decodes an array whose length is in the data."""
    size = WORD * part.words
    one = part.tail or _alone(part)

    def decode(raw: bytes, at: int) -> list[Any]:
        length, start = _word(raw, at), at + WORD
        if length * size > len(raw) - start:
            raise DecodingError("it ends too early")
        if part.tail is None:
            return [one(raw, start + i * size) for i in range(length)]
        least = start + WORD * length
        return [one(raw, _pointed(raw, start + i * WORD, start, least)) for i in range(length)]

    return decode


def _sized_list(tail: At, length: int) -> At:
    """Decodes an array of so many items that are dynamic themselves."""

    def decode(raw: bytes, at: int) -> list[Any]:
        least = at + WORD * length
        return [tail(raw, _pointed(raw, at + i * WORD, at, least)) for i in range(length)]

    return decode


def _alone(part: _Part) -> At:
    function = _function([("", part)])
    return lambda raw, at: function(raw, at)[""]


def _above(used: int) -> int:
    """All bits of a word but the lowest so many."""
    return 2**256 - (1 << used)


def _name(parameter: Parameter, position: int) -> str:
    return parameter.get("name") or str(position)
