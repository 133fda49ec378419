"""One base unit, and 2^96 − 1 of them, through everything that moves money. On Circle's token, minted that far."""

from itertools import permutations

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY, hash_uri
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import Direction, Earned, Funding
from tests.escrow.authorizing import authorize, submitting
from tests.escrow.events import awarded
from tests.escrow.stage import OTHER_URI, RIVAL, THIRD_WORK
from tests.protocol import SUBJECT_URI, WORK

pytestmark = pytest.mark.usefixtures("circle_usdc")
MOST = 2**96 - 1  # base units that one bounty, one award or one closing award can hold


@pytest.fixture
def free(stage):
    """No minimum, and no commitment: whatever is put in can leave in the same second."""
    return stage.under(minimum=0, commitment_period=0)


@pytest.fixture
def rich(free):
    """Both sponsors have 2^97 base units."""
    for sponsor in (free.sponsor, free.second_sponsor):
        free.protocol.usdc.mint(sponsor.address, 2**97)
    return free


# -- one base unit ----------------------------------------------------------------------------------------------------


def test_one_unit_is_funded_and_refunded(free):
    """Nothing is lost on the way."""
    free.fund(1)
    assert (free.bounty().pool, free.bounty().shares, free.escrowed) == (1, 1, 1)
    assert free.refund(free.sponsor) == 1
    assert (free.bounty().pool, free.bounty().shares, free.escrowed) == (0, 0, 0)


def test_one_unit_is_awarded_as_a_whole_or_not_at_all(free):
    """No part of it can be: an award of nothing is refused. The whole goes to the last of its contributors."""
    free.fund(1)
    for part in (1, 5_000, 9_999):
        free.refuse(free.awarding(free.commit(completion=part)), "ZeroAmount")
    commits = free.commits(5_000, 4_999, 1)
    receipt = free.award(*commits)
    assert [values["amount"] for _, values in free.said(receipt)] == [0, 0, 1]
    assert free.usdc_of(free.first, free.second, free.third) == (0, 0, 1)
    assert (free.escrowed, free.bounty().is_closed) == (0, True)


def test_two_units_are_awarded_one_by_one(free):
    """Each half of the subject takes its half of the pool."""
    free.fund(2)
    free.award(free.commit(completion=5_000))
    free.award(free.commit(free.second, 5_000, work=RIVAL))
    assert free.usdc_of(free.first, free.second) == (1, 1)
    assert (free.bounty().pool, free.escrowed) == (0, 0)


def test_one_unit_explains(free):
    """A closing award takes no more than there is, and leaves nothing to refund."""
    free.fund(1)
    free.close(free.closure())
    assert (free.usdc_of(free.first), free.escrowed) == (1, 0)
    free.refuse(free.refunding(free.sponsor), "NothingToRefund", sponsor=free.sponsor.address)


def test_one_unit_is_released_elsewhere_or_all_of_it_is_the_fee(free):
    """A fee of a unit leaves nothing to pay, and that is no failure."""
    free.fund(1)
    commit = free.commit(free.unlinked)
    free.award(commit)
    free.protocol.enter(free.unlinked.account, standing=None)
    for fee, payee_gets in ((0, 1), (1, 0)):
        with free.protocol.chain.rollback():
            direction = Direction(fact_hash(commit), free.stranger.address, 1, free.now + DAY)
            free.send(free.releasing_to(free.unlinked, direction, fee), free.unlinked.account)
            assert free.usdc_of(free.stranger, free.unlinked) == (payee_gets, fee)


def test_one_unit_by_authorization(free):
    """As small as an authorization gets."""
    funding = Funding(free.program.id, SUBJECT_URI, 1)
    free.send(submitting(free, funding, authorize(free, funding)))
    assert (free.bounty().pool, free.stake_of(free.sponsor).shares) == (1, 1)


# -- 2^96 − 1 ---------------------------------------------------------------------------------------------------------


def test_the_most_is_funded_and_refunded(rich):
    """To the unit; and the bounty holds no unit more."""
    rich.fund(MOST)
    rich.refuse(rich.funding(1), "Panic", by=rich.second_sponsor, code=0x11, meaning="arithmetic overflow or underflow")
    assert rich.refund(rich.sponsor) == MOST
    rich.fund(MOST - 1)
    rich.fund(1, by=rich.second_sponsor)
    assert (rich.bounty().pool, rich.bounty().shares) == (MOST, MOST)
    assert [rich.refund(rich.second_sponsor), rich.refund(rich.sponsor)] == [1, MOST - 1]


def test_the_most_by_authorization(rich):
    """Signed by the sponsor."""
    funding = Funding(rich.program.id, SUBJECT_URI, MOST)
    rich.send(submitting(rich, funding, authorize(rich, funding)))
    assert (rich.bounty().pool, rich.escrowed) == (MOST, MOST)


def test_the_most_is_shared_exactly(rich):
    """Three contributors in one call, two works after another: rounded down, and the last takes what is left."""
    rich.fund(MOST)
    commits = rich.commits(3_333, 1, 3_333)
    receipt = rich.award(*commits)
    parts = [MOST * 3_333 // 10_000, MOST // 10_000]
    parts.append(MOST * 6_667 // 10_000 - sum(parts))
    assert rich.said(receipt) == [
        awarded(rich, 2 + place, commit, part, paid_to=who)
        for place, (who, commit, part) in enumerate(
            zip((rich.first, rich.second, rich.third), commits, parts, strict=True)
        )
    ]
    rest = MOST - sum(parts)
    rich.award(rich.commit(rich.second, 3_333, work=RIVAL))
    assert rich.usdc_of(rich.first, rich.second, rich.third) == (parts[0], parts[1] + rest, parts[2])
    assert rich.escrowed == 0


def test_more_than_the_whole_of_the_most(rich):
    """A total of 65 535, the largest there is, is cut to what is left, without any overflow."""
    rich.fund(MOST)
    rich.award(rich.commit(completion=65_535))
    assert (rich.usdc_of(rich.first), rich.escrowed) == (MOST, 0)


def test_the_most_explains(rich):
    """A closing award as large as the field takes the pool and no more; a minimum as large is met by exactly that."""
    greedy = rich.under(closing_award=MOST, minimum=MOST)
    greedy.fund(MOST - 1)
    below = {"pool": MOST - 1, "remaining": 10_000, "minimum": MOST}
    greedy.refuse(greedy.closing(greedy.closure()), "BelowMinimum", **below)
    greedy.fund(1)
    greedy.close(greedy.closure())
    assert (greedy.usdc_of(greedy.first), greedy.escrowed) == (MOST, 0)


def test_a_small_stake_beside_the_most(rich):
    """After nearly all was awarded a unit buys 10 000 shares; the first to leave gets their part, the last the rest."""
    rich.fund(MOST)
    rich.award(rich.commit(completion=9_999))
    left = MOST - MOST * 9_999 // 10_000
    rich.fund(MOST - left, by=rich.second_sponsor)
    bounty, theirs = rich.bounty(), rich.stake_of(rich.second_sponsor).shares
    assert (bounty.pool, theirs) == (MOST, (MOST - left) * MOST // left)
    for order in permutations({rich.sponsor: MOST, rich.second_sponsor: theirs}.items()):
        with rich.protocol.chain.rollback():
            (first, shares), (last, _) = order
            part = MOST * shares // (MOST + theirs)
            assert (rich.refund(first), rich.refund(last), rich.escrowed) == (part, MOST - part, 0)


def test_many_bounties_of_the_most(rich):
    """`escrowed` counts beyond 96 bits."""
    rich.fund(MOST)
    rich.fund(MOST, by=rich.second_sponsor, subject_uri=OTHER_URI)
    assert rich.escrowed == rich.protocol.usdc_of(rich.protocol.escrow.address) == 2 * MOST
    assert rich.refund(rich.sponsor) == MOST
    assert rich.escrowed == MOST


def test_several_releases_of_the_most_in_one_transfer(rich):
    """Two awards of nearly 2^96 each are one payment."""
    reviewed = rich.under(review_period=DAY)
    for uri, sponsor in ((SUBJECT_URI, rich.sponsor), (OTHER_URI, rich.second_sponsor)):
        reviewed.fund(MOST, by=sponsor, subject_uri=uri)
        reviewed.award(reviewed.commit(subject=hash_uri(uri)))
    reviewed.at(reviewed.now + DAY)
    earned = [Earned(hash_uri(uri), WORK) for uri in (SUBJECT_URI, OTHER_URI)]
    reviewed.send(reviewed.protocol.escrow.release(reviewed.program.id, reviewed.first.id, earned))
    assert (reviewed.usdc_of(reviewed.first), reviewed.escrowed) == (2 * MOST, 0)


def test_nobody_is_owed_more_than_was_put_in(rich):
    """A cancelled award of the most goes back whole."""
    reviewed = rich.under(review_period=DAY, arbiter=rich.arbiter.address)
    reviewed.fund(MOST)
    for work in (RIVAL, THIRD_WORK):
        commits = reviewed.commits(3_333, 3_333, 3_334, work=work)
        reviewed.award(*commits)
        assert reviewed.bounty().pool == 0
        reviewed.cancel(*commits)
        assert (reviewed.bounty().pool, reviewed.escrowed) == (MOST, MOST)
    reviewed.close(reviewed.closure(contributor=NOBODY))
    reviewed.at(reviewed.bounty().review.until)
    assert reviewed.refund(reviewed.sponsor) == MOST
