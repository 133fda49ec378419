"""What happens next, and how it stands with a link, from values that are seldom met on a chain."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from praxis_chain.cli.attesters_asked import Asked, agreeing
from praxis_chain.cli.link_state import Holding, LinkState, link_state
from praxis_chain.cli.next_steps import Next, next_steps, tell_next
from praxis_chain.cli.weighing import weigh
from praxis_chain.cli.work_on_chain import OnBounty, OnChain, OnPerson
from praxis_chain.core.catalogue import Standing
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY, Id, contributor_id, hash_uri
from praxis_chain.core.ledger import Bounty, Lock, Review
from praxis_chain.core.programs import Program
from praxis_chain.evm.bindings import Change, Person
from tests.documents import CONTRIBUTOR, LINK, MERGE, MERGED_AT, SUBJECT, WALLET, WORK

NOW = MERGED_AT + 1_000
GOOD = weigh(MERGE)
(COMMIT,) = GOOD.facts
PROGRAM = Program("0x" + "11" * 20, "0x" + "22" * 20)
NO_CHANGE = Change(None, 0, False, None, bytes(32))
OTHER = "0x" + "77" * 20


def person(wallet: str | None, linked_at: int | None, change: Change = NO_CHANGE) -> Person:
    return Person(Id(contributor_id(CONTRIBUTOR)), wallet, Standing.RESIDENT, NOBODY, linked_at, None, change)


def chain(bounty: Bounty, **given: Any) -> OnChain:
    """With that bounty funded for the usual issue; the usual Commit is still to be awarded."""
    one = OnBounty(SUBJECT, PROGRAM, bounty, bounty.lock.end > NOW, False, "pull/9", (), (), ())
    books: Any = SimpleNamespace(ledger=SimpleNamespace(recognition=SimpleNamespace(accruals={})))
    usual: dict[str, Any] = {
        "now": NOW, "quorum": 2, "members": 3, "bounties": (one,),
        "people": {contributor_id(CONTRIBUTOR): OnPerson(CONTRIBUTOR, person(WALLET, MERGED_AT))},
        "pending": frozenset({fact_hash(COMMIT)}), "revoked": frozenset(), "books": books,
        "names": {hash_uri(name): name for name in (SUBJECT, WORK)}, "can_accrue": frozenset(), "entering": frozenset(),
    }  # fmt: skip
    return OnChain(**usual | given)


FUNDED = Bounty(b"\1" * 32, program=PROGRAM.id, subject_uri=SUBJECT, pool=10**9, shares=10**9)


def steps(bounty: Bounty, asked: dict[bytes, int] | None = None) -> list[tuple[str, str]]:
    found = next_steps([GOOD], [], chain(bounty), asked)
    return [(step.who, step.what.partition(": ")[0]) for step in found]


def test_what_can_be_awarded_is_to_be_signed_and_submitted() -> None:
    assert steps(FUNDED) == [("the attesters", "sign what follows"), ("a relayer", "submit it then, as anybody may")]


def test_more_than_is_left_waits_for_the_review_of_the_other_award() -> None:
    name = f"{SUBJECT[:12]}…/issue/7"
    reviewed = replace(FUNDED, awarded=5_000, review=Review(until=NOW + 1))
    assert steps(reviewed) == [
        ("nobody", f"more is completed than {name} has left while another award is under review"),
    ]  # fmt: skip
    assert steps(replace(reviewed, review=Review(until=NOW)))[0][0] == "the attesters"
    assert steps(replace(reviewed, awarded=0))[0][0] == "the attesters"


def test_a_lock_of_another_work_holds_until_its_very_end() -> None:
    assert steps(replace(FUNDED, lock=Lock(rb"\9" * 20, NOW - 5, NOW + 1)))[0][0] == "nobody"
    assert steps(replace(FUNDED, lock=Lock(rb"\9" * 20, NOW - 5, NOW)))[0][0] == "the attesters"


def test_how_many_of_those_who_were_asked_agree() -> None:
    lacking = next_steps([GOOD], [], chain(FUNDED), {fact_hash(COMMIT): 1})
    assert lacking[0] == Next("the attesters", "sign what follows: 1 of those asked would, and 2 of 3 have to")
    enough = next_steps([GOOD], [], chain(FUNDED), {fact_hash(COMMIT): 2})
    assert [step.who for step in enough] == ["a relayer"]


def test_only_members_who_answer_are_counted() -> None:
    refusing = {fact_hash(COMMIT): object()}
    asked: list[Any] = [
        Asked("a", counts=True), Asked("b", counts=None), Asked("c", counts=False),
        Asked("d", counts=True, failed="it is down"),
        Asked("e", counts=True, refused=refusing),  # type: ignore[arg-type]
    ]  # fmt: skip
    assert agreeing(asked, [COMMIT]) == {fact_hash(COMMIT): 2}
    assert agreeing([], [COMMIT]) is None


def test_a_time_is_said_as_a_limit() -> None:
    assert tell_next(Next("nobody", "it holds", NOW)) == "nobody, until 2023-11-14 22:30:00 UTC: it holds"
    assert tell_next(Next("somebody", "act", NOW)) == "somebody, before 2023-11-14 22:30:00 UTC: act"


# -- links ------------------------------------------------------------------------------------------------------------


def state(found: Person | None, *, revoked: bool = False, now: int = NOW, **serves: str) -> LinkState:
    holding = None if found is None else Holding(now, found, revoked, {WALLET.lower(): who for who in serves.values()})
    return link_state(CONTRIBUTOR, [weigh(LINK)], holding)


def test_without_a_chain_only_what_is_published_is_told() -> None:
    said = state(None)
    assert (said.state, said.next) == ("published", ())
    assert said.says.startswith(f"{WALLET} is published and signed for chain 31337; whether it is linked there was not")


def test_a_link_whose_fact_was_revoked_before_it_held() -> None:
    announced = Change(WALLET, NOW + 100, False, OTHER, b"\5" * 32)
    assert state(person(OTHER, MERGED_AT, announced)).state == "pending"
    revoked = state(person(OTHER, MERGED_AT, announced), revoked=True)
    assert (revoked.state, revoked.says) == (
        "revoked", f"The link to {WALLET} was revoked before it took effect: {OTHER} stays.",
    )  # fmt: skip


def test_a_change_that_cannot_be_rejected_again() -> None:
    announced = Change(WALLET, NOW + 100, True, OTHER, b"\5" * 32)
    assert state(person(OTHER, MERGED_AT, announced)).next[1].what.endswith("or wait: it cannot be rejected again")


@pytest.mark.parametrize(("now", "expected"), [(MERGED_AT - 1, "from-the-future"), (MERGED_AT, "not-submitted")])
def test_a_link_that_the_chain_has_not_reached(now: int, expected: str) -> None:
    said = state(person(None, None), now=now)
    assert said.state == expected
    assert (said.next[0].when == MERGED_AT) is (expected == "from-the-future")


def test_a_wallet_that_serves_somebody_else() -> None:
    assert state(person(None, None), somebody="0x12…34").says == (
        f"{WALLET} serves 0x12…34 for ever, and a wallet is one person's."
    )


def test_a_change_after_a_rejected_one_waits_longer() -> None:
    rejected = Change(None, NOW - 10, True, OTHER, b"\5" * 32)
    assert "stays for 30 days more" in state(person(OTHER, MERGED_AT - 1, rejected)).says
    assert "stays for 72 hours more" in state(person(OTHER, MERGED_AT - 1)).says
    assert "It is a change" not in state(person(WALLET, MERGED_AT - 1)).says
