"""The six facts that attesters sign, and their hashes.

A fact is a frozen value; `fact_hash` is its EIP-712 struct hash, the same 32 bytes that `contracts/Facts.sol` computes
(golden vectors bind the two). Building a fact checks every field: 32-byte ids, unsigned integers within their width.
"""

from dataclasses import dataclass, fields
from typing import ClassVar

from eth_hash.auto import keccak

from .errors import WrongInput


@dataclass(frozen=True, slots=True)
class Fact:
    """What all facts share: a Solidity type for each field, in order, and evidence last."""

    SOLIDITY: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for field, solidity in zip(fields(self), self.SOLIDITY, strict=True):
            _word(field.name, solidity, getattr(self, field.name))


@dataclass(frozen=True, slots=True)
class Commit(Fact):
    """A contributor completed part of a subject by a work.

    quality, completion, total: basis points; quality ≤ 20 000 and 10 000 = as specified, completion ≤ total ≤ 10 000,
    total = the sum over all contributors of this work for this subject. completedAt: unix seconds, the merge.
    """

    subject: bytes
    work: bytes
    contributor: bytes
    action: bytes
    quality: int
    completion: int
    total: int
    completedAt: int
    evidence: bytes

    SOLIDITY: ClassVar[tuple[str, ...]] = (
        "bytes32", "bytes32", "bytes32", "bytes32", "uint16", "uint16", "uint16", "uint64", "bytes32",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress(Fact):
    """A work made progress on a subject at `progressAt` (unix seconds, the forge's clock): it takes or renews the lock.

    `replaces` ≠ 0 is a maintainer's act: the lock passes from that work to this one, or ends where `work` is zero.
    """

    subject: bytes
    work: bytes
    contributor: bytes
    replaces: bytes
    progressAt: int
    evidence: bytes

    SOLIDITY: ClassVar[tuple[str, ...]] = ("bytes32", "bytes32", "bytes32", "bytes32", "uint64", "bytes32")


@dataclass(frozen=True, slots=True)
class Closure(Fact):
    """A subject was closed with an explanation at `closedAt` (unix seconds); `contributor` explained it, or is zero."""

    subject: bytes
    contributor: bytes
    closedAt: int
    evidence: bytes

    SOLIDITY: ClassVar[tuple[str, ...]] = ("bytes32", "bytes32", "uint64", "bytes32")


@dataclass(frozen=True, slots=True)
class Admission(Fact):
    """A contributor's standing (0 none … 4 BOP) since `admittedAt` (unix seconds), and who referred them, or zero."""

    contributor: bytes
    standing: int
    referrer: bytes
    admittedAt: int
    evidence: bytes

    SOLIDITY: ClassVar[tuple[str, ...]] = ("bytes32", "uint8", "bytes32", "uint64", "bytes32")


@dataclass(frozen=True, slots=True)
class Link(Fact):
    """A contributor named `wallet` (20 bytes) as theirs at `linkedAt` (unix seconds); the wallet signed the same."""

    contributor: bytes
    wallet: bytes
    linkedAt: int
    evidence: bytes

    SOLIDITY: ClassVar[tuple[str, ...]] = ("bytes32", "address", "uint64", "bytes32")


@dataclass(frozen=True, slots=True)
class Revocation(Fact):
    """The fact with hash `fact` no longer holds."""

    fact: bytes
    evidence: bytes

    SOLIDITY: ClassVar[tuple[str, ...]] = ("bytes32", "bytes32")


FACTS: tuple[type[Fact], ...] = (Commit, Progress, Closure, Admission, Link, Revocation)


def type_string(kind: type[Fact]) -> str:
    """EIP-712 encodeType, e.g. `Revocation(bytes32 fact,bytes32 evidence)`."""
    pairs = zip(kind.SOLIDITY, (field.name for field in fields(kind)), strict=True)
    return f"{kind.__name__}({','.join(f'{solidity} {name}' for solidity, name in pairs)})"


_TYPE_HASHES = {kind: keccak(type_string(kind).encode()) for kind in FACTS}


def fact_hash(fact: Fact) -> bytes:
    """EIP-712 hashStruct of the fact: keccak256(typeHash ‖ each field as one word)."""
    words = (
        _word(field.name, solidity, getattr(fact, field.name))
        for field, solidity in zip(fields(fact), fact.SOLIDITY, strict=True)
    )
    return keccak(_TYPE_HASHES[type(fact)] + b"".join(words))


def fact_values(fact: Fact) -> tuple[bytes | int, ...]:
    """The fields in order, as the ABI encoder takes them."""
    return tuple(getattr(fact, field.name) for field in fields(fact))


def evidence_of(fact: Fact) -> bytes:
    """The hash of the document that it follows from: every fact's last field (32 bytes)."""
    found = fact_values(fact)[-1]
    assert isinstance(found, bytes)
    return found


def _word(name: str, solidity: str, value: object) -> bytes:
    if solidity.startswith("uint"):
        bits = int(solidity[4:])
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**bits:
            raise WrongInput(f"{name} must be an integer from 0 to 2^{bits} - 1, not {value!r}.")
        return value.to_bytes(32, "big")
    size = 20 if solidity == "address" else 32
    if not isinstance(value, bytes) or len(value) != size:
        raise WrongInput(f"{name} must be {size} bytes, not {value!r}.")
    return value.rjust(32, b"\0")
