"""Where solc puts a value: from a contract's storage layout, a variable's name and its keys, to slots and bytes.

Source: https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eth_hash.auto import keccak

Plain = int | bool | bytes | str | None
"""A value of one word or less: a number, a flag, bytesN, an address as 0x text; None is zero."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Several numbers that a contract keeps in one uint256 by itself: name, bytes and number, from the low end up."""

    parts: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """Part of a storage word: `size` bytes that start `offset` bytes from its low end, and the number that is in them.

    `path`: the variable and the way into it, such as "bounties.pool".
    """

    path: str
    offset: int
    size: int
    number: int

    def of(self, word: int) -> int:
        """What that part is in a whole word."""
        return word >> (8 * self.offset) & ((1 << 8 * self.size) - 1)

    @property
    def word(self) -> int:
        """The number at its place in an otherwise empty word."""
        return self.number << (8 * self.offset)


class Layout:
    """One contract's storage, from the `storage` of its artifact."""

    def __init__(self, storage: Mapping[str, Any]) -> None:
        self._types: Mapping[str, Any] = storage["types"]
        self._variables = {variable["label"]: variable for variable in storage["storage"]}

    def place(self, variable: str, value: Any, *keys: Plain) -> Iterator[tuple[int, Field]]:
        """The slot of each part of a value: a plain one, Packed, or a mapping by field name (struct).

        `keys` lead into mappings, outermost first. KeyError if the contract has no such variable, or the struct lacks a
        field.
        """
        found = self._variables[variable]
        kind, slot, offset = found["type"], int(found["slot"]), found["offset"]
        for key in keys:
            of = self._types[kind]
            slot = _number(keccak(_word(self._plain(of["key"], key)) + _word(slot)))
            kind, offset = of["value"], 0
        yield from self._place(kind, slot, offset, value, variable)

    def _place(self, kind: str, slot: int, offset: int, value: Any, path: str) -> Iterator[tuple[int, Field]]:
        of = self._types[kind]
        if "members" in of:
            for member in of["members"]:
                label = member["label"]
                inner = f"{path}.{label}"
                yield from self._place(
                    member["type"], slot + int(member["slot"]), member["offset"], value[label], inner
                )
        elif isinstance(value, Packed):
            for label, size, number in value.parts:
                yield slot, Field(f"{path}.{label}", offset, size, number % (1 << 8 * size))
                offset += size
        else:
            yield slot, Field(path, offset, int(of["numberOfBytes"]), self._plain(kind, value))

    def _plain(self, kind: str, value: Plain) -> int:
        """As the number that the type's bytes make; what does not fit is cut off, as no storage holds it."""
        if value is None:
            return 0
        number = int(value, 16) if isinstance(value, str) else _number(value) if isinstance(value, bytes) else value
        return int(number) % (1 << 8 * int(self._types[kind]["numberOfBytes"]))


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big")


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")
