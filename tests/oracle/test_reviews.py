"""A program with a review: awards wait, what is undone meanwhile goes back to the pool, and corrected facts apply."""

import pytest

from praxis_chain.core.facts import Closure, Commit, fact_hash
from praxis_chain.evm.bindings import AwardState
from praxis_chain.oracle import judge_all
from tests.oracle.test_awards import land
from tests.oracle.workshop import Workshop, told
from tests.protocol import PRAX, REVIEW, USDC


@pytest.fixture
def reviewed(workshop: Workshop) -> Workshop:
    """The relayer serves the program with review alone."""
    workshop.programs = (workshop.protocol.reviewed,)
    workshop.enter("contributor")
    workshop.fund(1_000, 7, workshop.protocol.reviewed)
    return workshop


def commit_of(workshop: Workshop) -> Commit:
    """The one Commit that stands now."""
    (commit,) = (fact for fact in judge_all(workshop.documents()).facts.values() if isinstance(fact, Commit))
    return commit


def is_revoked(workshop: Workshop, fact: Commit | Closure) -> bool:
    return workshop.protocol.attesters.revoked_at(workshop.protocol.view, fact_hash(fact)) is not None


def test_an_award_waits_for_its_review_and_is_released_after_it(reviewed: Workshop) -> None:
    land(reviewed, 1)
    assert told(reviewed.relay()) == [("award", 1), ("accrue", 1)]
    assert (reviewed.usdc_of("contributor"), reviewed.award(1, "contributor").amount) == (0, 1_000 * USDC)
    reviewed.wait(REVIEW - 60)
    assert told(reviewed.relay()) == []
    reviewed.wait(60)
    assert told(reviewed.relay()) == [("release", 1)]
    assert reviewed.usdc_of("contributor") == 1_000
    assert told(reviewed.relay()) == []


def test_a_merge_that_is_reverted_within_its_review_is_taken_back_in_one_pass(reviewed: Workshop) -> None:
    merge = land(reviewed, 1)
    reviewed.relay()
    commit = commit_of(reviewed)
    reviewed.repository.revert(merge)
    report = reviewed.relay()
    assert told(report) == [("revoke", 1), ("cancel", 1), ("burn", 1)]
    assert [outcome.facts for outcome in report.done[1:]] == [(commit,), (commit,)]
    assert is_revoked(reviewed, commit)
    assert reviewed.award(1, "contributor").state is AwardState.CANCELLED
    assert (reviewed.prax_of("contributor"), reviewed.bounty().pool) == (0, 1_000 * USDC)
    assert told(reviewed.relay()) == []
    reviewed.wait(2 * REVIEW)
    assert told(reviewed.relay()) == []


def test_nothing_is_taken_back_before_a_quorum_revoked_it(reviewed: Workshop) -> None:
    merge = land(reviewed, 1)
    reviewed.relay()
    reviewed.repository.revert(merge)
    documents = reviewed.documents()
    report = reviewed.relay(reviewed.attesters(documents)[:1], documents)
    assert told(report) == []
    assert [(type(fact).__name__, count) for fact, count in report.lacking] == [("Revocation", 1)]
    assert reviewed.award(1, "contributor").state is AwardState.OWED


def test_what_is_reinstated_is_a_new_fact_and_applies_again(reviewed: Workshop) -> None:
    revert = reviewed.repository.revert(land(reviewed, 1))
    reviewed.repository.revert(revert)
    assert told(reviewed.relay()) == [("revoke", 1), ("award", 1), ("accrue", 1)]
    reviewed.wait(REVIEW)
    assert told(reviewed.relay()) == [("release", 1)]
    assert (reviewed.usdc_of("contributor"), reviewed.prax_of("contributor")) == (1_000, 100 * PRAX)


def test_what_is_reverted_reinstated_and_reverted_again_is_cancelled_each_time(reviewed: Workshop) -> None:
    """Two judgements of one work were revoked: the escrow takes each back by itself."""
    oid = land(reviewed, 1)
    undone = []
    for _ in range(2):
        reviewed.relay()
        undone.append(commit_of(reviewed))
        oid = reviewed.repository.revert(oid)
        assert told(reviewed.relay()) == [("revoke", 1), ("cancel", 1), ("burn", 1)]
        oid = reviewed.repository.revert(oid)
    assert undone[0].evidence != undone[1].evidence
    assert told(reviewed.relay()) == [("award", 1), ("accrue", 1)]
    assert reviewed.award(1, "contributor").amount == 1_000 * USDC


def test_a_correction_takes_the_old_award_back_and_makes_the_new_one_in_one_pass(reviewed: Workshop) -> None:
    land(reviewed, 1)
    reviewed.relay()
    reviewed.repository.state(
        "co_maintainer", "It was half of it", ("Corrects", "pull/1"), ("Completion", "50% because it was half of it")
    )
    report = reviewed.relay()
    assert told(report) == [("revoke", 1), ("cancel", 1), ("burn", 1), ("award", 1), ("accrue", 1)]
    assert reviewed.award(1, "contributor").amount == 500 * USDC
    assert reviewed.prax_of("contributor") == 55 * PRAX  # 100 × (10% + 90% × 50%)
    assert told(reviewed.relay()) == []


def test_a_split_work_is_cancelled_as_a_whole(reviewed: Workshop) -> None:
    reviewed.enter("second_contributor")
    repository = reviewed.repository
    repository.push_work(1, "contributor", {"a.txt": "one\n"})
    repository.push_work(1, "second_contributor", {"b.txt": "two\n"})
    parts = [repository.key(role).contributor for role in ("contributor", "second_contributor")]
    merge = repository.merge(1, closes=7, trailers=[("Split", f"{parts[0]} 50%, {parts[1]} 50%")])
    reviewed.relay()
    repository.revert(merge)
    assert told(reviewed.relay()) == [("revoke", 1), ("revoke", 1), ("cancel", 2), ("burn", 1), ("burn", 1)]
    assert reviewed.bounty().pool == 1_000 * USDC


def test_after_the_release_prax_is_burned_and_usdc_stays(reviewed: Workshop) -> None:
    merge = land(reviewed, 1)
    reviewed.relay()
    reviewed.wait(REVIEW)
    reviewed.relay()
    reviewed.repository.revert(merge)
    assert told(reviewed.relay()) == [("revoke", 1), ("burn", 1)]
    assert (reviewed.usdc_of("contributor"), reviewed.prax_of("contributor")) == (1_000, 0)
    assert told(reviewed.relay()) == []


def test_an_award_whose_review_is_over_is_not_cancelled(reviewed: Workshop) -> None:
    merge = land(reviewed, 1)
    reviewed.relay()
    reviewed.wait(REVIEW)
    reviewed.repository.revert(merge)
    assert told(reviewed.relay()) == [("revoke", 1), ("burn", 1)]
    assert reviewed.award(1, "contributor").state is AwardState.OWED


def test_a_closure_is_undone_when_its_issue_is_reopened(reviewed: Workshop) -> None:
    repository = reviewed.repository
    explainer = repository.key("contributor").contributor
    repository.close_with_explanation(7, "It cannot be done.", explained_by=explainer)
    assert told(reviewed.relay()) == [("close", 1)]
    assert (reviewed.bounty().explained, reviewed.award(0, "contributor").amount) == (True, 100 * USDC)
    (closure,) = (fact for fact in judge_all(reviewed.documents()).facts.values() if isinstance(fact, Closure))
    repository.state("maintainer", "It can", ("Reopens", "issue/7 because a way was found"))
    assert told(reviewed.relay()) == [("revoke", 1), ("cancel closure", 1)]
    assert is_revoked(reviewed, closure)
    assert (reviewed.bounty().explained, reviewed.bounty().pool) == (False, 1_000 * USDC)
    repository.close_with_explanation(7, "It cannot be done after all.", explained_by=explainer)
    assert told(reviewed.relay()) == [("close", 1)]
    assert told(reviewed.relay()) == []


def test_a_closing_award_is_released_after_its_review(reviewed: Workshop) -> None:
    explainer = reviewed.repository.key("contributor").contributor
    reviewed.repository.close_with_explanation(7, "It cannot be done.", explained_by=explainer)
    reviewed.relay()
    reviewed.wait(REVIEW)
    assert told(reviewed.relay()) == [("release", 1)]
    assert reviewed.usdc_of("contributor") == 100


def test_a_fact_that_the_arbiter_cancelled_is_not_proposed_again(reviewed: Workshop) -> None:
    land(reviewed, 1)
    reviewed.relay()
    protocol = reviewed.protocol
    protocol.send(protocol.escrow.cancel(protocol.reviewed.id, [commit_of(reviewed)]), protocol.arbiter)
    assert told(reviewed.relay()) == []


def test_a_closure_that_the_arbiter_cancelled_is_not_proposed_again(reviewed: Workshop) -> None:
    reviewed.repository.close_with_explanation(7, "It cannot be done.")
    reviewed.relay()
    (closure,) = (fact for fact in judge_all(reviewed.documents()).facts.values() if isinstance(fact, Closure))
    protocol = reviewed.protocol
    protocol.send(protocol.escrow.cancel_closure(protocol.reviewed.id, closure), protocol.arbiter)
    assert told(reviewed.relay()) == []


def test_a_closure_too_old_for_the_escrow_is_not_proposed(reviewed: Workshop) -> None:
    reviewed.repository.close_with_explanation(7, "It cannot be done.")
    reviewed.wait(30 * 86_400)
    assert told(reviewed.relay()) == []


def test_two_programs_are_served_at_once_each_by_its_own_rules(reviewed: Workshop) -> None:
    protocol = reviewed.protocol
    reviewed.programs = (protocol.program, protocol.reviewed)
    reviewed.fund(500, 7, protocol.program)
    land(reviewed, 1)
    assert told(reviewed.relay()) == [("award", 1), ("award", 1), ("accrue", 1)]
    assert reviewed.usdc_of("contributor") == 500
    assert reviewed.award(1, "contributor", program=protocol.reviewed).state is AwardState.OWED


def test_an_award_is_not_released_for_a_fact_that_was_corrected_since(reviewed: Workshop) -> None:
    """Nobody could revoke it in time: its contributor may release it, and a relayer that knows better does not."""
    land(reviewed, 1)
    reviewed.relay()
    reviewed.repository.state(
        "co_maintainer", "It was half of it", ("Corrects", "pull/1"), ("Completion", "50% because it was half of it")
    )
    reviewed.wait(REVIEW)
    assert told(reviewed.relay([])) == []
    assert reviewed.award(1, "contributor").state is AwardState.OWED
    assert reviewed.usdc_of("contributor") == 0


def test_releasing_follows_what_is_known_then_and_not_what_was_known_when_the_pass_began(reviewed: Workshop) -> None:
    merge = land(reviewed, 1)
    reviewed.relay()
    reviewed.wait(REVIEW)
    early = judge_all(reviewed.documents())
    reviewed.repository.revert(merge)
    reviewed.catch_up()
    report = reviewed.relayer_of(early).run(early, [], known=lambda: judge_all(reviewed.documents()))
    assert told(report) == []
    assert reviewed.usdc_of("contributor") == 0
    assert told(reviewed.relayer_of(early).run(early, [])) == [("release", 1)]
