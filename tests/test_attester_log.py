"""An attester's log: whoever reads it sees every change, and what each signature is over."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from praxis_chain.core.attestation import sign_root
from praxis_chain.core.attester_log import Checked, Head, Refusing, check_log, hash_of, make_entry
from praxis_chain.core.eip712 import attesters_domain
from praxis_chain.core.errors import Refused
from praxis_chain.core.facts import Revocation, fact_hash
from praxis_chain.core.signing import KeySigner

DOMAIN = attesters_domain(31337, b"\x0a" * 20)
KEY, OTHER_KEY = b"\x05" * 32, b"\x06" * 32
ATTESTER = KeySigner(KEY).address
FACTS = [Revocation(bytes([number]) * 32, b"\x02" * 32) for number in range(1, 6)]
Entry = dict[str, Any]


def log() -> list[Entry]:
    """Two signatures, a refusal between them, and one more."""
    head, entries = Head(), list[Entry]()
    for number, fact in enumerate(FACTS[:4]):
        signed = None if number == 1 else sign_root(fact_hash(fact), DOMAIN, KEY)
        refused = [Refusing(fact_hash(fact), "another-was-signed", "Another was.")] if number == 1 else []
        entry = make_entry(head, 1_000 + number, DOMAIN, ATTESTER, "praxis-rules/2", [fact], signed, refused)
        entries.append(entry)
        head = Head(number + 1, bytes.fromhex(entry["hash"][2:]))
    return entries


def test_a_log_that_holds() -> None:
    entries = json.loads(json.dumps(log()))
    assert check_log(entries) == Checked(Head(4, bytes.fromhex(entries[3]["hash"][2:])), 4, 3, 3, frozenset({ATTESTER}))
    assert check_log([]) == Checked(Head(), 0, 0, 0, frozenset())


def test_it_is_checked_in_parts() -> None:
    entries = log()
    first = check_log(entries[:3])
    assert check_log(entries[3:], first.head).head == check_log(entries).head
    with pytest.raises(Refused, match="another number: some are missing"):
        check_log(entries[3:])


def sealed(entry: Entry, **changed: Any) -> Entry:
    """Changed, and with the hash that it then has: as somebody would who writes the log anew."""
    entry = entry | changed
    return entry | {"hash": "0x" + hash_of(entry).hex()}


def at(position: int, **changed: Any) -> Callable[[list[Entry]], list[Entry]]:
    """Change an entry, and seal it."""

    def change(entries: list[Entry]) -> list[Entry]:
        entries[position] = sealed(entries[position], **changed)
        return entries

    return change


def raw(position: int, **changed: Any) -> Callable[[list[Entry]], list[Entry]]:
    """Change an entry, and leave its hash as it was."""

    def change(entries: list[Entry]) -> list[Entry]:
        entries[position] |= changed
        return entries

    return change


def signature_by_another(entries: list[Entry]) -> list[Entry]:
    signed = sign_root(fact_hash(FACTS[3]), DOMAIN, OTHER_KEY)
    return at(3, signature="0x" + signed.signature.hex())(entries)


BROKEN: dict[str, tuple[Callable[[list[Entry]], Any], str]] = {
    "an entry left out": (lambda entries: entries[:1] + entries[2:], "Where entry 2 should stand, there is one with"),
    "two exchanged": (lambda entries: [entries[1], entries[0]], "Where entry 1 should stand"),
    "one twice": (lambda entries: [entries[0], *entries], "Where entry 2 should stand"),
    "a time changed": (raw(1, at=7), "Entry 2 was changed: its hash is not that of what it says."),
    "a hash changed": (raw(1, hash="0x" + "11" * 32), "Entry 2 was changed"),
    "an entry rewritten": (at(1, at=7), "Entry 3 does not follow on the one before: the log was forked or rewritten."),
    "the last rewritten": (at(3, previous="0x" + "11" * 32), "Entry 4 does not follow on the one before"),
    "a field more": (at(1, more=1), "Entry 2 does not have the fields of an entry"),
    "a field less": (lambda entries: [{k: v for k, v in entries[0].items() if k != "at"}], "Entry 1 does not have the"),
    "a number as text": (at(0, number="1"), "Where entry 1 should stand"),
    "a number as truth": (at(0, number=True), "Where entry 1 should stand"),
    "capital letters": (at(0, attester="0x" + ATTESTER.hex().upper()), "An entry's 'attester' is 0x and 40 lower-case"),
    "no hex": (at(0, previous=7), "An entry's 'previous' is 0x and 64 lower-case hex digits."),
    "no chain": (at(3, chain_id=True), "Entry 4 does not say for which chain it is"),
    "facts that are none": (at(3, facts=[1]), "Entry 4 holds what is no fact: A fact is a JSON object"),
    "facts that are no list": (at(3, facts={}), "Entry 4 does not say for which chain it is, or about which facts."),
    "other facts": (at(3, facts=log()[0]["facts"]), "Entry 4 shows other facts than those that were signed."),
    "no facts": (at(3, facts=[]), "Entry 4 shows other facts"),
    "no signature": (at(3, signature=""), "An entry's 'signature' is 0x and 130 lower-case hex digits."),
    "a signature that is none": (at(3, signature="0x" + "00" * 65), "Entry 4: A signature ends in 27 or 28, not 0."),
    "a signature by another": (signature_by_another, "Entry 4 is signed by 0x"),
    "for another chain": (at(3, chain_id=1), "Entry 4 is signed by 0x"),
    "for another contract": (at(3, contract="0x" + "0b" * 20), "Entry 4 is signed by 0x"),
    "what has no canonical text": (raw(0, at=2**60), "Entry 1 cannot be written as canonical JSON."),
}


@pytest.mark.parametrize(("broken", "sentence"), BROKEN.values(), ids=BROKEN)
def test_what_was_changed_is_seen(broken: Callable[[list[Entry]], list[Entry]], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        check_log(broken(log()))
    assert str(refused.value).startswith(sentence)


def test_every_field_counts() -> None:
    """Whichever is changed, the hash is another one."""
    entry = log()[0]
    for name in set(entry) - {"hash"}:
        assert hash_of(entry | {name: "changed"}) != hash_of(entry)
    assert hash_of(entry | {"hash": "changed"}) == hash_of(entry)


def test_an_entry_shows_its_facts_as_they_are_elsewhere() -> None:
    entry = make_entry(Head(), 1, DOMAIN, ATTESTER, "praxis-rules/2", [replace(FACTS[0])], None)
    assert entry["facts"][0]["hash"] == "0x" + fact_hash(FACTS[0]).hex()
    assert (entry["previous"], entry["number"]) == ("0x" + "00" * 32, 1)
