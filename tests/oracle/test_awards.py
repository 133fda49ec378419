"""Merged works become awards and PRAX: several at once, split, one for many issues, and every reason to wait."""

from praxis_chain.core.ids import hash_uri
from praxis_chain.core.rules import Refusal
from praxis_chain.evm.bindings import AwardState
from praxis_chain.oracle import judge_all
from tests.oracle.workshop import Workshop, told
from tests.protocol import PRAX, USDC


def land(
    workshop: Workshop, pull: int, role: str = "contributor", closes: int | str = 7, *more: tuple[str, str]
) -> str:
    """A work, merged."""
    workshop.repository.push_work(pull, role, {f"{pull}.txt": f"by {role}\n"})
    return workshop.repository.merge(pull, closes=closes, trailers=more)


def test_several_works_of_several_people_are_awarded_in_one_transaction(workshop: Workshop) -> None:
    workshop.enter("contributor", "second_contributor", "third_contributor")
    for issue, dollars in ((7, 100), (8, 200), (9, 300)):
        workshop.fund(dollars, issue)
    land(workshop, 1, "contributor", 7)
    land(workshop, 2, "second_contributor", 8)
    land(workshop, 3, "third_contributor", 9)
    assert told(workshop.relay()) == [("award", 3), ("accrue", 3)]
    paid = [workshop.usdc_of(role) for role in ("contributor", "second_contributor", "third_contributor")]
    assert paid == [100, 200, 300]
    assert workshop.protocol.prax.total_supply(workshop.protocol.view) == 300 * PRAX


def test_a_split_work_is_one_award_to_each_of_its_people(workshop: Workshop) -> None:
    workshop.enter("contributor", "second_contributor")
    workshop.fund(1_000)
    repository = workshop.repository
    repository.push_work(1, "contributor", {"a.txt": "one\n"})
    repository.push_work(1, "second_contributor", {"b.txt": "two\n"})
    parts = [repository.key(role).contributor for role in ("contributor", "second_contributor")]
    repository.merge(1, closes=7, trailers=[("Split", f"{parts[0]} 70%, {parts[1]} 30%")])
    assert told(workshop.relay()) == [("award", 2), ("accrue", 2)]
    assert (workshop.usdc_of("contributor"), workshop.usdc_of("second_contributor")) == (700, 300)
    # 100 PRAX × (10% + 90% × completion)
    assert (workshop.prax_of("contributor"), workshop.prax_of("second_contributor")) == (73 * PRAX, 37 * PRAX)


def test_one_work_that_closes_two_issues_is_paid_from_both(workshop: Workshop) -> None:
    workshop.enter("contributor")
    workshop.fund(100, 7)
    workshop.fund(250, 8)
    land(workshop, 1, "contributor", "7, 8")
    assert told(workshop.relay()) == [("award", 2), ("accrue", 2)]
    assert (workshop.usdc_of("contributor"), workshop.prax_of("contributor")) == (350, 200 * PRAX)


def test_of_two_works_for_one_issue_the_one_merged_first_is_paid_whatever_their_ids(workshop: Workshop) -> None:
    """Ids are hashes: with eight pairs, one in which the later work's id is lower is almost certain."""
    workshop.enter("contributor", "rival")
    for issue in (7, 8):
        workshop.fund(100, issue)
    numbers = [(pull, pull + 1) for pull in range(1, 40, 2)]
    ids = {pull: hash_uri(workshop.repository.work(pull)) for pair in numbers for pull in pair}
    rising = next(pair for pair in numbers if ids[pair[0]] < ids[pair[1]])
    falling = next(pair for pair in numbers if ids[pair[0]] > ids[pair[1]])
    for issue, (first, second) in ((7, rising), (8, falling)):
        land(workshop, first, "contributor", issue)
        land(workshop, second, "rival", issue)
    report = workshop.relay()
    assert (workshop.usdc_of("contributor"), workshop.usdc_of("rival")) == (200, 0)
    passed_over = "passed over: it was done meanwhile, or nothing is left there"
    assert told(report) == [("award", 2), ("award", passed_over), ("accrue", 4)]
    assert told(workshop.relay()) == []


def test_a_subject_without_money_is_recognised_and_paid_once_it_has_some(workshop: Workshop) -> None:
    workshop.enter("contributor")
    land(workshop, 1)
    assert told(workshop.relay()) == [("accrue", 1)]
    workshop.fund(100)
    assert told(workshop.relay()) == [("award", 1)]
    assert workshop.usdc_of("contributor") == 100


def test_nothing_is_attested_that_nothing_follows_from(workshop: Workshop) -> None:
    workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"}, closes=7)
    workshop.repository.state("maintainer", "Good", ("Good-progress", "pull/1"))
    workshop.repository.merge(1, closes=7)
    workshop.repository.close_with_explanation(8, "It cannot be done.")
    workshop.catch_up()
    judged = workshop.relayer_of(found := judge_all(workshop.documents())).pending(found.facts.values())
    assert len(found.facts) == 3
    assert judged == []


def test_without_a_wallet_the_award_is_kept_and_released_once_there_is_one(workshop: Workshop) -> None:
    workshop.fund(100)
    land(workshop, 1)
    assert told(workshop.relay()) == [("award", 1)]
    award = workshop.award(1, "contributor")
    assert (award.state, award.amount) == (AwardState.OWED, 100 * USDC)
    workshop.publish_link("contributor")
    workshop.repository.admit(workshop.repository.key("contributor").contributor, "resident", "they came back")
    assert told(workshop.relay()) == [("link", 1), ("admit", 1), ("accrue", 1), ("release", 1)]
    assert (workshop.usdc_of("contributor"), workshop.prax_of("contributor")) == (100, 100 * PRAX)


def test_all_that_one_person_is_owed_is_one_transfer(workshop: Workshop) -> None:
    for pull, issue in ((1, 7), (2, 8), (3, 9)):
        workshop.fund(100, issue)
        land(workshop, pull, "contributor" if issue < 9 else "rival", issue)
    workshop.relay()
    workshop.enter("contributor", "rival", standing=None)
    assert told(workshop.relay()) == [("release", 2), ("release", 1)]
    assert (workshop.usdc_of("contributor"), workshop.usdc_of("rival")) == (200, 100)


def test_a_frozen_payee_stops_neither_their_prax_nor_anybody_else(workshop: Workshop, circle_usdc: object) -> None:
    usdc = workshop.protocol.usdc
    workshop.enter("contributor", "second_contributor")
    usdc.blacklist(workshop.wallet("contributor").address)
    for pull, role, issue in ((1, "contributor", 7), (2, "second_contributor", 8), (3, "contributor", 9)):
        workshop.fund(100, issue)
        land(workshop, pull, role, issue)
    report = workshop.relay()
    frozen = "BountyEscrow refused: Error(reason=Blacklistable: account is blacklisted)"
    assert told(report) == [("award", 3), ("accrue", 3), ("release", frozen)]
    assert len(report.outcomes[-1].facts) == 2  # one refusal for both of their awards
    assert (workshop.usdc_of("second_contributor"), workshop.prax_of("contributor")) == (100, 200 * PRAX)
    usdc.blacklist(workshop.wallet("contributor").address, False)
    assert told(workshop.relay()) == [("release", 2)]
    assert workshop.usdc_of("contributor") == 200


def test_who_is_no_stakeholder_is_paid_and_accrues_once_they_are_one(workshop: Workshop) -> None:
    workshop.enter("contributor", standing=None)
    workshop.fund(100)
    land(workshop, 1)
    assert told(workshop.relay()) == [("award", 1)]
    assert (workshop.usdc_of("contributor"), workshop.prax_of("contributor")) == (100, 0)
    workshop.admit("contributor")
    assert told(workshop.relay()) == [("accrue", 1)]
    assert workshop.prax_of("contributor") == 100 * PRAX


def test_a_pool_below_the_minimum_is_refused_each_time_until_there_is_enough(workshop: Workshop) -> None:
    workshop.enter("contributor", standing=None)
    workshop.fund(9)
    land(workshop, 1)
    for _ in range(2):
        assert told(workshop.relay()) == [("award", "BelowMinimum")]
    workshop.fund(1)
    assert told(workshop.relay()) == [("award", 1)]


def test_one_award_that_is_refused_leaves_the_others_one_transaction(workshop: Workshop) -> None:
    workshop.enter("contributor", standing=None)
    for issue, dollars in ((7, 100), (8, 9), (9, 100)):
        workshop.fund(dollars, issue)
        land(workshop, issue, "contributor", issue)
    assert told(workshop.relay()) == [("award", "BelowMinimum"), ("award", 2)]
    assert workshop.usdc_of("contributor") == 200


def test_partial_works_are_paid_in_turn_and_the_last_takes_the_rest(workshop: Workshop) -> None:
    workshop.enter("contributor", "rival", standing=None)
    workshop.fund(1_000)
    land(workshop, 1, "contributor", 7, ("Completion", "60% because half of it is left"))
    assert told(workshop.relay()) == [("award", 1)]
    assert told(workshop.relay()) == []
    land(workshop, 2, "rival", 7, ("Completion", "70% because it does more than was left"))
    assert told(workshop.relay()) == [("award", 1)]
    assert (workshop.usdc_of("contributor"), workshop.usdc_of("rival")) == (600, 400)
    assert workshop.bounty().is_closed


def test_a_merge_after_an_explanation_is_paid_nothing_and_not_proposed(workshop: Workshop) -> None:
    workshop.enter("contributor", standing=None)
    workshop.fund(100)
    workshop.repository.close_with_explanation(7, "It cannot be done.")
    workshop.relay()
    land(workshop, 1)
    assert told(workshop.relay()) == []
    assert workshop.bounty().pool == 100 * USDC


def test_refusals_are_recorded_with_their_reasons(workshop: Workshop) -> None:
    repository = workshop.repository
    repository.push_work(1, "contributor", {"a.txt": "one\n"}, sign=False)
    repository.merge(1, closes=7)
    repository.push_work(2, "contributor", {"b.txt": "one\n"})
    repository.merge(2)
    repository.push_work(3, "contributor", {"c.txt": "one\n"})
    judged = judge_all(workshop.documents())
    refusals: list[Refusal] = [refusal for document, refusal in judged.refusals if document.KIND == "merge"]
    assert [refusal.reason for refusal in refusals] == ["author-not-verified", "no-closing-reference", "not-merged"]
    assert all(refusal.sentence.endswith(".") and len(refusal.evidence) == 32 for refusal in refusals)
    assert judged.facts == {}
