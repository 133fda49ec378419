"""Whatever bytes somebody gives, the answer is a value or one sentence."""

from contextlib import suppress
from typing import Any

import pytest
import rlp
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from praxis_chain.core.errors import BadProof
from praxis_chain.core.proofs import trie
from praxis_chain.core.proofs.account import prove_account, prove_slot
from praxis_chain.core.proofs.header import FIELDS, Header
from praxis_chain.core.proofs.receipts import logs_of
from tests.proving.tries import make_trie, nodes_to

ADDRESS = "0x" + "12" * 20
HEADER = [b"\1" if size is None else b"\1" * (size or 5) for _, size in FIELDS]
RECEIPT = [b"\1", b"\7", bytes(256), [[b"\1" * 20, [b"\2" * 32, b"\3" * 32], b"data"], [b"\1" * 20, [], b""]]]
ACCOUNT = [b"\1", b"\2", b"\3" * 32, b"\4" * 32]
BRANCH = [bytes([n]) * 32 for n in range(1, 16)] + [[b"\x31", b"short"], b"value"]
LEAF = [b"\x20" + bytes(31), b"value"]
KEY = keccak(bytes.fromhex(ADDRESS[2:]))

items = st.recursive(st.sampled_from([b"", b"\0", b"\1", bytes(32)]) | st.binary(max_size=34), st.lists, max_leaves=5)


def altered(item: Any, data: st.DataObject) -> Any:
    """The same, with something in it replaced, added or left out, at any depth."""
    if not isinstance(item, list) or not item or data.draw(st.booleans()):
        return data.draw(items)
    place = data.draw(st.integers(0, len(item) - 1))
    change = data.draw(st.sampled_from(["within", "leave out", "add"]))
    middle = {"within": [altered(item[place], data)] if change == "within" else [], "leave out": []}
    return [*item[:place], *middle.get(change, [item[place], b""]), *item[place + 1 :]]


@pytest.mark.parametrize(
    ("sound", "read"),
    [
        (HEADER, Header.decode),
        (RECEIPT, lambda encoded: logs_of([encoded])),
        (RECEIPT, lambda encoded: logs_of([b"\2" + encoded])),
        (RECEIPT, lambda encoded: logs_of([b"\x7e" + encoded])),
        (ACCOUNT, lambda encoded: _account(encoded)),
        (BRANCH, lambda encoded: trie.prove(keccak(encoded), b"\xf1", [encoded])),
        (LEAF, lambda encoded: trie.prove(keccak(encoded), bytes(31), [encoded])),
        (b"\7", lambda encoded: _slot(encoded)),
    ],
    ids=["header", "receipt", "typed receipt", "deposit", "account", "branch", "leaf", "slot"],
)
class TestNonsense:
    @given(data=st.data())
    def test_something_altered_in_it(self, sound, read, data):
        with suppress(BadProof):
            read(rlp.encode(altered(sound, data)))

    @given(data=st.data())
    def test_bytes_altered_in_it(self, sound, read, data):
        encoded = bytearray(rlp.encode(sound))
        for _ in range(data.draw(st.integers(1, 3))):
            encoded[data.draw(st.integers(0, len(encoded) - 1))] = data.draw(st.integers(0, 255))
        with suppress(BadProof):
            read(bytes(encoded))

    @given(encoded=st.binary(min_size=1, max_size=100))
    def test_any_bytes(self, sound, read, encoded):
        with suppress(BadProof):
            read(encoded)

    def test_as_it_is_it_is_read(self, sound, read):
        if read(rlp.encode(sound)) is None:
            pytest.fail("the sound one proves nothing, so that altering it would test nothing")


def _account(encoded: bytes) -> Any:
    theirs = make_trie({KEY: encoded})
    return prove_account(theirs.root_hash, ADDRESS, nodes_to(theirs, KEY))


def _slot(encoded: bytes) -> Any:
    key = keccak(bytes(32))
    theirs = make_trie({key: encoded})
    return prove_slot(theirs.root_hash, 0, nodes_to(theirs, key))
