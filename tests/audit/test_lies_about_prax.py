"""Histories in which PRAX did what its contract refuses."""

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS
from tests.audit.lies import Lie, alter, drop, find, repeat, story
from tests.audit.story import CONTRIBUTOR, PRAX, REFERRER, STRANGER, WALLET, WHERE, Story, fact


def _approval(told: Story) -> None:
    told.say(WHERE.prax, "Approval", owner=WALLET, spender=STRANGER, value=5)


LIES: dict[str, tuple[Lie, list[str]]] = {
    "a category that is none": (alter("ActionSet", category=10), [
        "P1 An action is out of range.",
        "P1 An accrual is of an action that is not in the catalogue.",
    ]),
    "an id that is not the action's": (alter("ActionSet", action=fact("another action")), [
        "P1 An action's id is not its hash.",
    ]),
    "closed before": (alter("ActionSet", 2, oldClosedAt=1), [
        "P1 An action was closed at another time before.",
    ]),
    "closed at another time": (alter("ActionSet", 2, newClosedAt=1), [
        "P1 An action is closed at another time than now.",
    ]),
    "another reward before": (alter("ReferralRewardSet", oldReward=1), [
        "P1 A referral reward was another.",
    ]),
    "another cap before": (alter("EpochCapSet", oldCap=1), [
        "P2 The epoch cap was another.",
    ]),
    "a cap below what was minted": (alter("EpochCapSet", newCap=100 * PRAX), [
        "P2 More was minted than the epoch's cap.",
    ]),
    "a Commit that accrued twice": (repeat("Accrued"), [
        "P2 A Commit accrued twice.",
        "P2 More was minted than the epoch's cap.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P3 Not the whole balance moved.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P3 PRAX moved that no accrual, revocation or recovery moved.",
        "P1 All PRAX is not all live accruals and referrals.",
        "P1 Contributor 0x… does not hold their live accruals.",
    ]),
    "quality out of range": (alter("Accrued", quality=20_001), [
        "P2 Quality or completion is out of range.",
        "P1 A Commit minted another amount than its action says.",
        "P2 More was minted than the epoch's cap.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P1 PRAX moved that no accrual, revocation or recovery moved.",
        "P3 Not the whole balance moved.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P3 PRAX moved that no accrual, revocation or recovery moved.",
        "P1 Another amount was burned than was minted.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P1 PRAX moved that no accrual, revocation or recovery moved.",
    ]),
    "an action outside the catalogue": (alter("Accrued", action=fact("another action")), [
        "P1 An accrual is of an action that is not in the catalogue.",
    ]),
    "a wei too much": (alter("Accrued", amount=64 * PRAX + 1), [
        "P1 A Commit minted another amount than its action says.",
    ]),
    "another person's wallet": (alter("Accrued", wallet=STRANGER), [
        "P3 PRAX was minted or burned in another wallet than the person's.",
    ]),
    "nobody of standing": (drop("Admitted"), [
        "P2 PRAX accrued to somebody who is no stakeholder.",
    ]),
    "a candidate referred twice": (repeat("ReferralAccrued"), [
        "P2 A candidate was referred twice.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P2 More was minted than the epoch's cap.",
        "P1 A delegate has other votes than the balances make.",
        "P1 A delegate has other votes than the balances make.",
        "P1 All PRAX is not all live accruals and referrals.",
        "P1 Contributor 0x… does not hold their live accruals.",
    ]),
    "an applicant referred": (alter("ReferralAccrued", standing=2), [
        "P2 A referral was paid for somebody who is not Resident or BOP.",
        "P1 A referral minted another amount than the reward.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P1 PRAX moved that no accrual, revocation or recovery moved.",
        "P1 A delegate has other votes than the balances make.",
        "P1 A delegate has other votes than the balances make.",
    ]),
    "another referrer paid": (alter("ReferralAccrued", contributor=CONTRIBUTOR), [
        "P2 A referral was paid to another than the first referrer.",
        "P3 PRAX was minted or burned in another wallet than the person's.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P1 PRAX moved that no accrual, revocation or recovery moved.",
        "P3 Not the whole balance moved.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P3 PRAX moved that no accrual, revocation or recovery moved.",
        "P1 A delegate has other votes than the balances make.",
        "P1 A delegate has other votes than the balances make.",
    ]),
    "another reward paid": (alter("ReferralAccrued", amount=1), [
        "P1 A referral minted another amount than the reward.",
    ]),
    "a burn without revocation": (drop("FactRevoked", 2), [
        "A1 PRAX was burned for a fact that is not revoked.",
    ]),
    "a burn for another fact": (alter("AccrualRevoked", fact=fact("seven tenths")), [
        "P1 PRAX was burned that this fact did not mint.",
        "P1 All PRAX is not all live accruals and referrals.",
        "P1 Contributor 0x… does not hold their live accruals.",
    ]),
    "a burn of another person": (alter("AccrualRevoked", contributor=REFERRER), [
        "P1 PRAX was burned of another person.",
        "P3 PRAX was minted or burned in another wallet than the person's.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P1 PRAX moved that no accrual, revocation or recovery moved.",
        "P1 A delegate has other votes than the balances make.",
        "P1 A delegate has other votes than the balances make.",
        "P1 Contributor 0x… does not hold their live accruals.",
        "P1 Contributor 0x… does not hold their live accruals.",
    ]),
    "a burn of another amount": (alter("AccrualRevoked", amount=1), [
        "P1 Another amount was burned than was minted.",
    ]),
    "recovered from elsewhere": (alter("Recovered", **{"from": STRANGER}), [
        "P3 PRAX left another wallet than the one it lay in.",
        "P3 Not the whole balance moved.",
        "P3 PRAX moved that no accrual, revocation or recovery moved.",
        "P1 Contributor 0x… does not hold their live accruals.",
    ]),
    "recovered to elsewhere": (alter("Recovered", to=STRANGER), [
        "P3 PRAX moved to another wallet than the person's.",
        "P1 PRAX should have moved and no Transfer says so.",
        "P3 PRAX moved that no accrual, revocation or recovery moved.",
        "P3 A balance still lay in a former wallet.",
        "P1 Contributor 0x… does not hold their live accruals.",
    ]),
    "recovered in part": (alter("Recovered", amount=1), [
        "P3 Not the whole balance moved.",
    ]),
    "moved without recovery": (drop("Recovered"), [
        "P3 PRAX moved that no accrual, revocation or recovery moved.",
        "P3 A balance still lay in a former wallet.",
        "P1 Contributor 0x… does not hold their live accruals.",
    ]),
    "an approval": (story(_approval), [
        "P3 PRAX was approved to somebody.",
    ]),
    "other votes": (alter("DelegateVotesChanged", newVotes=1), [
        "P1 A delegate has other votes than the balances make.",
    ]),
    "a default delegate who is somebody else": (alter("DelegateChanged", toDelegate=STRANGER), [
        "P1 A default delegate is not the account itself.",
    ]),
    "another delegate before": (alter("DelegateChanged", 3, fromDelegate=STRANGER), [
        "P1 Another delegate was replaced.",
    ]),
    "PRAX from one person to another": (story(lambda s: s.moves(WHERE.prax, WALLET, STRANGER, 5)), [
        "P3 PRAX moved that no accrual, revocation or recovery moved.",
    ]),
    "PRAX from nowhere": (story(lambda s: s.moves(WHERE.prax, ZERO_ADDRESS, STRANGER, 5)), [
        "P1 PRAX moved that no accrual, revocation or recovery moved.",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_what_is_found(name: str) -> None:
    lie, expected = LIES[name]
    assert find(lie) == expected
