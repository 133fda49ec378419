"""PRAX: how much a Commit accrues, in which wallet, within which cap."""

import pytest

from praxis_chain.audit.layout import Layout
from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.catalogue import Action, Category, accrued
from praxis_chain.core.facts import Commit, fact_hash
from praxis_chain.core.ids import Id, commit_id, hash_uri
from praxis_chain.evm import artifacts
from praxis_chain.evm.bindings import Accrual, Epoch
from tests.events import said, told
from tests.prax.accruing import EPOCH, accrue, accrued_told, accruing, ask, holdings, minted_told, votes
from tests.protocol import EPOCH_CAP, PRAX, SUBJECT, WORK, Protocol
from tests.stakeholders.linking import change_at_once, move_wallet

OTHER_WORK = hash_uri("github:repo/10270250/pull/10")
LARGEST = 2**96 - 1  # wei


@pytest.fixture
def person(protocol, contributor) -> Id:
    """A Resident with a wallet."""
    return protocol.enter(contributor)


def accrual_now(protocol: Protocol, commit: Commit) -> Accrual | None:
    return protocol.prax.accrual(protocol.view, commit_id(commit.subject, commit.work, commit.contributor))


def epoch_now(protocol: Protocol) -> Epoch:
    return protocol.prax.epoch(protocol.view)


# -- the amount -------------------------------------------------------------------------------------------------------


def test_the_reward(protocol, person, contributor, stranger):
    """Prax.accrue / given a stakeholder with a wallet / when quality and completion are whole
    / it should mint the reward and emit Accrued"""
    commit = protocol.commit(contributor=person)
    (proof,) = protocol.attest(commit)
    receipt = protocol.send(protocol.prax.accrue(commit, proof), stranger)
    assert told(receipt) == [
        said(protocol.attesters, "Attested", root=fact_hash(commit), signatures=proof.signatures),
        *minted_told(protocol, contributor.address, 100 * PRAX, before=0),
        accrued_told(protocol, commit, contributor.address, 100 * PRAX),
    ]
    assert accrual_now(protocol, commit) == Accrual(100 * PRAX, fact_hash(commit)[:20])
    assert holdings(protocol, contributor.address) == [100 * PRAX]
    assert protocol.prax.total_supply(protocol.view) == 100 * PRAX
    assert epoch_now(protocol) == Epoch(EPOCH_CAP, 100 * PRAX, protocol.now // EPOCH)


@pytest.mark.parametrize(
    ("reward", "attempt_share", "quality", "completion", "expected"),
    [
        (1, 0, 10_000, 10_000, 1),
        (1, 0, 10_000, 9_999, 0),
        (1, 0, 9_999, 10_000, 0),
        (1, 10_000, 20_000, 0, 2),
        (10_001, 0, 9_999, 9_999, 9_998),  # 10 001 × 0.9999² = 9 998.999…: down
        (10**12, 1, 1, 0, 10_000),
        (10**12, 1, 1, 1, 19_999),  # 10^12 × 0.0001 × (0.0001 + 0.9999 × 0.0001) exactly
        (10**12 - 1, 1, 1, 1, 19_998),
        (3 * PRAX, 3_333, 12_345, 6_789, 2_910_664_460_205_000_000),  # × 1.2345 × (0.3333 + 0.6667 × 0.6789)
        (7, 2_500, 15_000, 5_000, 6),  # 7 × 1.5 × 0.625 = 6.5625
        (3, 0, 15_000, 9_000, 4),  # 3 × 1.5 × 0.9 = 4.05; rounded twice it would be 3
    ],
)
def test_the_formula(protocol, person, owner, contributor, reward, attempt_share, quality, completion, expected):
    """Prax.accrue / given a stakeholder with a wallet / when quality and completion are partial
    / it should mint the formula rounded down"""
    action = Action(Category.ART, reward, attempt_share, hash_uri("paint"))
    protocol.send(protocol.prax.set_action(action), owner)
    commit = protocol.commit(contributor=person, action=action.id, quality=quality, completion=completion)
    accrue(protocol, commit)
    assert (
        holdings(protocol, contributor.address) == [expected] == [accrued(reward, attempt_share, quality, completion)]
    )


def test_a_dead_end(protocol, person, contributor):
    """Prax.accrue / given a stakeholder with a wallet / when the work was a dead end
    / it should mint the attempt share"""
    accrue(protocol, protocol.commit(contributor=person, completion=0))
    assert holdings(protocol, contributor.address) == [10 * PRAX]


def test_nothing(protocol, person, contributor, stranger):
    """Prax.accrue / given a stakeholder with a wallet / when the amount is zero / it should accrue nothing, once"""
    commit = protocol.commit(contributor=person, quality=0)
    receipt = accrue(protocol, commit)
    wallet = contributor.address
    assert told(receipt)[1:] == [
        said(protocol.prax, "Transfer", **{"from": ZERO_ADDRESS, "to": wallet, "value": 0}),
        accrued_told(protocol, commit, wallet, 0),
    ]
    assert accrual_now(protocol, commit) == Accrual(0, fact_hash(commit)[:20])
    assert protocol.prax.total_supply(protocol.view) == 0
    again = accruing(protocol, protocol.commit(contributor=person))
    protocol.assert_refused(again, stranger, "AlreadyAccrued", id=commit_id(SUBJECT, WORK, person))


# -- a changed wallet -------------------------------------------------------------------------------------------------


def test_changed_before_the_first(protocol, person, contributor, new_wallet):
    """Prax.accrue / given the wallet changed / when nothing accrued before / it should mint to the wallet in effect"""
    move_wallet(protocol, person, new_wallet)
    commit = protocol.commit(contributor=person)
    receipt = accrue(protocol, commit)
    moved = {"from": contributor.address, "to": new_wallet.address, "amount": 0}
    assert told(receipt)[1:] == [
        said(protocol.prax, "Recovered", contributor=person, **moved),
        *minted_told(protocol, new_wallet.address, 100 * PRAX, before=0),
        accrued_told(protocol, commit, new_wallet.address, 100 * PRAX),
    ]
    assert holdings(protocol, contributor.address, new_wallet.address) == [0, 100 * PRAX]


def test_changed_in_between(protocol, person, contributor, new_wallet):
    """Prax.accrue / given the wallet changed / when the balance lies in the former wallet
    / it should move it and mint to the wallet in effect"""
    accrue(protocol, protocol.commit(contributor=person))
    change_at_once(protocol, person, new_wallet, contributor)
    assert holdings(protocol, contributor.address, new_wallet.address) == [100 * PRAX, 0]
    receipt = accrue(protocol, protocol.commit(contributor=person, work=OTHER_WORK, completion=0))
    moved = {"from": contributor.address, "to": new_wallet.address, "amount": 100 * PRAX}
    assert said(protocol.prax, "Recovered", contributor=person, **moved) in told(receipt)
    assert holdings(protocol, contributor.address, new_wallet.address) == [0, 110 * PRAX]


# -- the epoch --------------------------------------------------------------------------------------------------------


def fill_epoch(protocol: Protocol, person: bytes, cap: int = 100 * PRAX) -> Commit:
    """The cap is what one whole Commit earns, and it accrued."""
    protocol.send(protocol.prax.set_epoch_cap(cap), protocol.owner)
    commit = protocol.commit(contributor=person)
    accrue(protocol, commit)
    return commit


def test_the_cap_filled(protocol, person):
    """Prax.accrue / given the epoch / when the amount fills the cap / it should accrue"""
    fill_epoch(protocol, person)
    assert epoch_now(protocol) == Epoch(100 * PRAX, 100 * PRAX, protocol.now // EPOCH)


def test_the_cap_passed_by_one_wei(protocol, person, stranger):
    """Prax.accrue / given the epoch / when the amount passes the cap by one wei
    / it should refuse with EpochCapReached"""
    protocol.send(protocol.prax.set_epoch_cap(100 * PRAX - 1), protocol.owner)
    call = accruing(protocol, protocol.commit(contributor=person))
    protocol.assert_refused(
        call, stranger, "EpochCapReached", minted=0, amount=100 * PRAX, cap=100 * PRAX - 1
    )  # fmt: skip


def test_the_last_second_of_an_epoch(protocol, person, stranger):
    """Prax.accrue / given the epoch / when it is the last second of a full epoch
    / it should refuse with EpochCapReached"""
    fill_epoch(protocol, person)
    protocol.chain.next_time((protocol.now // EPOCH + 1) * EPOCH - 1)
    call = accruing(protocol, protocol.commit(contributor=person, work=OTHER_WORK))
    protocol.assert_refused(
        call, stranger, "EpochCapReached", minted=100 * PRAX, amount=100 * PRAX, cap=100 * PRAX
    )  # fmt: skip


def test_the_next_epoch(protocol, person, contributor):
    """Prax.accrue / given the epoch / when the next epoch begins / it should accrue"""
    fill_epoch(protocol, person)
    number = protocol.now // EPOCH
    commit = protocol.commit(contributor=person, work=OTHER_WORK)
    protocol.chain.next_time((number + 1) * EPOCH)
    accrue(protocol, commit)
    assert protocol.now == (number + 1) * EPOCH
    assert epoch_now(protocol) == Epoch(100 * PRAX, 100 * PRAX, number + 1)
    assert holdings(protocol, contributor.address) == [200 * PRAX]


def test_a_revocation_gives_nothing_back_to_the_epoch(protocol, person, stranger):
    """Prax.accrue / given the epoch / when something was revoked in a full epoch
    / it should refuse with EpochCapReached"""
    commit = fill_epoch(protocol, person)
    protocol.revoke(commit)
    protocol.send(protocol.prax.revoke(commit), stranger)
    assert epoch_now(protocol) == Epoch(100 * PRAX, 100 * PRAX, protocol.now // EPOCH)
    call = accruing(protocol, protocol.commit(contributor=person, quality=1))
    protocol.assert_refused(
        call, stranger, "EpochCapReached", minted=100 * PRAX, amount=10**16, cap=100 * PRAX
    )  # fmt: skip


def earning(protocol: Protocol, reward: int) -> Action:
    """An action of this reward (wei), under the highest cap."""
    action = Action(Category.ART, reward, 0, hash_uri("paint everything"))
    protocol.send(protocol.prax.set_action(action), protocol.owner)
    protocol.send(protocol.prax.set_epoch_cap(LARGEST), protocol.owner)
    return action


def test_beyond_96_bits(protocol, person, stranger):
    """Prax.accrue / given the epoch / when the amount does not fit 96 bits / it should refuse with AmountTooLarge"""
    action = earning(protocol, LARGEST)
    for quality, amount in ((10_001, LARGEST * 10_001 // 10_000), (20_000, 2 * LARGEST)):
        call = accruing(protocol, protocol.commit(contributor=person, action=action.id, quality=quality))
        protocol.assert_refused(call, stranger, "AmountTooLarge", amount=amount)


def test_the_largest_balance(protocol, person, contributor):
    """Prax.accrue / given the epoch / when the balance comes to all that 88 bits hold / it should accrue"""
    commit = protocol.commit(contributor=person, action=earning(protocol, 2**88 - 1).id)
    accrue(protocol, commit)
    assert accrual_now(protocol, commit) == Accrual(2**88 - 1, fact_hash(commit)[:20])
    assert epoch_now(protocol) == Epoch(LARGEST, 2**88 - 1, protocol.now // EPOCH)
    assert holdings(protocol, contributor.address) == votes(protocol, contributor.address) == [2**88 - 1]


def test_a_balance_beyond_88_bits(protocol, person, stranger):
    """Prax.accrue / given the epoch / when the balance comes to more / it should refuse with BalanceTooLarge"""
    whole, one = earning(protocol, 2**88), earning(protocol, 1)
    call = accruing(protocol, protocol.commit(contributor=person, action=whole.id))
    protocol.assert_refused(call, stranger, "BalanceTooLarge", balance=2**88)
    accrue(protocol, protocol.commit(contributor=person, action=earning(protocol, 2**88 - 1).id))
    call = accruing(protocol, protocol.commit(contributor=person, action=one.id, work=OTHER_WORK))
    protocol.assert_refused(call, stranger, "BalanceTooLarge", balance=2**88)


def set_supply(protocol: Protocol, supply: int) -> None:
    """As if others had accrued so many wei: it would take 256 wallets."""
    layout = Layout(artifacts.load("Prax").storage)
    present = {"votes": supply, "since": protocol.now, "earlier": 0, "balance": 0, "delegated": False}
    placed = list(layout.place("_supply", present))
    protocol.chain.set_storage(protocol.prax.address, placed[0][0], sum(field.word for _, field in placed))


def test_the_largest_supply(protocol, person):
    """Prax.accrue / given the epoch / when all PRAX comes to all that 96 bits hold / it should accrue"""
    set_supply(protocol, LARGEST - 100 * PRAX)
    accrue(protocol, protocol.commit(contributor=person))
    assert ask(protocol, "totalSupply") == LARGEST


def test_a_supply_beyond_96_bits(protocol, person, stranger):
    """Prax.accrue / given the epoch / when all PRAX comes to more / it should refuse with SupplyTooLarge"""
    set_supply(protocol, LARGEST - 100 * PRAX + 1)
    call = accruing(protocol, protocol.commit(contributor=person))
    protocol.assert_refused(call, stranger, "SupplyTooLarge", supply=2**96)
