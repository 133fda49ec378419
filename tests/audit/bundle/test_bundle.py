"""A bundle of a busy deployment: written from a chain, checked without one, and what is said where it is changed."""

import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rlp
from eth_hash.auto import keccak

from praxis_chain.audit.bundle import Content, Recording, check
from praxis_chain.audit.bundle.check import read_again, record_of, report_bytes
from praxis_chain.audit.bundle.content import DIGEST_SIZE, LARGEST, MAGIC
from praxis_chain.audit.bundle.recording import ordered
from praxis_chain.audit.bundle.witness import BundleWitness
from praxis_chain.audit.findings import Assurance
from praxis_chain.audit.internal import audit
from praxis_chain.audit.proven import Question, examine
from praxis_chain.audit.writing import Writer
from praxis_chain.core.errors import NetworkFailed, PraxisError, Refused, WrongInput
from praxis_chain.core.events import BlockStamp
from praxis_chain.core.proofs.header import Header
from tests.audit.lying import not_on, proofless

if TYPE_CHECKING:
    from tests.protocol import Protocol


@pytest.fixture(scope="module")
def written(busy: "Protocol", tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A bundle of everything that happened."""
    path = tmp_path_factory.mktemp("bundle") / "audit.praxis"
    audit(busy.chain, busy.record, "latest", bundle=path)
    return path.read_bytes()


@pytest.fixture
def file(written: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "audit.praxis"
    path.write_bytes(written)
    return path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


# -- as it should be --------------------------------------------------------------------------------------------------


def test_it_is_checked_without_a_network(busy: "Protocol", file: Path, no_network: None) -> None:
    online = audit(busy.chain, busy.record, "latest")
    report = check(file)
    assert (report.exit_code, report.assurance) == (0, Assurance.PROVEN_AGAINST_RPC_HEADER)
    for name in ("chain_id", "contracts", "block", "events", "slots", "figures", "checked", "findings", "information"):
        assert getattr(report, name) == getattr(online, name), name
    assert (report.network, report.finalized) == (f"chain {busy.chain.chain_id}", None)


def test_with_the_readers_own_hash_it_is_as_sure_as_that(busy: "Protocol", file: Path) -> None:
    report = check(file, busy.view.block.hash)
    assert report.assurance is Assurance.PROVEN_AGAINST_GIVEN_HASH
    assert "whether the block is the chain's" not in {one.what for one in report.not_checked}
    with pytest.raises(Refused, match=r"it is of block \d+ with the hash 0x[0-9a-f]{64}, not 0x7777"):
        check(file, b"\x77" * 32)


def test_the_same_block_makes_the_same_file(busy: "Protocol", written: bytes, tmp_path: Path) -> None:
    busy.chain.mine(2)
    audit(busy.chain, busy.record, busy.view.block.number - 2, bundle=tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == written


def test_a_content_has_one_file_and_a_file_one_content(written: bytes) -> None:
    content = Content.decode(written)
    assert content.encode() == written
    assert content.linked
    assert len(content.older) == Header.decode(content.header).number - content.first_block


def test_the_record_that_is_meant_is_compared(busy: "Protocol", file: Path) -> None:
    assert check(file, record=busy.record).exit_code == 0
    step = replace(busy.record.contracts["Prax"], address=busy.usdc.address)
    with pytest.raises(Refused, match=f"its Prax is at {busy.prax.address}, not {busy.usdc.address}"):
        check(file, record=busy.record.with_step("Prax", step))
    with pytest.raises(Refused, match=f"it is of chain {busy.chain.chain_id}, not 1"):
        check(file, record=replace(busy.record, chain_id=1))


def test_what_was_found_is_found_again(busy: "Protocol", tmp_path: Path) -> None:
    """A bundle of a deployment that does not hold is evidence of that."""
    slot = next(iter(_slots_of(busy)))
    busy.chain.set_storage(busy.escrow.address, slot, 7)
    online = audit(busy.chain, busy.record, "latest", bundle=tmp_path / "tampered")
    offline = check(tmp_path / "tampered", busy.view.block.hash)
    assert (online.exit_code, offline.exit_code) == (3, 3)
    assert [finding.id for finding in offline.findings] == [finding.id for finding in online.findings]


def _slots_of(busy: "Protocol") -> Iterator[int]:
    """The escrow's totals."""
    from praxis_chain.audit.layout import Layout
    from praxis_chain.evm import artifacts

    for slot, _ in Layout(artifacts.load("BountyEscrow").storage).place("_totals", 0):
        yield slot


def test_a_node_without_proofs_makes_no_bundle(busy: "Protocol", tmp_path: Path) -> None:
    with pytest.raises(NetworkFailed, match="gives no proofs, so there is nothing to put into a bundle"):
        audit(proofless(busy.chain), busy.record, "latest", bundle=tmp_path / "none")
    assert not list(tmp_path.iterdir())


# -- a changed byte ---------------------------------------------------------------------------------------------------


def test_a_changed_byte_anywhere_is_noticed(written: bytes, file: Path) -> None:
    """At 400 places across the whole file, and at each of the first and the last 60."""
    places = {*range(60), *range(len(written) - 60, len(written)), *range(0, len(written), len(written) // 400)}
    for place in sorted(places):
        changed = bytearray(written)
        changed[place] ^= 1 << place % 8
        file.write_bytes(changed)
        with pytest.raises(PraxisError) as refused:
            check(file)
        assert refused.value.exit_code in (2, 3)
        assert str(refused.value).startswith(str(file))


@pytest.mark.parametrize("length", [0, 5, len(MAGIC), len(MAGIC) + DIGEST_SIZE, 1_000, -1])
def test_what_is_cut_or_longer_is_noticed(written: bytes, file: Path, length: int) -> None:
    for changed in (written[:length], written + b"\0"):
        file.write_bytes(changed)
        with pytest.raises(PraxisError):
            check(file)


# -- changed, and the digest made again -------------------------------------------------------------------------------

Change = Callable[[Content], Content]


def flip(text: bytes, place: int = -1) -> bytes:
    changed = bytearray(text)
    changed[place] ^= 1
    return bytes(changed)


def without(entries: tuple[bytes, ...], place: int = 0) -> tuple[bytes, ...]:
    return entries[:place] + entries[place + 1 :]


def in_order(nodes: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return tuple(sorted(nodes, key=keccak))


def quiet(content: Content) -> int:
    """The first older header of a block without logs of ours."""
    return next(place for place, header in enumerate(content.older) if keccak(header) not in content.blocks)


CHANGES: dict[str, tuple[Change, str]] = {
    "another chain": (lambda c: replace(c, addresses=replace(c.addresses, chain_id=1)), "its report is not what"),
    "another escrow": (
        lambda c: replace(c, addresses=replace(c.addresses, escrow=c.addresses.prax)), "prove nothing|lacks proofs",
    ),
    "another token": (
        lambda c: replace(c, addresses=replace(c.addresses, usdc=c.addresses.prax)), "entries prove nothing",
    ),
    "a later first block": (lambda c: replace(c, first_block=c.first_block + 1), "of its entries prove nothing"),
    "an earlier first block": (lambda c: replace(c, first_block=c.first_block - 1), "headers down to block"),
    "not linked": (lambda c: replace(c, linked=False), "entries prove nothing"),
    "another time": (lambda c: replace(c, header=flip(c.header, -60)), "its report is not what|lacks the header of"),
    "a header less": (lambda c: replace(c, older=without(c.older, quiet(c))), "entries prove nothing"),
    "a header changed": (
        lambda c: replace(c, older=(*without(c.older, quiet(c)), flip(c.older[quiet(c)]))), "entries prove nothing",
    ),
    "a block's receipts less": (
        lambda c: replace(c, blocks=without(c.blocks), receipts=c.receipts[1:]), "lacks the receipts of block",
    ),
    "a receipt forged": (
        lambda c: replace(c, receipts=((flip(c.receipts[0][0]),), *c.receipts[1:])), "of its entries prove nothing",
    ),
    "a receipt less": (lambda c: replace(c, receipts=((), *c.receipts[1:])), "of its entries prove nothing"),
    "receipts exchanged": (
        lambda c: replace(c, receipts=(c.receipts[1], c.receipts[0], *c.receipts[2:])), "of its entries prove nothing",
    ),
    "code changed": (lambda c: replace(c, codes=in_order((flip(c.codes[0]), *c.codes[1:]))), "lacks the code at"),
    "code less": (lambda c: replace(c, codes=c.codes[1:]), "lacks the code at"),
    "code more": (lambda c: replace(c, codes=in_order((*c.codes, b"\0"))), "of its entries prove nothing"),
    "a node changed": (
        lambda c: replace(c, nodes=in_order((flip(c.nodes[5]), *without(c.nodes, 5)))), "lacks proofs of",
    ),
    "a node less": (lambda c: replace(c, nodes=without(c.nodes, 9)), "lacks proofs of"),
    "a node more": (lambda c: replace(c, nodes=in_order((*c.nodes, b"\xc0"))), "of its entries prove nothing"),
    "evidence": (lambda c: replace(c, evidence=(b"{}",)), "its evidence cannot be read"),
    "evidence that is no text": (lambda c: replace(c, evidence=(b"\xff",)), "its evidence cannot be read"),
    "a source changed": (
        lambda c: replace(c, sources=c.sources.replace(b"= 72 hours;", b"= 71 hours;")), "its sources are not those of",
    ),
    "the sources spaced": (lambda c: replace(c, sources=c.sources + b" "), "its sources are not those of this package"),
    "no sources": (lambda c: replace(c, sources=b""), "its sources are not those of this package: they were changed"),
    "the report changed": (lambda c: replace(c, report=c.report.replace(b"460000000", b"470000000")), "its report is"),
    "the report spaced": (lambda c: replace(c, report=c.report + b" "), "its report is not what"),
    "no report": (lambda c: replace(c, report=b""), "its report is not what"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_whoever_makes_the_digest_again_is_refused(written: bytes, file: Path, name: str) -> None:
    change, sentence = CHANGES[name]
    changed = ordered(change(Content.decode(written)))
    assert changed != Content.decode(written)
    file.write_bytes(changed.encode())
    with pytest.raises(Refused, match=sentence):
        check(file)


DISORDER: dict[str, Change] = {
    "nodes": lambda c: replace(c, nodes=c.nodes[::-1]),
    "headers": lambda c: replace(c, older=c.older[::-1]),
    "codes": lambda c: replace(c, codes=c.codes[::-1]),
    "blocks": lambda c: replace(c, blocks=c.blocks[::-1], receipts=c.receipts[::-1]),
    "a header twice": lambda c: replace(c, older=(c.older[0], *c.older)),
    "a node twice": lambda c: replace(c, nodes=(c.nodes[0], *c.nodes)),
    "a block twice": lambda c: replace(c, blocks=(c.blocks[0], *c.blocks), receipts=(c.receipts[0], *c.receipts)),
}


@pytest.mark.parametrize("name", DISORDER)
def test_the_same_in_another_order_is_refused(written: bytes, file: Path, name: str) -> None:
    file.write_bytes(DISORDER[name](Content.decode(written)).encode())
    with pytest.raises(Refused, match="its entries are not in the order of a bundle"):
        check(file)


FOUND: dict[str, set[str]] = {
    "another chain": {"CODE", "A1"},
    "a header less": {"ANCESTOR"},
    "a header changed": {"ANCESTOR"},
    "a receipt forged": {"LOGS", "STORAGE", "A1", "A2"},
    "a receipt less": {"LOGS", "STORAGE", "A1", "A2"},
    "receipts exchanged": {"LOGS", "STORAGE", "A1", "A2", "P1", "P2"},
}


@pytest.mark.parametrize("name", FOUND)
def test_whoever_makes_all_else_again_to_fit_has_it_found(
    busy: "Protocol", written: bytes, file: Path, name: str
) -> None:
    """Digest, report, and nothing in it that proves nothing: then the honest report of that file does not hold."""
    changed = ordered(CHANGES[name][0](Content.decode(written)))
    fitted = pruned(changed)
    enclosed, _ = read_again(fitted, given=False)
    file.write_bytes(replace(fitted, report=report_bytes(enclosed)).encode())
    report = check(file)
    assert report.exit_code == 3
    assert {finding.invariant for finding in report.findings} == FOUND[name] - not_on(busy.chain)


def pruned(content: Content) -> Content:
    """What an audit of this content asks for, and no more."""
    header = Header.decode(content.header)
    recording, held = Recording(BundleWitness(content)), BundleWitness(content)
    recording.header(header.hash)
    question = Question(record_of(content.addresses, content.first_block), header, content.linked)
    writer = Writer(BlockStamp(header.number, header.hash, header.timestamp))
    examine(recording, question, held.blocks, writer)
    kept = recording.content(header.hash, content.addresses, content.first_block)
    return replace(kept, sources=content.sources)


# -- files that are none ----------------------------------------------------------------------------------------------


def digested(sections: object) -> bytes:
    body = MAGIC + rlp.encode(sections)
    return body + sha256(body).digest()


@pytest.mark.parametrize(
    ("bytes_", "sentence"),
    [
        (b"", "cannot be checked: it is not a bundle"),
        (b"{}", "cannot be checked: it is not a bundle"),
        (b"\x1f\x8b\x08\0" + bytes(100), "cannot be checked: it is not a bundle"),
        (MAGIC, "does not hold: it was changed or cut"),
        (digested([]), "does not hold: it was changed: its sections are not those of a bundle"),
        (digested(b"text"), "does not hold: it was changed: its sections are not those of a bundle"),
        (digested([b""] * 13), "does not hold: it was changed: its sections are not those of a bundle"),
        (MAGIC + b"\xf9" + sha256(MAGIC + b"\xf9").digest(), "its sections are not those of a bundle"),
        (digested(_deep := [[[[[[[[]]]]]]]]), "its sections are not those of a bundle"),
    ],
)
def test_one_sentence_for_what_is_no_bundle(file: Path, bytes_: bytes, sentence: str) -> None:
    file.write_bytes(bytes_)
    with pytest.raises(PraxisError, match=sentence):
        check(file)


def test_nesting_without_end_does_not_end_the_process(file: Path) -> None:
    body = MAGIC + b"\xc1" * 100_000 + b"\xc0"
    file.write_bytes(body + sha256(body).digest())
    with pytest.raises(Refused, match="its sections are not those of a bundle"):
        check(file)


def test_a_file_that_is_too_large_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["praxis_chain.audit.bundle.check"], "LARGEST", 10)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(WrongInput, match=r"it has [\d,]+ bytes, and a bundle at most 10"):
        check(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="none cannot be checked: No such file or directory"):
        check(tmp_path / "none")
    assert LARGEST == 2**29
