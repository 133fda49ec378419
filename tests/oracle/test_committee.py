"""Gathering: grouped by who agrees, counted by who signed, whatever the others do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Barrier

import pytest
from eth_keys import keys

from praxis_chain.core.attestation import HIGHEST_S, Attestation, Batch, sign_root, unpack
from praxis_chain.core.eip712 import attesters_domain
from praxis_chain.core.errors import NetworkFailed, Refused
from praxis_chain.core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation
from praxis_chain.core.ids import NOBODY
from praxis_chain.oracle import batch_order, batches, gather_from

DOMAIN = attesters_domain(31337, b"\x0a" * 20)
ORDER = 2 * HIGHEST_S + 1


def key(number: int) -> bytes:
    return number.to_bytes(32, "big")


def address(number: int) -> bytes:
    return keys.PrivateKey(key(number)).public_key.to_canonical_address()


MEMBERS = {address(number) for number in (1, 2, 3)}


def word(number: int) -> bytes:
    return number.to_bytes(32, "big")


def commit(subject: int, work: int = 1, contributor: int = 2**200, at: int = 100) -> Commit:
    return Commit(word(subject), word(work), word(contributor), word(7), 10_000, 10_000, 10_000, at, word(9))


@dataclass
class Attester:
    """Knows some facts and signs with a key; the rest is what it does wrong."""

    number: int
    knows: Sequence[Fact]
    answers: Callable[[list[bool]], list[bool]] = lambda honest: honest
    signs: Callable[[Attestation], Attestation] = lambda honest: honest
    asked: list[tuple[Fact, ...]] = field(default_factory=list)

    def agrees(self, facts: Sequence[Fact]) -> list[bool]:
        return self.answers([fact in self.knows for fact in facts])

    def attest(self, facts: Sequence[Fact]) -> Attestation:
        self.asked.append(tuple(facts))
        return self.signs(sign_root(Batch(tuple(facts)).root, DOMAIN, key(self.number)))


def gather(attesters: Sequence[Attester], facts: Sequence[Fact], quorum: int = 2) -> tuple[object, ...]:
    """Attested facts by batch, what lacks a quorum with its count, and the failures."""
    found = gather_from(attesters, facts, DOMAIN, MEMBERS.__contains__, quorum)
    return [batch.batch.facts for batch in found.attested], list(found.lacking), list(found.failures)


A, B, C = commit(1), commit(2, at=200), commit(3, at=300)


def test_what_all_agree_on_is_one_batch_that_each_signs_once() -> None:
    attesters = [Attester(number, [A, B, C]) for number in (1, 2, 3)]
    assert gather(attesters, [C, A, B]) == ([(A, B, C)], [], [])
    assert [attester.asked for attester in attesters] == [[(A, B, C)]] * 3


def test_facts_go_with_those_that_the_same_attesters_agree_on() -> None:
    attesters = [Attester(1, [A, B, C]), Attester(2, [A, C]), Attester(3, [A, B])]
    assert gather(attesters, [A, B, C]) == ([(A,), (B,), (C,)], [], [])
    assert [attester.asked for attester in attesters] == [[(A,), (B,), (C,)], [(A,), (C,)], [(A,), (B,)]]


def test_what_too_few_agree_on_is_told_with_how_many() -> None:
    attesters = [Attester(1, [A, B]), Attester(2, [A]), Attester(3, [A])]
    assert gather(attesters, [A, B, C]) == ([(A,)], [(B, 1), (C, 0)], [])


def test_all_are_asked_at_once_so_that_a_slow_one_keeps_nobody_waiting() -> None:
    together = Barrier(3, timeout=10)  # breaks, and fails the test, unless all three are being asked

    def wait(honest: list[bool]) -> list[bool]:
        together.wait()
        return honest

    assert gather([Attester(number, [A], answers=wait) for number in (1, 2, 3)], [A]) == ([(A,)], [], [])


def test_an_attester_that_cannot_be_asked_is_named_and_left_out() -> None:
    def fail(_: object) -> list[bool]:
        raise NetworkFailed("Nobody is there.")

    attesters = [Attester(1, [A]), Attester(2, [A], answers=fail), Attester(3, [A])]
    assert gather(attesters, [A]) == ([(A,)], [], ["Attester 2 did not answer: Nobody is there."])
    assert attesters[1].asked == []


@pytest.mark.parametrize("answer", [[], [True, True], [True] * 5])
def test_an_answer_about_other_facts_than_asked_counts_for_none(answer: list[bool]) -> None:
    attesters = [Attester(1, [A]), Attester(2, [A], answers=lambda _: answer), Attester(3, [A])]
    said = f"Attester 2 did not answer: it was asked about 1 facts and answered about {len(answer)}."
    assert gather(attesters, [A]) == ([(A,)], [], [said])


def high_s(signed: Attestation) -> Attestation:
    s = ORDER - int.from_bytes(signed.signature[32:64], "big")
    turned = signed.signature[:32] + s.to_bytes(32, "big") + bytes([55 - signed.signature[64]])
    return Attestation(signed.root, signed.attester, turned)


def signature(value: bytes) -> Callable[[Attestation], Attestation]:
    return lambda signed: Attestation(signed.root, signed.attester, value)


def refuse(_: Attestation) -> Attestation:
    raise Refused("I changed my mind.")


INVALID = "The signature is not valid: r and s are above 0, and s at most half the curve's order."


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (refuse, "I changed my mind."),
        (lambda _: sign_root(word(5), DOMAIN, key(2)), "it signed another root than that of the facts it was shown."),
        (high_s, INVALID),
        (signature(bytes(65)), "A signature ends in 27 or 28, not 0."),
        (signature(bytes(64) + b"\x1b"), INVALID),
        (signature(b""), "A signature is 65 bytes, not 0."),
        (
            lambda signed: sign_root(signed.root, DOMAIN, key(4)),
            f"0x{address(4).hex()} signed, who is no member of the committee.",
        ),
        (
            lambda signed: sign_root(signed.root, DOMAIN, key(1)),
            f"0x{address(1).hex()} has signed already, and counts once.",
        ),
    ],
    ids=["refuses", "other root", "high s", "zeros", "r and s zero", "nothing", "non-member", "another's key"],
)
def test_a_signature_that_does_not_count_is_named_and_replaced_by_anothers(
    does: Callable[[Attestation], Attestation], said: str
) -> None:
    attesters = [Attester(1, [A]), Attester(2, [A], signs=does), Attester(3, [A])]
    sentence = f"Attester 2's signature does not count: {said}"
    assert gather(attesters, [A]) == ([(A,)], [], [sentence])
    assert gather(attesters[:2], [A]) == ([], [(A, 1)], [sentence])


def test_exactly_a_quorum_is_packed_ascending_by_signer() -> None:
    found = gather_from([Attester(n, [A]) for n in (3, 1, 2)], [A], DOMAIN, MEMBERS.__contains__, 2)
    lowest = sorted((address(n), n) for n in (1, 2, 3))[:2]
    expected = [sign_root(Batch((A,)).root, DOMAIN, key(n)).signature for _, n in lowest]
    assert unpack(found.attested[0].signatures) == expected


def test_two_who_agree_on_another_root_attest_nothing() -> None:
    other = sign_root(word(5), DOMAIN, key(2))
    attesters = [Attester(1, [A], signs=lambda _: other), Attester(2, [A], signs=lambda _: other)]
    attested, lacking, _ = gather(attesters, [A])
    assert (attested, lacking) == ([], [(A, 0)])


def test_the_order_is_by_kind_then_time_then_work() -> None:
    link = Link(word(2**200), b"\x01" * 20, 500, word(1))
    admission = Admission(word(2**200), 3, NOBODY, 400, word(1))
    progress = Progress(word(1), word(1), word(2), NOBODY, 50, word(1))
    later = Progress(word(0), word(1), word(2), NOBODY, 60, word(1))
    closure = Closure(word(1), NOBODY, 10, word(1))
    revocation = Revocation(word(1), word(1))
    first, second = commit(9, 9, at=100), commit(1, 1, at=101)
    facts = [link, admission, revocation, progress, later, first, second, closure]
    backwards = facts[::-1]
    assert sorted(backwards, key=batch_order) == facts


def test_commits_of_one_work_for_one_subject_stand_together_by_contributor() -> None:
    mixed = [commit(2, 1, 2**200), commit(1, 1, 2**201), commit(2, 1, 2**202), commit(1, 1, 2**200)]
    ordered = sorted(mixed, key=batch_order)
    assert [(fact.subject[-1], fact.contributor) for fact in ordered] == [
        (1, word(2**200)), (1, word(2**201)), (2, word(2**200)), (2, word(2**202)),
    ]  # fmt: skip


def test_a_batch_holds_a_hundred_facts_and_never_parts_a_work() -> None:
    facts: list[Fact] = [commit(n) for n in range(1, 100)]
    together: list[Fact] = [commit(1_000, 1, 2**200 + n) for n in range(3)]
    found = batches([*facts, *together, commit(2_000)])
    assert [len(batch.facts) for batch in found] == [99, 4]
    assert [len(batch.facts) for batch in batches([commit(1_000, 1, 2**200 + n) for n in range(101)])] == [101]
    assert batches([]) == []
