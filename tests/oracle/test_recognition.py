"""PRAX by relayer: who enters in the same pass, referrals, and an epoch that is full."""

from dataclasses import replace

from praxis_chain.core.catalogue import Standing
from tests.oracle.test_awards import land
from tests.oracle.workshop import Workshop, told
from tests.protocol import ACTION, PRAX, RESIDENT_REFERRAL

EPOCH = 28 * 86_400  # seconds


def test_whoever_enters_accrues_in_the_same_pass_what_nobody_pays(workshop: Workshop) -> None:
    land(workshop, 1)
    workshop.publish_link("contributor")
    workshop.repository.admit(workshop.repository.key("contributor").contributor, "bop-applicant", "a company")
    assert told(workshop.relay()) == [("link", 1), ("admit", 1), ("accrue", 1)]
    assert workshop.prax_of("contributor") == 100 * PRAX


def test_standings_are_brought_in_the_order_in_which_they_were_given(workshop: Workshop) -> None:
    person = workshop.repository.key("contributor").contributor
    workshop.repository.admit(person, "residency-applicant", "they asked for it")
    workshop.repository.admit(person, "resident", "they moved in")
    assert told(workshop.relay()) == [("admit", 1), ("admit", 1)]
    stakeholders = workshop.protocol.stakeholders
    assert stakeholders.standing_of(workshop.protocol.view, workshop.id("contributor")) is Standing.RESIDENT
    assert told(workshop.relay()) == []


def test_a_referral_counts_from_the_first_word_and_is_earned_with_the_last(workshop: Workshop) -> None:
    """Who referred somebody is said when they apply; whether they succeeded only later, and not said again."""
    repository = workshop.repository
    workshop.enter("referrer")
    candidate, referrer = (repository.key(role).contributor for role in ("candidate", "referrer"))
    repository.admit(candidate, "residency-applicant", "they asked for it", referred_by=referrer)
    assert told(workshop.relay()) == [("admit", 1)]
    repository.admit(candidate, "resident", "they moved in")
    assert told(workshop.relay()) == [("admit", 1), ("accrue referral", 1)]
    assert workshop.prax_of("referrer") == RESIDENT_REFERRAL
    assert told(workshop.relay()) == []


def test_a_referrer_without_wallet_or_standing_is_waited_for_in_silence(workshop: Workshop) -> None:
    repository = workshop.repository
    candidate, referrer = (repository.key(role).contributor for role in ("candidate", "referrer"))
    repository.admit(candidate, "resident", "they moved in", referred_by=referrer)
    assert told(workshop.relay()) == [("admit", 1)]
    workshop.enter("referrer")
    assert told(workshop.relay()) == [("accrue referral", 1)]


def test_a_full_epoch_takes_what_fits_and_the_rest_in_the_next(workshop: Workshop) -> None:
    protocol = workshop.protocol
    protocol.send(protocol.prax.set_epoch_cap(250 * PRAX), protocol.owner)
    workshop.enter("contributor")
    workshop.wait(EPOCH - workshop.protocol.now % EPOCH)  # a new epoch begins
    for pull, issue in ((1, 7), (2, 8), (3, 9)):
        land(workshop, pull, "contributor", issue)
    assert told(workshop.relay()) == [("accrue", 1), ("accrue", 1), ("accrue", "EpochCapReached")]
    assert workshop.prax_of("contributor") == 200 * PRAX
    assert told(workshop.relay()) == [("accrue", "EpochCapReached")]
    workshop.wait(EPOCH)
    assert told(workshop.relay()) == [("accrue", 1)]
    assert workshop.prax_of("contributor") == 300 * PRAX


def test_an_action_that_the_catalogue_lacks_is_refused_by_name_until_it_is_there(workshop: Workshop) -> None:
    protocol, action = workshop.protocol, replace(ACTION, reward=7 * PRAX)
    workshop.enter("contributor")
    land(workshop, 1, "contributor", 7, ("Action", f"0x{action.id.hex()}"))
    assert told(workshop.relay()) == [("accrue", "UnknownAction")]
    protocol.send(protocol.prax.set_action(action), protocol.owner)
    assert told(workshop.relay()) == [("accrue", 1)]
    assert workshop.prax_of("contributor") == 7 * PRAX


def test_an_attempt_earns_its_share_and_no_money(workshop: Workshop) -> None:
    workshop.enter("contributor")
    workshop.fund(100)
    workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"})
    workshop.repository.attempt(1, "it was measured well", closes=7)
    assert told(workshop.relay()) == [("accrue", 1)]
    assert (workshop.prax_of("contributor"), workshop.usdc_of("contributor")) == (10 * PRAX, 0)


def test_a_new_wallet_is_announced_and_prax_follows_once_it_holds(workshop: Workshop) -> None:
    workshop.enter("contributor")
    land(workshop, 1)
    workshop.relay()
    workshop.catch_up()
    workshop.publish_link("contributor", workshop.wallet("contributor's second wallet"))
    assert told(workshop.relay()) == [("link", 1)]
    assert told(workshop.relay()) == []
    stakeholders, person = workshop.protocol.stakeholders, workshop.id("contributor")
    assert stakeholders.wallet_of(workshop.protocol.view, person) == workshop.wallet("contributor").address
    workshop.wait(3 * 86_400)
    second = workshop.wallet("contributor's second wallet").address
    assert stakeholders.wallet_of(workshop.protocol.view, person) == second
