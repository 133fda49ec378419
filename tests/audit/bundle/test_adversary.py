"""Bundles that are made to exhaust whoever checks them, and the reader that refuses them, against another one."""

import tracemalloc
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
import rlp

from praxis_chain.audit.bundle import check
from praxis_chain.audit.bundle.content import MAGIC
from praxis_chain.core.errors import BadProof, Refused
from praxis_chain.core.proofs.encoding import split
from praxis_chain.core.proofs.header import LARGEST, Header

MANY = 2_000_000


def listed(payload: bytes) -> bytes:
    """RLP of a list with this in it, made in no time."""
    size = len(payload).to_bytes(4, "big").lstrip(b"\0")
    return bytes([0xF7 + len(size)]) + size + payload if len(payload) > 55 else bytes([0xC0 + len(payload)]) + payload


def sections(place: int, section: bytes) -> bytes:
    """Twelve sections, all empty but one."""
    addresses = rlp.encode([bytes(20)] * 5)
    empty = [b"\x01", addresses, b"\x01", b"\x01", b"\x80", *[b"\xc0"] * 6, b"\x80"]
    empty[place] = section
    return listed(b"".join(empty))


BOMBS = {
    "millions of sections": listed(b"\xc0" * MANY),
    "lists in lists without end": b"\xc1" * MANY,
    "millions of texts": sections(5, listed(b"\x05" * MANY)),
    "millions of blocks without receipts": sections(7, listed(b"\xc0" * MANY)),
    "millions of receipts": sections(7, listed(listed(b"\x80" * MANY))),
    "millions of fields in a header": sections(4, rlp.encode(listed(b"\xc0" * MANY))),
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_a_small_file_does_not_become_a_large_one(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "audit.praxis"
    path.write_bytes(MAGIC + body + sha256(MAGIC + body).digest())
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match=r"its sections are not those of a bundle|a header has at most"):
            check(path)
        assert tracemalloc.get_traced_memory()[1] < 12 * MANY
    finally:
        tracemalloc.stop()


def test_the_reader_takes_what_another_one_takes() -> None:
    """Encodings of lists, and what becomes of them where bytes are changed."""
    random, taken = Random(5), 0
    for _ in range(3_000):
        items = [random.choice([b"", b"\x05", b"\x80", bytes(3), bytes(55), bytes(56), bytes(300), [], [b"a", [b""]]])
                 for _ in range(random.randrange(5))]  # fmt: skip
        encoded = bytearray(rlp.encode(items))
        for _ in range(random.randrange(3)):
            encoded[random.randrange(min(len(encoded), 4))] = random.choice([0, 1, 0x80, 0x81, 0xB8, 0xC0, 0xF8, 0xFF])
        try:
            found = rlp.decode(bytes(encoded))
        except rlp.exceptions.RLPException:
            found = None
        if isinstance(found, list):
            expected = [
                (isinstance(item, list), rlp.encode(item) if isinstance(item, list) else item) for item in found
            ]
            assert split(bytes(encoded), "It") == expected
            taken += 1
        elif found is not None:
            with pytest.raises(BadProof):
                split(bytes(encoded), "It")
    assert 1_000 < taken < 3_000


@pytest.mark.parametrize(
    "encoded", ["", "80", "c2", "c181", "c28105", "c0c0", "b800", "f800", "f90000", "f837", "ff", "c3b80105"]
)
def test_what_is_no_list_or_longer_than_it_need_be(encoded: str) -> None:
    with pytest.raises(BadProof, match=r"^It is no "):
        split(bytes.fromhex(encoded), "It")


def test_a_header_without_end() -> None:
    with pytest.raises(BadProof, match="a header has at most 16,384"):
        Header.decode(bytes(LARGEST + 1))
