"""Ancestors far back: from the oldest block that a state knows to the state behind that block, and so on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
import rlp
from eth_hash.auto import keccak

from praxis_chain.audit.lineage import Ancestors, link_all, prove_each
from praxis_chain.audit.witness import NotKept
from praxis_chain.core.errors import BadProof
from praxis_chain.core.proofs.ancestry import HISTORY_ADDRESS, HISTORY_CODE_HASH, HISTORY_WINDOW, history_slot
from praxis_chain.core.proofs.header import Header
from praxis_chain.core.proofs.trie import EMPTY_ROOT
from praxis_chain.evm.proving import AccountProof
from tests.proving.tries import make_trie, nodes_to

HEAD = 20_000
FIRST_HOP, SECOND_HOP = HEAD - HISTORY_WINDOW, HEAD - 2 * HISTORY_WINDOW


class Past:
    """A made-up chain of a few blocks: each state keeps the hashes of those among them that EIP-2935 would."""

    name = "the past"

    def __init__(self, numbers: Sequence[int]) -> None:
        self.headers: dict[int, bytes] = {}
        self._tries: dict[int, tuple[Any, Any]] = {}
        self.forgotten: set[int] = set()
        self.asked: list[int] = []
        for number in sorted(numbers):
            known = {n: keccak(header) for n, header in self.headers.items() if number - HISTORY_WINDOW <= n}
            history = make_trie({_key(history_slot(n)): rlp.encode(name.lstrip(b"\0")) for n, name in known.items()})
            state = make_trie({_ADDRESS: rlp.encode([b"\1", b"", history.root_hash, HISTORY_CODE_HASH])})
            self._tries[number] = state, history
            self.headers[number] = header_of(number, state.root_hash)

    def decoded(self, *numbers: int) -> list[Header]:
        return [Header.decode(self.headers[number]) for number in numbers]

    def header(self, block: bytes) -> bytes:
        return next(header for header in self.headers.values() if keccak(header) == block)

    def line(self, first: int, last: int) -> Iterator[bytes]:
        yield from (self.headers[number] for number in range(last, first - 1, -1))

    def proofs(self, block: bytes, address: str, slots: Sequence[int], done: object = None) -> AccountProof:
        number = Header.decode(self.header(block)).number
        self.asked.append(number)
        if number in self.forgotten:
            raise NotKept(f"the past does not keep the state of block {number}.")
        state, history = self._tries[number]
        return AccountProof(
            tuple(nodes_to(state, _ADDRESS)), {slot: tuple(nodes_to(history, _key(slot))) for slot in slots}
        )

    def receipts(self, block: bytes) -> tuple[bytes, ...]:
        raise NotImplementedError

    def code(self, block: bytes, address: str) -> bytes:
        raise NotImplementedError


_ADDRESS = keccak(bytes.fromhex(HISTORY_ADDRESS[2:]))


def _key(slot: int) -> bytes:
    return keccak(slot.to_bytes(32, "big"))


def header_of(number: int, state_root: bytes, parent: bytes = bytes(32)) -> bytes:
    """RLP of a header with nothing else in it."""
    scalar = number.to_bytes(8, "big").lstrip(b"\0")
    roots = [state_root, EMPTY_ROOT, EMPTY_ROOT, bytes(256)]
    fields = [parent, bytes(32), bytes(20), *roots, b"", scalar, b"", b"", b"\1", b"", bytes(32), bytes(8)]
    encoded: bytes = rlp.encode(fields)
    return encoded


def by_hash(headers: Sequence[Header]) -> Mapping[bytes, Header]:
    return {header.hash: header for header in headers}


def test_each_state_is_asked_for_what_it_reaches() -> None:
    wanted = (19_999, FIRST_HOP + 5, FIRST_HOP, FIRST_HOP - 1, SECOND_HOP + 1, 100)
    past = Past([*wanted, SECOND_HOP, HEAD])
    [head] = past.decoded(HEAD)
    found = prove_each(past, head, past.decoded(*wanted))
    assert found == Ancestors(dict(by_hash(past.decoded(*wanted))))
    assert past.asked == [HEAD, FIRST_HOP, SECOND_HOP]


def test_what_is_behind_a_state_that_was_forgotten_is_not_known() -> None:
    wanted = (19_999, FIRST_HOP - 1, 100)
    past = Past([*wanted, FIRST_HOP, SECOND_HOP, HEAD])
    past.forgotten = {FIRST_HOP}
    [head] = past.decoded(HEAD)
    found = prove_each(past, head, past.decoded(*wanted))
    assert found.known == by_hash(past.decoded(19_999))
    assert found.unknown == by_hash(past.decoded(FIRST_HOP - 1, 100))
    assert found.why == f"the past does not keep the state of block {FIRST_HOP}"


def test_a_block_of_another_chain_is_in_neither_list() -> None:
    past = Past([19_990, 19_999, HEAD])
    foreign, later = (Header.decode(header_of(number, b"\7" * 32)) for number in (19_990, HEAD + 5))
    [head, honest] = past.decoded(HEAD, 19_999)
    found = prove_each(past, head, [foreign, later, honest, head])
    assert found == Ancestors(dict(by_hash([honest, head])))


def test_headers_are_linked_down_to_the_first_and_kept_where_they_matter() -> None:
    chain = [header_of(10, EMPTY_ROOT)]
    for number in range(11, 21):
        chain.append(header_of(number, EMPTY_ROOT, parent=keccak(chain[-1])))
    past = Past([])
    past.headers = {10 + place: header for place, header in enumerate(chain)}
    [head] = past.decoded(20)
    told: list[tuple[str, int, int]] = []
    found = link_all(past, head, 10, lambda header: header.number % 5 == 0, lambda *what: told.append(what))
    assert found == Ancestors(dict(by_hash(past.decoded(20, 15, 10))))
    assert told[-1] == ("headers linked", 10, 10)
    assert link_all(past, head, 20, lambda _: True) == Ancestors(dict(by_hash([head])))

    past.headers[14] = header_of(14, EMPTY_ROOT, parent=bytes(32))
    assert link_all(past, head, 15, lambda _: False) == Ancestors()
    with pytest.raises(BadProof, match="is not the parent of block 15"):
        link_all(past, head, 10, lambda _: False)


def test_a_line_that_ends_early_is_not_taken_for_whole() -> None:
    past = Past([])
    past.headers = {20: header_of(20, EMPTY_ROOT)}
    past.line = lambda first, last: iter(())  # type: ignore[method-assign]
    [head] = past.decoded(20)
    with pytest.raises(NotKept, match="the past gave headers down to block 20 only, not to block 10"):
        link_all(past, head, 10, lambda _: True)
