"""What an attester signs, refuses and writes down, whatever it is asked and whenever it is killed."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from praxis_chain.core.attestation import Batch, recover
from praxis_chain.core.attester_log import Refusing
from praxis_chain.core.eip712 import attestation_digest
from praxis_chain.core.errors import NetworkFailed, Refused
from praxis_chain.core.facts import Admission, Closure, Fact, Link, Progress, Revocation, fact_hash
from praxis_chain.core.signing import KeySigner, NoKey
from praxis_chain.service.attesting import AttestedStore, Busy, Desk, NotReady, Refusals, Signed
from praxis_chain.service.attesting.once import slot_of
from tests.service.attesting import (
    ATTESTER,
    COMMIT,
    DOMAIN,
    KEY,
    ChainStandIn,
    Shown,
    checked,
    commits,
    desk_of,
    log_of,
    shown,
)

BETTER = replace(COMMIT, quality=20_000, evidence=b"\x0f" * 32)


def signature(answer: Signed | Refusals) -> bytes:
    """Of an answer that has one."""
    assert isinstance(answer, Signed)
    assert answer.signature is not None
    return answer.signature


def reasons(answer: Signed | Refusals) -> list[tuple[bytes, str]]:
    """Of an answer that refuses: which fact, and the slug."""
    assert isinstance(answer, Refusals)
    return [(one.fact, one.reason) for one in answer.refused]


def test_it_signs_the_root_of_what_is_true_and_writes_it_down(either_database: Engine) -> None:
    facts = commits(3)
    answer = desk_of(either_database, Shown(shown(*facts))).answer(facts, sign=True)
    root = Batch(tuple(facts)).root
    assert answer == Signed(root, signature(answer))
    assert recover(attestation_digest(DOMAIN, root), signature(answer)) == ATTESTER
    (entry,) = log_of(either_database)
    assert (entry["root"], entry["signature"]) == ("0x" + root.hex(), "0x" + signature(answer).hex())
    assert checked(either_database).facts == 3


def test_asked_only_it_signs_and_writes_nothing(database: Engine) -> None:
    answer = desk_of(database, Shown(shown(COMMIT))).answer([COMMIT], sign=False)
    assert answer == Signed(fact_hash(COMMIT), None)
    assert (log_of(database), AttestedStore(database).stated([slot(COMMIT)])) == ([], {})


def test_the_same_root_is_signed_once_and_given_again(database: Engine) -> None:
    class Counting(KeySigner):
        signed = 0

        def sign(self, digest: bytes) -> bytes:
            Counting.signed += 1
            return super().sign(digest)

    desk = desk_of(database, Shown(shown(COMMIT)), signer=Counting(KEY))
    assert desk.answer([COMMIT], sign=True) == desk.answer([COMMIT], sign=True)
    assert (Counting.signed, len(log_of(database))) == (1, 1)


def test_what_it_knows_nothing_of_is_named_and_not_written_down(database: Engine) -> None:
    desk = desk_of(database, Shown(shown(COMMIT)))
    invented = [replace(fact, completedAt=1) for fact in commits(5)]
    assert reasons(desk.answer([COMMIT, *invented], sign=True)) == [
        (fact_hash(fact), "not-seen") for fact in invented[:2]
    ] + [(fact_hash(invented[2]), "differs")] + [(fact_hash(fact), "not-seen") for fact in invented[3:]]
    assert log_of(database) == []


def test_what_is_not_true_costs_no_question_to_the_chain(database: Engine) -> None:
    class Away(ChainStandIn):
        def now(self) -> ChainStandIn:
            raise NetworkFailed("It is away.")

    desk = desk_of(database, Shown(shown(COMMIT)), chain=Away())
    assert reasons(desk.answer([BETTER], sign=True)) == [(fact_hash(BETTER), "differs")]
    with pytest.raises(NetworkFailed):
        desk.answer([COMMIT], sign=False)


def test_each_repository_is_asked(database: Engine) -> None:
    one, two = commits(2)
    desk = desk_of(database, Shown(shown(one)), Shown(shown(two)))
    assert isinstance(desk.answer([one, two], sign=True), Signed)


# -- one at a time ----------------------------------------------------------------------------------------------------


def slot(fact: Fact) -> bytes:
    """Of a fact that has one."""
    found = slot_of(fact)
    assert found is not None
    return found


SUBJECT, WORK, WHO = COMMIT.subject, COMMIT.work, COMMIT.contributor
PROGRESS = Progress(SUBJECT, WORK, WHO, bytes(32), 5, b"\x0e" * 32)
CLOSURE = Closure(SUBJECT, WHO, 5, b"\x0e" * 32)
ADMISSION = Admission(WHO, 3, bytes(32), 5, b"\x0e" * 32)
LINK = Link(WHO, b"\x01" * 20, 5, b"\x0e" * 32)
REVOCATION = Revocation(fact_hash(COMMIT), b"\x0e" * 32)

SHUT_OUT = [
    (COMMIT, BETTER),
    (COMMIT, replace(COMMIT, completion=5_000, total=5_000)),
    (COMMIT, replace(COMMIT, completedAt=COMMIT.completedAt + 1)),
    (CLOSURE, replace(CLOSURE, contributor=bytes(32))),
    (CLOSURE, replace(CLOSURE, closedAt=6)),
    (ADMISSION, replace(ADMISSION, standing=4)),
    (ADMISSION, replace(ADMISSION, referrer=b"\x02" * 32)),
    (LINK, replace(LINK, wallet=b"\x02" * 20)),
]
BESIDE = [
    (COMMIT, replace(COMMIT, subject=b"\x02" * 32)),
    (COMMIT, replace(COMMIT, work=b"\x02" * 32)),
    (COMMIT, replace(COMMIT, contributor=b"\x02" * 32)),
    (CLOSURE, replace(CLOSURE, subject=b"\x02" * 32)),
    (ADMISSION, replace(ADMISSION, admittedAt=6)),
    (LINK, replace(LINK, linkedAt=6)),
    (PROGRESS, replace(PROGRESS, progressAt=6)),
    (PROGRESS, replace(PROGRESS, evidence=b"\x0f" * 32)),
    (REVOCATION, replace(REVOCATION, evidence=b"\x0f" * 32)),
    (CLOSURE, COMMIT),
]


@pytest.mark.parametrize(("first", "second"), SHUT_OUT)
def test_a_fact_that_shuts_out_another_is_signed_once_that_is_over(database: Engine, first: Fact, second: Fact) -> None:
    chain, look = ChainStandIn(), Shown(shown(first))
    desk = desk_of(database, look, chain=chain)
    signature(desk.answer([first], sign=True))
    look.what = shown(second)
    for sign in (False, True, True):
        assert reasons(desk.answer([second], sign=sign)) == [(fact_hash(second), "another-was-signed")]
    chain.over = {fact_hash(first)}
    signature(desk.answer([second], sign=True))
    look.what = shown(first)
    assert reasons(desk.answer([first], sign=True)) == [(fact_hash(first), "another-was-signed")]


@pytest.mark.parametrize(("first", "second"), BESIDE)
def test_facts_that_shut_out_no_other_are_signed_beside_each_other(database: Engine, first: Fact, second: Fact) -> None:
    desk = desk_of(database, Shown(shown(first, second)))
    for facts in ([first], [second], [first, second]):
        signature(desk.answer(facts, sign=True))


@pytest.mark.parametrize(("first", "second"), SHUT_OUT)
def test_two_that_shut_each_other_out_are_never_under_one_root(database: Engine, first: Fact, second: Fact) -> None:
    desk = desk_of(database, Shown(shown(first, second)))
    assert reasons(desk.answer([first, second], sign=True)) == [(fact_hash(second), "two-at-once")]
    assert AttestedStore(database).stated([slot(first)]) == {}


def test_every_refusal_is_named_whatever_else_is_refused(database: Engine) -> None:
    """A relayer batches what was not refused: one that went unnamed would spoil every batch that it is in."""
    unknown, other = commits(2)
    second = replace(other, quality=1)
    look = Shown(shown(COMMIT))
    desk = desk_of(database, look)
    desk.answer([COMMIT], sign=True)
    look.what = shown(BETTER, other, second)
    asked = [BETTER, unknown, other, second, PROGRESS]
    assert reasons(desk.answer(asked, sign=False)) == [
        (fact_hash(BETTER), "another-was-signed"),
        (fact_hash(unknown), "not-seen"),
        (fact_hash(second), "two-at-once"),
        (fact_hash(PROGRESS), "not-seen"),
    ]


def test_a_refusal_of_what_is_true_is_in_the_log_once(database: Engine) -> None:
    look = Shown(shown(COMMIT))
    desk = desk_of(database, look)
    desk.answer([COMMIT], sign=True)
    look.what = shown(BETTER)
    refused = desk.answer([BETTER], sign=False)
    assert len(log_of(database)) == 1
    assert desk.answer([BETTER], sign=True) == desk.answer([BETTER], sign=True) == refused
    assert isinstance(refused, Refusals)
    signed, entry = log_of(database)
    assert (entry["number"], entry["previous"], entry["root"], entry["signature"]) == (2, signed["hash"], "", "")
    assert [one["hash"] for one in entry["facts"]] == ["0x" + fact_hash(BETTER).hex()]
    assert [Refusing(bytes.fromhex(one["fact"][2:]), one["reason"], one["sentence"]) for one in entry["refused"]] == [
        *refused.refused
    ]
    assert checked(database).signatures == 1


# -- not now ----------------------------------------------------------------------------------------------------------


def test_what_was_not_looked_at_for_long_is_not_signed(database: Engine) -> None:
    look = Shown(shown(COMMIT))
    desk = desk_of(database, look, stale_after=900.0)
    look.at -= 900
    signature(desk.answer([COMMIT], sign=True))
    look.at -= 1
    assert reasons(desk.answer([COMMIT], sign=True)) == [(fact_hash(COMMIT), "stale")]


def test_one_repository_that_fails_holds_up_no_other(database: Engine) -> None:
    one, two = commits(2)
    desk = desk_of(database, Shown(shown(one), at=0.0), Shown(shown(two)))
    signature(desk.answer([two], sign=True))
    assert reasons(desk.answer([one, two], sign=True)) == [(fact_hash(one), "stale")]


def test_who_is_no_member_says_so(database: Engine) -> None:
    chain = ChainStandIn(member=False)
    desk = desk_of(database, Shown(shown(COMMIT)), chain=chain)
    assert reasons(desk.answer([BETTER], sign=True)) == [(fact_hash(BETTER), "differs")]
    for sign in (False, True):
        with pytest.raises(NotReady, match=rf"^0x{ATTESTER.hex()} is no member of the committee: its signature would"):
            desk.answer([COMMIT], sign=sign)
    chain.member = True
    signature(desk.answer([COMMIT], sign=True))


def test_a_dry_run_judges_and_stands_by_nothing(database: Engine) -> None:
    desk = desk_of(database, Shown(shown(COMMIT)), signer=NoKey(), chain=ChainStandIn(member=False))
    assert desk.answer([COMMIT], sign=False) == Signed(fact_hash(COMMIT), None)
    with pytest.raises(NotReady, match="runs without a key"):
        desk.answer([COMMIT], sign=True)
    assert AttestedStore(database).stated([slot(COMMIT)]) == {}


def test_other_rules_are_named_as_the_reason_where_facts_differ(database: Engine) -> None:
    desk = desk_of(database, Shown(shown(COMMIT)))
    assert isinstance(desk.answer([COMMIT], sign=False, other_rules="They differ."), Signed)
    answer = desk.answer([BETTER], sign=False, other_rules="They differ.")
    assert answer == Refusals((Refusing(fact_hash(BETTER), "other-rules", "They differ."),))


def test_so_many_new_roots_a_minute_and_no_more(database: Engine) -> None:
    facts = commits(3)
    desk = desk_of(database, Shown(shown(*facts)), each_minute=2)
    first = desk.answer(facts[:1], sign=True)
    desk.answer(facts[1:2], sign=True)
    with pytest.raises(Busy, match="signs 2 new roots a minute at most"):
        desk.answer(facts[2:], sign=True)
    assert desk.answer(facts[:1], sign=True) == first
    assert isinstance(desk.answer(facts[2:], sign=False), Signed)


# -- killed -----------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """As SIGKILL would: nothing after it runs."""


def killed_signing(desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Die at one of the steps between the question and the answer."""

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        for name in where.split():
            patched.setattr(KeySigner if name == "sign" else AttestedStore, name, die)
        with pytest.raises(Killed):
            desk.answer([COMMIT], sign=True)


@pytest.mark.parametrize("where", ["sign", "append"])
def test_killed_before_it_answered_it_signs_the_same_and_nothing_else(
    either_database: Engine, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    look = Shown(shown(COMMIT))
    killed_signing(desk_of(either_database, look), monkeypatch, where)
    assert log_of(either_database) == []
    look.what = shown(BETTER)
    begun_again = desk_of(either_database, look)
    assert reasons(begun_again.answer([BETTER], sign=True)) == [(fact_hash(BETTER), "another-was-signed")]
    look.what = shown(COMMIT)
    signature(begun_again.answer([COMMIT], sign=True))
    assert checked(either_database).signatures == 1


def test_killed_before_it_stood_by_it_nothing_is_bound(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    look = Shown(shown(COMMIT))
    killed_signing(desk_of(database, look), monkeypatch, "state")
    look.what = shown(BETTER)
    signature(desk_of(database, look).answer([BETTER], sign=True))


def test_killed_after_it_wrote_the_signature_down_that_one_is_given(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = AttestedStore.append

    def append_and_die(self: AttestedStore, *given: Any) -> None:
        append(self, *given)
        raise Killed

    desk = desk_of(database, Shown(shown(COMMIT)))
    with monkeypatch.context() as patched:
        patched.setattr(AttestedStore, "append", append_and_die)
        with pytest.raises(Killed):
            desk.answer([COMMIT], sign=True)
    (entry,) = log_of(database)
    assert "0x" + signature(desk.answer([COMMIT], sign=True)).hex() == entry["signature"]
    assert len(log_of(database)) == 1


def test_a_key_that_cannot_be_used_leaves_no_entry(database: Engine) -> None:
    class Away(KeySigner):
        def sign(self, digest: bytes) -> bytes:
            raise NetworkFailed("It is away.")

    with pytest.raises(NetworkFailed):
        desk_of(database, Shown(shown(COMMIT)), signer=Away(KEY)).answer([COMMIT], sign=True)
    assert log_of(database) == []
    signature(desk_of(database, Shown(shown(COMMIT))).answer([COMMIT], sign=True))


# -- at once ----------------------------------------------------------------------------------------------------------


def together(count: int, do: Callable[[int], object]) -> list[object]:
    """Each in a thread of its own, begun as one; what came of each, an exception too."""
    ready = threading.Barrier(count)

    def one(number: int) -> object:
        ready.wait()
        try:
            return do(number)
        except Exception as error:  # whatever it is, a test says what it should have been
            return error

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def test_many_at_once_make_one_log(either_database: Engine) -> None:
    facts = commits(24)
    desks = [desk_of(either_database, Shown(shown(*facts))) for _ in range(8)]
    answers = together(8, lambda n: [desks[n].answer([fact], sign=True) for fact in facts[3 * n : 3 * n + 3]])
    assert all(isinstance(one, Signed) for group in answers for one in group)  # type: ignore[attr-defined]
    found = checked(either_database)
    assert (found.entries, found.signatures, found.facts) == (24, 24, 24)


def test_of_many_facts_that_shut_each_other_out_one_is_signed(either_database: Engine) -> None:
    """Even where each process sees another one: as if the forge changed with every look."""
    facts = [replace(COMMIT, quality=10_000 + number) for number in range(8)]
    desks = [desk_of(either_database, Shown(shown(fact))) for fact in facts]
    answers = together(8, lambda n: desks[n].answer([facts[n]], sign=True))
    signed = [one for one in answers if isinstance(one, Signed)]
    assert len(signed) == 1
    assert all(isinstance(one, Signed | Refusals | Refused) for one in answers)
    assert checked(either_database).signatures == 1


def test_the_same_root_asked_for_at_once_has_one_signature(either_database: Engine) -> None:
    desks = [desk_of(either_database, Shown(shown(COMMIT))) for _ in range(6)]
    answers = together(6, lambda n: desks[n].answer([COMMIT], sign=True))
    assert len({signature(one) for one in answers}) == 1  # type: ignore[arg-type]
    assert checked(either_database).signatures == 1
