"""Histories in which awards, closures or their cancelling are not what the escrow does."""

import pytest

from tests.audit.lies import Lie, alter, completed, find, repeat, story, under_review
from tests.audit.story import (
    CONTRIBUTOR,
    FIRST,
    OTHER_WORK,
    REFERRER,
    SECOND,
    SPONSOR,
    STRANGER,
    USDC,
    WALLET,
    Story,
    fact,
)


def _revoked_fact(told: Story) -> None:
    completed(told.funded(1, SPONSOR, 50 * USDC).next().revoked(fact("commit")).next(), FIRST, 50 * USDC)


def _closed_awarded(told: Story) -> None:
    completed(told.funded(1, SPONSOR, 50 * USDC).next(), FIRST, 50 * USDC).next()
    told.attest(fact("more")).awarded(FIRST, REFERRER, "more", 1, 0)


def _below_minimum(told: Story) -> None:
    completed(told.funded(1, SPONSOR, 9 * USDC).next(), FIRST, 9 * USDC)


def _cancelled_late(told: Story) -> None:
    under_review(told.funded(2, SPONSOR, 50 * USDC).next()).next(days=3)
    told.cancelled(SECOND, CONTRIBUTOR, "commit", 25 * USDC)


LIES: dict[str, tuple[Lie, list[str]]] = {
    "a larger award": (alter("Awarded", amount=451 * USDC), [
        "E2 An award is not what the pool and its completion make.",
    ]),
    "less completion for the same": (alter("Awarded", completion=5_000), [
        "E2 An award is not what the pool and its completion make.",
        "E2 USDC left the escrow otherwise than its events say.",
        "E7 A refund is not the sponsor's part of the pool.",
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "a larger part of an award for two": (alter("Awarded", 2, amount=71 * USDC), [
        "E2 An award is not what the pool and its completion make.",
        "E6 Another amount went back to the pool.",
    ]),
    "not quite all": (alter("Awarded", 4, completion=9_999), [
        "E2 An award is not what the pool and its completion make.",
        "E2 Another amount was released than was awarded.",
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "less for all of it": (alter("Awarded", 4, amount=99 * USDC), [
        "E2 An award is not what the pool and its completion make.",
    ]),
    "more than all": (alter("Awarded", 4, completion=12_000), [
        "E4 More completion was awarded than was left.",
        "E3 The open bounty 0x… has a pool without shares, or shares without a pool.",
    ]),
    "another review": (alter("Awarded", 4, reviewEnd=2**40 - 1), [
        "E6 A review ends at another time than its program says.",
        "E6 An award was released under review.",
    ]),
    "paid to a stranger": (alter("Awarded", paidTo=STRANGER), [
        "E2 An award was paid to another wallet than its contributor's.",
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "paid under review": (alter("Awarded", 4, paidTo=WALLET), [
        "E6 An award was paid under review.",
        "E2 USDC left the escrow otherwise than its events say.",
        "E2 All pools and unreleased awards are not what is owed.",
        "E9 The books of program 0x… do not add up.",
    ]),
    "a cancelled fact again": (alter("Awarded", 4, fact=fact("three tenths")), [
        "E4 A fact was applied again that was cancelled.",
    ]),
    "a revoked fact": (story(_revoked_fact), [
        "A1 A fact was accepted after it was revoked.",
    ]),
    "awarded twice": (repeat("Awarded"), [
        "E4 More completion was awarded than was left.",
        "E4 A Commit was awarded twice.",
        "E2 USDC left the escrow otherwise than its events say.",
        "E7 A refund is not the sponsor's part of the pool.",
        "E2 USDC left the escrow otherwise than its events say.",
        "E4 The awards of bounty 0x… do not add up.",
    ]),
    "another work than the one that holds the lock": (alter("Awarded", work=OTHER_WORK), [
        "E5 A locked bounty was awarded for another work.",
    ]),
    "a closed bounty awarded": (story(_closed_awarded), [
        "E4 More completion was awarded than was left.",
        "E4 A closed bounty was awarded or closed.",
        "E4 A bounty was awarded or closed below its program's minimum.",
        "E3 The open bounty 0x… has a pool without shares, or shares without a pool.",
    ]),
    "below the minimum": (story(_below_minimum), [
        "E4 A bounty was awarded or closed below its program's minimum.",
    ]),
    "a smaller closing award": (alter("Closed", 2, amount=99 * USDC), [
        "E2 A closing award is not what pool and program make.",
    ]),
    "less went back": (alter("AwardCancelled", amount=1), [
        "E6 Another amount went back to the pool.",
    ]),
    "another fact cancelled": (alter("AwardCancelled", fact=fact("another fact")), [
        "E6 An award was cancelled that is not owed on this fact.",
    ]),
    "an award cancelled twice": (repeat("AwardCancelled"), [
        "E6 An award was cancelled that is not owed on this fact.",
        "E6 Another amount went back to the pool.",
    ]),
    "an award nobody made cancelled": (alter("AwardCancelled", work=OTHER_WORK), [
        "E6 An award was cancelled that is not owed on this fact.",
        "E4 More completion was awarded than was left.",
        "E4 A Commit was awarded twice.",
        "E4 The awards of bounty 0x… do not add up.",
        "E3 The open bounty 0x… has a pool without shares, or shares without a pool.",
    ]),
    "cancelled a second too late": (story(_cancelled_late), [
        "E6 An award was cancelled after its review.",
    ]),
    "another closure cancelled": (alter("ClosureCancelled", fact=fact("another fact")), [
        "E6 A closure was cancelled that was not under review.",
        "E6 An award was cancelled that is not owed on this fact.",
    ]),
    "a closure cancelled twice": (repeat("ClosureCancelled"), [
        "E6 A closure was cancelled that was not under review.",
        "E6 An award was cancelled that is not owed on this fact.",
        "E6 Another amount went back to the pool.",
    ]),
    "less of a closing award went back": (alter("ClosureCancelled", amount=1), [
        "E6 Another amount went back to the pool.",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_what_is_found(name: str) -> None:
    lie, expected = LIES[name]
    assert find(lie) == expected
