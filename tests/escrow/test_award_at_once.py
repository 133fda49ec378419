"""Awards where there is no review: paid in the same transaction, or owed where that cannot be."""

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import wallet_contributor
from praxis_chain.evm.bindings import Award, AwardState
from tests.escrow.books import NO_AWARD
from tests.escrow.events import awarded, released
from tests.escrow.stage import OTHER_SUBJECT, OTHER_URI, RIVAL, Contributor
from tests.protocol import USDC, WORK


def owed(stage, commit, amount):
    """The record of an award made in the last block that could not be paid."""
    return Award(amount, stage.now, commit.completion, fact_hash(commit)[:12], AwardState.OWED)


def paid(stage, commit, completion=None):
    """The record of an award made and paid in the last block."""
    share = commit.completion if completion is None else completion
    return Award(0, stage.now, share, fact_hash(commit)[:12], AwardState.RELEASED)


# -- one contributor --------------------------------------------------------------------------------------------------


def test_the_whole(stage):
    """
    BountyEscrow.award / given there is no review / when one contributor completed the whole /
    it should pay the pool, complete the bounty and leave no other record
    """
    stage.fund(500 * USDC)
    stage.fund(250 * USDC, by=stage.second_sponsor)
    commit = stage.commit()
    receipt = stage.award(commit)
    assert stage.said(receipt) == [awarded(stage, 3, commit, 750 * USDC, paid_to=stage.first)]
    assert stage.usdc_of(stage.first) == 750 * USDC
    assert (stage.bounty().pool, stage.bounty().awarded, stage.bounty().is_closed) == (0, 10_000, True)
    assert stage.award_of(stage.first) == NO_AWARD
    assert stage.escrowed == 0


def test_the_whole_without_a_wallet(stage):
    """
    BountyEscrow.award / given there is no review / when one contributor completed the whole and has no wallet yet /
    it should complete the bounty and owe the award
    """
    stage.fund(500 * USDC)
    commit = stage.commit(stage.unlinked)
    receipt = stage.award(commit)
    assert stage.said(receipt) == [awarded(stage, 2, commit, 500 * USDC, paid_to=None)]
    assert stage.award_of(stage.unlinked) == owed(stage, commit, 500 * USDC)
    assert stage.bounty().is_closed
    assert stage.escrowed == 500 * USDC


def test_the_whole_to_a_frozen_wallet(stage, circle_usdc):
    """
    BountyEscrow.award / given there is no review /
    when one contributor completed the whole and the token refuses their wallet /
    it should complete the bounty and owe the award
    """
    stage.fund(500 * USDC)
    circle_usdc.blacklist(stage.first.account.address)
    commit = stage.commit()
    receipt = stage.award(commit)
    assert stage.said(receipt) == [awarded(stage, 2, commit, 500 * USDC, paid_to=None)]
    assert stage.award_of(stage.first) == owed(stage, commit, 500 * USDC)
    assert stage.bounty().is_closed
    stage.refuse(stage.awarding(commit), "BountyClosed", bounty=stage.bounty_id())


def test_a_part(stage):
    """
    BountyEscrow.award / given there is no review / when one contributor completed a part /
    it should pay that part, record it as released and stay open
    """
    stage.fund(500 * USDC + 1)
    commit = stage.commit(completion=6_000)
    receipt = stage.award(commit)
    assert stage.said(receipt) == [awarded(stage, 2, commit, 300 * USDC, paid_to=stage.first)]
    assert stage.usdc_of(stage.first) == 300 * USDC
    assert stage.award_of(stage.first) == paid(stage, commit)
    assert (stage.bounty().pool, stage.bounty().awarded, stage.bounty().is_closed) == (200 * USDC + 1, 6_000, False)
    assert (stage.bounty().shares, stage.escrowed) == (500 * USDC + 1, 200 * USDC + 1)


def test_a_part_to_a_frozen_wallet(stage, circle_usdc):
    """
    BountyEscrow.award / given there is no review /
    when one contributor completed a part and the token refuses their wallet /
    it should record the part as owed and stay open
    """
    stage.fund(500 * USDC)
    circle_usdc.blacklist(stage.first.account.address)
    commit = stage.commit(completion=6_000)
    stage.award(commit)
    assert stage.award_of(stage.first) == owed(stage, commit, 300 * USDC)
    assert (stage.bounty().pool, stage.bounty().is_closed, stage.escrowed) == (200 * USDC, False, 500 * USDC)
    stage.refuse(stage.awarding(commit), "AlreadyAwarded", award=stage.award_id(stage.first))


# -- several ----------------------------------------------------------------------------------------------------------


def test_several_share_the_whole(stage):
    """
    BountyEscrow.award / given there is no review / when several contributors completed the whole /
    it should pay each their part rounded down, and the last the remainder
    """
    stage.fund(1_000 * USDC + 1)
    commits = stage.commits(3_333, 3_333, 3_334)
    receipt = stage.award(*commits)
    amounts = (333_300_000, 333_300_000, 333_400_001)
    people = (stage.first, stage.second, stage.third)
    assert sum(amounts) == 1_000 * USDC + 1
    assert stage.usdc_of(*people) == amounts
    assert stage.said(receipt) == [awarded(stage, 2 + i, commits[i], amounts[i], paid_to=people[i]) for i in range(3)]
    assert [stage.award_of(who) for who in people] == [NO_AWARD] * 3
    assert stage.escrowed == 0


def test_several_share_a_part(stage):
    """
    BountyEscrow.award / given there is no review / when several contributors completed a part /
    it should record each as released
    """
    stage.fund(100 * USDC + 7)
    commits = stage.commits(1_111, 2_222)
    stage.award(*commits)
    in_all = (100 * USDC + 7) * 3_333 // 10_000
    first = (100 * USDC + 7) * 1_111 // 10_000
    assert (in_all, first) == (33_330_002, 11_110_000)
    assert stage.usdc_of(stage.first, stage.second) == (first, in_all - first)
    assert [stage.award_of(who) for who in (stage.first, stage.second)] == [paid(stage, commit) for commit in commits]
    assert stage.bounty().pool == 100 * USDC + 7 - in_all


def test_one_frozen_wallet_of_several(stage, circle_usdc):
    """
    BountyEscrow.award / given there is no review / when the token refuses one wallet of several /
    it should pay the others and owe that one
    """
    stage.fund(1_000 * USDC)
    circle_usdc.blacklist(stage.second.account.address)
    commits = stage.commits(2_000, 3_000, 5_000)
    receipt = stage.award(*commits)
    assert stage.usdc_of(stage.first, stage.second, stage.third) == (200 * USDC, 0, 500 * USDC)
    assert [values["paidTo"] == "0x" + "0" * 40 for _, values in stage.said(receipt)] == [False, True, False]
    assert stage.award_of(stage.second) == owed(stage, commits[1], 300 * USDC)
    assert stage.award_of(stage.first) == stage.award_of(stage.third) == NO_AWARD
    assert stage.escrowed == 300 * USDC


# -- several works ----------------------------------------------------------------------------------------------------


def test_the_rest(stage):
    """
    BountyEscrow.award / given there is no review / when a work completes the rest after another completed a part /
    it should pay exactly the rest and complete the bounty
    """
    stage.fund(100 * USDC + 1)
    part = stage.commit(completion=3_333)
    stage.award(part)
    first_time = stage.now
    stage.award(stage.commit(stage.second, completion=6_667, work=RIVAL))
    assert stage.usdc_of(stage.first, stage.second) == (33_330_000, 66_670_001)
    assert stage.bounty().is_closed
    assert stage.escrowed == 0
    assert stage.award_of(stage.first) == Award(0, first_time, 3_333, fact_hash(part)[:12], AwardState.RELEASED)
    assert stage.award_of(stage.second, RIVAL) == NO_AWARD


def test_several_share_a_part_of_the_rest(stage):
    """A second work takes its parts of what is left, by what is left of the subject: the price of a part stays."""
    stage.fund(1_000 * USDC)
    stage.award(stage.commit(completion=6_000))
    stage.award(*stage.commits(1_000, 500, 1_500, work=RIVAL))
    assert stage.usdc_of(stage.first, stage.second, stage.third) == (700 * USDC, 50 * USDC, 150 * USDC)
    assert (stage.bounty().pool, stage.bounty().awarded) == (100 * USDC, 9_000)


def test_more_than_the_rest(stage):
    """
    BountyEscrow.award / given there is no review / when a work's total is more than the rest /
    it should cut pro rata, the last taking what remains of completion and amount
    """
    stage.fund(1_000 * USDC + 1)
    stage.award(stage.commit(completion=6_000))
    assert stage.bounty().pool == 400 * USDC + 1
    commits = stage.commits(3_333, 3_333, 3_333, work=RIVAL)
    receipt = stage.award(*commits)
    parts = ((1_333, 133_333_333), (1_333, 133_333_333), (1_334, 133_333_335))
    assert (sum(completion for completion, _ in parts), sum(amount for _, amount in parts)) == (4_000, 400 * USDC + 1)
    assert stage.said(receipt) == [
        awarded(stage, 3 + i, commits[i], parts[i][1], completion=parts[i][0], paid_to=who)
        for i, who in enumerate((stage.first, stage.second, stage.third))
    ]
    assert stage.usdc_of(stage.second) == 133_333_333
    assert stage.bounty().awarded == 10_000


def test_a_plain_wallet(stage):
    """
    BountyEscrow.award / given there is no review / when a contributor is a plain wallet / it should pay that wallet
    """
    stage.fund(500 * USDC)
    plain = Contributor(wallet_contributor(stage.stranger.address), stage.stranger)
    commit = stage.commit(plain, completion=4_000, total=10_000)
    other = stage.commit(completion=6_000, total=10_000)
    receipt = stage.award(commit, other)
    assert stage.said(receipt) == [
        awarded(stage, 2, commit, 200 * USDC, paid_to=plain),
        awarded(stage, 3, other, 300 * USDC, paid_to=stage.first),
    ]
    assert stage.usdc_of(plain, stage.first) == (200 * USDC, 300 * USDC)


def test_one_work_for_two_subjects(stage):
    """
    BountyEscrow.award / given there is no review / when one work completed two subjects /
    it should pay each from its own pool
    """
    stage.fund(500 * USDC)
    stage.fund(70 * USDC, subject_uri=OTHER_URI)
    stage.award(stage.commit())
    assert (stage.usdc_of(stage.first), stage.bounty(OTHER_SUBJECT).pool) == (500 * USDC, 70 * USDC)
    stage.award(stage.commit(subject=OTHER_SUBJECT))
    assert (stage.usdc_of(stage.first), stage.escrowed) == (570 * USDC, 0)


def test_top_ups_between_awards(stage):
    """
    BountyEscrow.award / given there is no review / when two sponsors top up between two awards /
    it should split the pool as it is at each award
    """
    stage.fund(100 * USDC)
    stage.award(stage.commit(completion=5_000))
    stage.fund(30 * USDC, by=stage.second_sponsor)
    stage.fund(20 * USDC)
    stage.award(stage.commit(stage.second, completion=2_500, work=RIVAL))
    assert stage.usdc_of(stage.first, stage.second) == (50 * USDC, 50 * USDC)
    assert (stage.bounty().pool, stage.bounty().awarded) == (50 * USDC, 7_500)
    assert (stage.stake_of(stage.sponsor).shares, stage.stake_of(stage.second_sponsor).shares) == (
        100 * USDC + 40 * USDC, 60 * USDC,
    )  # fmt: skip


# -- an award that left no record is never paid twice -----------------------------------------------------------------


def test_nothing_pays_an_unrecorded_award_again(stage):
    """E4 where the bounty itself is the only record: no function finds an award to pay, take back or make again."""
    stage.fund(500 * USDC)
    commit = stage.commit()
    stage.award(commit)
    award = stage.award_id(stage.first)
    stage.refuse(stage.awarding(commit), "BountyClosed", bounty=stage.bounty_id())
    stage.refuse(stage.funding(USDC), "BountyClosed", by=stage.sponsor, bounty=stage.bounty_id())
    stage.refuse(stage.releasing(stage.first, WORK), "NothingToRelease", contributor=stage.first.id)
    stage.refuse(stage.cancelling(commit), "NotOwed", award=award)
    stage.refuse(stage.refunding(stage.sponsor), "NothingToRefund", by=stage.sponsor, sponsor=stage.sponsor.address)
    stage.refuse(stage.closing(stage.closure()), "BountyClosed", bounty=stage.bounty_id())
    assert stage.said(stage.send(stage.awarding_many([commit]))) == []
    assert stage.usdc_of(stage.first) == 500 * USDC


def test_an_award_that_completed_its_bounty_and_was_not_paid_is_paid_once(stage):
    """E4 where the payment failed: it stays owed after the bounty is completed, until a wallet is linked."""
    stage.fund(500 * USDC)
    commits = [stage.commit(completion=4_000, total=10_000), stage.commit(stage.unlinked, 6_000, total=10_000)]
    stage.award(*sorted(commits, key=lambda commit: commit.contributor))
    stage.protocol.enter(stage.unlinked.account, standing=None)
    receipt = stage.send(stage.releasing(stage.unlinked, WORK))
    assert stage.said(receipt) == [released(4, stage.award_id(stage.unlinked), stage.unlinked, 300 * USDC)]
    stage.refuse(stage.releasing(stage.unlinked, WORK), "NothingToRelease", contributor=stage.unlinked.id)
    assert stage.usdc_of(stage.first, stage.unlinked) == (200 * USDC, 300 * USDC)
    assert stage.escrowed == 0
