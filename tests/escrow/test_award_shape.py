"""Work that cannot be awarded as it is shown: Commits that do not fit together, or that nobody vouched for."""

from dataclasses import replace

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY, hash_uri
from tests.escrow.stage import OTHER_EVIDENCE, OTHER_SUBJECT, RIVAL

# -- the shape of a work's Commits ------------------------------------------------------------------------------------


def test_no_commits(stage):
    """BountyEscrow.award / when there are no Commits / it should refuse with NoCommits"""
    proof = stage.protocol.attest_all(stage.commit())
    stage.refuse(stage.protocol.escrow.award(stage.program.id, [], proof), "NoCommits")


def test_an_unknown_program(stage):
    """BountyEscrow.award / given the program is unknown / it should refuse with UnknownProgram"""
    unknown, commit = hash_uri("no rules"), stage.commit()
    call = stage.protocol.escrow.award(unknown, [commit], stage.protocol.attest_all(commit))
    stage.refuse(call, "UnknownProgram", program=unknown)


def test_a_completed_bounty(funded):
    """BountyEscrow.award / given the bounty is completed / it should refuse with BountyClosed"""
    funded.award(funded.commit())
    for commit in (funded.commit(), funded.commit(funded.second, work=RIVAL)):
        funded.refuse(funded.awarding(commit), "BountyClosed", bounty=funded.bounty_id())


def test_an_explained_bounty(funded):
    """BountyEscrow.award / given the bounty is explained / it should refuse with BountyClosed"""
    funded.close(funded.closure())
    funded.refuse(funded.awarding(funded.commit()), "BountyClosed", bounty=funded.bounty_id())


def test_no_work(funded):
    """BountyEscrow.award / when the Commits name no work / it should refuse with NoWork"""
    funded.refuse(funded.awarding(funded.commit(work=NOBODY)), "NoWork")


def test_two_subjects(funded):
    """BountyEscrow.award / when the Commits differ in subject / it should refuse with CommitsDiffer"""
    first, second = funded.commits(4_000, 6_000)
    funded.refuse(funded.awarding(first, replace(second, subject=OTHER_SUBJECT)), "CommitsDiffer", index=1)


def test_two_works(funded):
    """BountyEscrow.award / when the Commits differ in work / it should refuse with CommitsDiffer"""
    first, second, third = funded.commits(4_000, 3_000, 3_000)
    funded.refuse(funded.awarding(first, second, replace(third, work=RIVAL)), "CommitsDiffer", index=2)


def test_two_totals(funded):
    """BountyEscrow.award / when the Commits differ in total / it should refuse with CommitsDiffer"""
    first, second = funded.commits(4_000, 6_000)
    funded.refuse(funded.awarding(first, replace(second, total=9_999)), "CommitsDiffer", index=1)


def test_no_contributor(funded):
    """BountyEscrow.award / when a Commit names no contributor / it should refuse with ContributorsNotAscending"""
    call = funded.awarding(funded.commit(contributor=NOBODY))
    funded.refuse(call, "ContributorsNotAscending", previous=NOBODY, contributor=NOBODY)


def test_contributors_in_the_wrong_order(funded):
    """BountyEscrow.award / when the contributors descend / it should refuse with ContributorsNotAscending"""
    first, second = funded.commits(4_000, 6_000)
    call = funded.awarding(second, first)
    funded.refuse(call, "ContributorsNotAscending", previous=funded.second.id, contributor=funded.first.id)


def test_a_contributor_twice(funded):
    """BountyEscrow.award / when a contributor is named twice / it should refuse with ContributorsNotAscending"""
    half = funded.commit(completion=5_000, total=10_000)
    call = funded.awarding(half, replace(half, evidence=OTHER_EVIDENCE))
    funded.refuse(call, "ContributorsNotAscending", previous=funded.first.id, contributor=funded.first.id)


def test_nothing_completed(funded):
    """BountyEscrow.award / when a Commit completes nothing / it should refuse with ZeroCompletion"""
    call = funded.awarding(*funded.commits(10_000, 0))
    funded.refuse(call, "ZeroCompletion", contributor=funded.second.id)


def test_a_total_of_zero(funded):
    """BountyEscrow.award / when the total is zero / it should refuse with TotalMismatch"""
    funded.refuse(funded.awarding(*funded.commits(5_000, total=0)), "TotalMismatch", sum=5_000, total=0)
    funded.refuse(funded.awarding(*funded.commits(5_000, 5_000, total=0)), "TotalMismatch", sum=5_000, total=0)


def test_less_than_the_total(funded):
    """
    BountyEscrow.award / when the completions add up to less than the total / it should refuse with TotalMismatch
    """
    funded.refuse(funded.awarding(*funded.commits(4_000, 3_000, total=7_001)), "TotalMismatch", sum=7_000, total=7_001)


def test_more_than_the_total(funded):
    """
    BountyEscrow.award / when the completions add up to more than the total / it should refuse with TotalMismatch
    """
    for completions, sum_so_far in (((4_000, 3_000), 7_000), ((6_000, 6_000, 6_000), 12_000)):
        call = funded.awarding(*funded.commits(*completions, total=6_999))
        funded.refuse(call, "TotalMismatch", sum=sum_so_far, total=6_999)


def test_a_commit_from_the_future(funded):
    """BountyEscrow.award / when a Commit is a second in the future / it should refuse with FactFromFuture"""
    next_block = funded.now + 1
    call = funded.awarding(funded.commit(completedAt=next_block + 1))
    funded.refuse(call, "FactFromFuture", factTime=next_block + 1, currentTime=next_block)


# -- the attestation --------------------------------------------------------------------------------------------------


def test_no_quorum(funded):
    """BountyEscrow.award / when no quorum signed the Commits / it should refuse with QuorumNotReached"""
    commits = funded.commits(4_000, 6_000)
    proof = funded.protocol.attest_all(*commits, by=funded.protocol.members[2:])
    call = funded.protocol.escrow.award(funded.program.id, commits, proof)
    funded.refuse(call, "QuorumNotReached", signatures=1, quorum=2)


def test_another_fact_than_signed(funded, non_member):
    """
    BountyEscrow.award / when one of the Commits is not what the quorum signed / it should refuse as the attesters do
    """
    first, second = funded.commits(4_000, 6_000)
    proof = funded.protocol.attest_all(first, second)
    for forged in (
        [first, replace(second, contributor=(int.from_bytes(second.contributor, "big") + 1).to_bytes(32, "big"))],
        [replace(first, completion=3_000), replace(second, completion=7_000)],
        [replace(first, work=RIVAL), replace(second, work=RIVAL)],
    ):
        refused = funded.protocol.refusal(
            funded.protocol.escrow.award(funded.program.id, forged, proof), funded.relayer
        )
        assert refused.name in ("NotMember", "SignersNotAscending")


def test_a_revoked_commit(funded):
    """BountyEscrow.award / given one of the Commits is revoked / it should refuse with Revoked"""
    first, second = funded.commits(4_000, 6_000)
    funded.protocol.revoke(second)
    funded.refuse(funded.awarding(first, second), "Revoked", fact=fact_hash(second), revokedAt=funded.now)
