"""An attester's log: what it signed, and what it refused to sign although it finds it true. Append-only.

Entries are JSON objects, numbered from 1. Each holds the hash of the one before, so whoever has once seen a hash sees
any change to what came before it; each shows its facts, so anybody can check what the signature is over:

    {"number", "previous", "at", "chain_id", "contract", "attester", "rules", "facts": [fact JSON],
     "root", "signature", "refused": [{"fact", "reason", "sentence"}], "hash"}

`hash` is keccak256 of the entry's canonical JSON (RFC 8785) without itself; `previous` that of the entry before, zero
for the first. `at`: unix seconds by the attester's own clock. An entry has either a root with its signature, or what
was refused; the others are "" or empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785
from eth_hash.auto import keccak

from .attestation import Attestation, Batch, recover
from .eip712 import Domain, attestation_digest, attesters_domain
from .errors import Refused, WrongInput
from .fact_json import fact_json, read_fact
from .facts import Fact

BEFORE_THE_FIRST = bytes(32)
_HEX = {"previous": 32, "contract": 20, "attester": 20, "hash": 32}
_FIELDS = (
    "number", "previous", "at", "chain_id", "contract", "attester", "rules", "facts", "root", "signature", "refused",
    "hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number and hash; 0 and zero where there is none."""

    number: int = 0
    hash: bytes = BEFORE_THE_FIRST


@dataclass(frozen=True, slots=True)
class Refusing:
    """Why an attester does not sign a fact: a slug, and its sentence."""

    fact: bytes
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a part of a log came to. facts: how many its signatures are over; signers: whose these are (20 bytes)."""

    head: Head
    entries: int
    signatures: int
    facts: int
    signers: frozenset[bytes]


def make_entry(
    head: Head,
    at: int,
    domain: Domain,
    attester: bytes,
    rules: str,
    facts: Sequence[Fact],
    attestation: Attestation | None,
    refused: Sequence[Refusing] = (),
) -> dict[str, Any]:
    """The entry that follows on `head`, with its hash."""
    entry: dict[str, Any] = {
        "number": head.number + 1,
        "previous": "0x" + head.hash.hex(),
        "at": at,
        "chain_id": domain.chain_id,
        "contract": "0x" + domain.contract.hex(),
        "attester": "0x" + attester.hex(),
        "rules": rules,
        "facts": [fact_json(fact) for fact in facts],
        "root": "0x" + attestation.root.hex() if attestation else "",
        "signature": "0x" + attestation.signature.hex() if attestation else "",
        "refused": refused_json(refused),
    }
    return entry | {"hash": "0x" + hash_of(entry).hex()}


def refused_json(refused: Iterable[Refusing]) -> list[dict[str, str]]:
    """As it stands in a log, and in an attester's answer."""
    return [{"fact": "0x" + one.fact.hex(), "reason": one.reason, "sentence": one.sentence} for one in refused]


def hash_of(entry: Mapping[str, Any]) -> bytes:
    """keccak256 of an entry's canonical JSON, its own hash left out. Raises WrongInput for what has none."""
    try:
        return keccak(rfc8785.dumps({name: value for name, value in entry.items() if name != "hash"}))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError, TypeError) as error:
        raise WrongInput(f"An entry cannot be written as canonical JSON: {error}") from None


def check_log(entries: Iterable[Mapping[str, Any]], after: Head = Head()) -> Checked:
    """Check entries that are to follow on `after`: numbers, hashes, what was signed and by whom.

    Raises Refused, in one sentence, at the first that does not hold. That a signer is, or was, a member of a committee
    is not asked here; nor is whether another log was shown to somebody else: compare heads for that.
    """
    head, count, signatures, facts, signers = after, 0, 0, 0, set[bytes]()
    for entry in entries:
        signer, over = _check_entry(entry, head)
        head = Head(head.number + 1, _bytes(entry, "hash", 32))
        count += 1
        if signer is not None:
            signatures, facts = signatures + 1, facts + over
            signers.add(signer)
    return Checked(head, count, signatures, facts, frozenset(signers))


def _check_entry(entry: Mapping[str, Any], head: Head) -> tuple[bytes | None, int]:
    """Its signer, if it has one, and of how many facts."""
    number = head.number + 1
    if sorted(entry) != sorted(_FIELDS):
        raise Refused(f"Entry {number} does not have the fields of an entry: they are {', '.join(_FIELDS)}.")
    if type(entry["number"]) is not int or entry["number"] != number:
        raise Refused(f"Where entry {number} should stand, there is one with another number: some are missing.")
    for name, size in _HEX.items():
        _bytes(entry, name, size)
    if entry["hash"] != "0x" + _hash(entry, number).hex():
        raise Refused(f"Entry {number} was changed: its hash is not that of what it says.")
    if entry["previous"] != "0x" + head.hash.hex():
        raise Refused(f"Entry {number} does not follow on the one before: the log was forked or rewritten.")
    return _check_signature(entry, number)


def _check_signature(entry: Mapping[str, Any], number: int) -> tuple[bytes | None, int]:
    if type(entry["chain_id"]) is not int or not 0 < entry["chain_id"] < 2**53 or not isinstance(entry["facts"], list):
        raise Refused(f"Entry {number} does not say for which chain it is, or about which facts.")
    try:
        facts = tuple(read_fact(one) for one in entry["facts"])
    except WrongInput as error:
        raise Refused(f"Entry {number} holds what is no fact: {error}") from None
    if not entry["signature"] and not entry["root"]:
        return None, 0
    attester = _bytes(entry, "attester", 20)
    domain = attesters_domain(entry["chain_id"], _bytes(entry, "contract", 20))
    if not facts or Batch(facts).root != _bytes(entry, "root", 32):
        raise Refused(f"Entry {number} shows other facts than those that were signed.")
    try:
        signer = recover(attestation_digest(domain, _bytes(entry, "root", 32)), _bytes(entry, "signature", 65))
    except WrongInput as error:
        raise Refused(f"Entry {number}: {error}") from None
    if signer != attester:
        raise Refused(f"Entry {number} is signed by 0x{signer.hex()}, and says it was {entry['attester']}.")
    return attester, len(facts)


def _hash(entry: Mapping[str, Any], number: int) -> bytes:
    try:
        return hash_of(entry)
    except WrongInput:
        raise Refused(f"Entry {number} cannot be written as canonical JSON.") from None


def _bytes(entry: Mapping[str, Any], name: str, size: int) -> bytes:
    text = entry[name]
    try:
        found = bytes.fromhex(text[2:]) if isinstance(text, str) and text.startswith("0x") else b""
    except ValueError:
        found = b""
    if len(found) != size or text != "0x" + found.hex():
        raise Refused(f"An entry's {name!r} is 0x and {2 * size} lower-case hex digits.")
    return found
