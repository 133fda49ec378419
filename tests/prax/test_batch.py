"""PRAX: many Commits in one transaction."""

import pytest

from praxis_chain.core.attestation import Batch
from praxis_chain.core.facts import Commit, fact_hash
from praxis_chain.core.ids import Id, hash_uri
from praxis_chain.evm.bindings import Call, Epoch
from tests.attesters.attesting import signer_seen
from tests.events import said, told
from tests.prax.accruing import EPOCH, accrue, accrued_told, holdings, minted_told
from tests.protocol import EPOCH_CAP, PRAX, Protocol

WORKS = [hash_uri(f"github:repo/10270250/pull/{number}") for number in range(1, 4)]


@pytest.fixture
def person(protocol, contributor) -> Id:
    """A Resident with a wallet."""
    return protocol.enter(contributor)


@pytest.fixture
def commits(protocol, person) -> list[Commit]:
    """Three works, worth 100, 64 and 10 PRAX."""
    completions = (10_000, 6_000, 0)
    return [protocol.commit(contributor=person, work=w, completion=c) for w, c in zip(WORKS, completions, strict=True)]


def accruing_all(protocol: Protocol, commits: list[Commit]) -> Call:
    return protocol.prax.accrue_many(commits, protocol.attest_all(*commits))


def test_none(protocol, commits, stranger):
    """Prax.accrueMany / when there are no Commits / it should refuse with NoFacts"""
    call = protocol.prax.accrue_many([], protocol.attest_all(*commits))
    protocol.assert_refused(call, stranger, "NoFacts")


def test_a_proof_of_others(protocol, commits, stranger):
    """Prax.accrueMany / when the proof is for other Commits / it should refuse with NotMember"""
    proof = protocol.attest_all(*commits)
    others = [*commits[:2], protocol.commit(contributor=commits[0].contributor, quality=20_000)]
    seen = signer_seen(protocol, proof.signatures, Batch(tuple(others)).root)
    protocol.assert_refused(protocol.prax.accrue_many(others, proof), stranger, "NotMember", account=seen)


def test_a_revoked_one(protocol, commits, stranger):
    """Prax.accrueMany / when one of them was revoked / it should refuse with Revoked"""
    protocol.revoke(commits[1])
    protocol.assert_refused(
        accruing_all(protocol, commits), stranger, "Revoked", fact=fact_hash(commits[1]), revokedAt=protocol.now
    )


def test_all(protocol, commits, contributor, stranger):
    """Prax.accrueMany / when all are new / it should accrue each under one attestation"""
    proof, wallet = protocol.attest_all(*commits), contributor.address
    receipt = protocol.send(protocol.prax.accrue_many(commits, proof), stranger)
    assert told(receipt) == [
        said(protocol.attesters, "Attested", root=Batch(tuple(commits)).root, signatures=proof.signatures),
        *minted_told(protocol, wallet, 100 * PRAX, before=0),
        accrued_told(protocol, commits[0], wallet, 100 * PRAX),
        *minted_told(protocol, wallet, 64 * PRAX, before=100 * PRAX),
        accrued_told(protocol, commits[1], wallet, 64 * PRAX),
        *minted_told(protocol, wallet, 10 * PRAX, before=164 * PRAX),
        accrued_told(protocol, commits[2], wallet, 10 * PRAX),
    ]
    assert holdings(protocol, wallet) == [174 * PRAX]
    assert protocol.prax.epoch(protocol.view) == Epoch(EPOCH_CAP, 174 * PRAX, protocol.now // EPOCH)


def test_one_that_accrued_meanwhile(protocol, commits, contributor, stranger):
    """Prax.accrueMany / when one accrued meanwhile / it should pass over it and accrue the others"""
    accrue(protocol, commits[1])
    receipt = protocol.send(accruing_all(protocol, commits), stranger)
    wallet = contributor.address
    assert told(receipt)[1:] == [
        *minted_told(protocol, wallet, 100 * PRAX, before=64 * PRAX),
        accrued_told(protocol, commits[0], wallet, 100 * PRAX),
        *minted_told(protocol, wallet, 10 * PRAX, before=164 * PRAX),
        accrued_told(protocol, commits[2], wallet, 10 * PRAX),
    ]
    assert holdings(protocol, contributor.address) == [174 * PRAX]
    assert protocol.prax.epoch(protocol.view).minted == 174 * PRAX
    protocol.send(accruing_all(protocol, commits), stranger)
    assert holdings(protocol, contributor.address) == [174 * PRAX]


def test_twice_the_same(protocol, person, commits, contributor, stranger):
    """Prax.accrueMany / when the same Commit stands in it twice / it should accrue it once"""
    other_fact = protocol.commit(contributor=person, work=commits[0].work, quality=20_000)
    receipt = protocol.send(accruing_all(protocol, [commits[0], other_fact, commits[0]]), stranger)
    wallet, amount = contributor.address, 100 * PRAX
    assert told(receipt)[1:] == [
        *minted_told(protocol, wallet, amount, before=0),
        accrued_told(protocol, commits[0], wallet, amount),
    ]
    assert holdings(protocol, contributor.address) == [100 * PRAX]


def test_together_beyond_the_cap(protocol, commits, owner, stranger):
    """Prax.accrueMany / when they pass the epoch cap together / it should refuse with EpochCapReached"""
    protocol.send(protocol.prax.set_epoch_cap(174 * PRAX - 1), owner)
    beyond = {"minted": 0, "amount": 174 * PRAX, "cap": 174 * PRAX - 1}
    protocol.assert_refused(accruing_all(protocol, commits), stranger, "EpochCapReached", **beyond)
    protocol.send(protocol.prax.set_epoch_cap(174 * PRAX), owner)
    protocol.send(accruing_all(protocol, commits), stranger)


def test_one_refused(protocol, commits, contributor, stranger):
    """Prax.accrueMany / when one is refused for another reason / it should refuse them all"""
    refused = [*commits[:2], protocol.commit(contributor=protocol.someone, work=WORKS[2])]
    protocol.assert_refused(
        accruing_all(protocol, refused), stranger, "NotStakeholder", contributor=protocol.someone
    )  # fmt: skip
    assert holdings(protocol, contributor.address) == [0]
