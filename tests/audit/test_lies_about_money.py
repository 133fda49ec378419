"""Histories in which programs, fundings, locks, refunds or releases are not what the escrow does."""

import pytest

from praxis_chain.core.programs import DAY
from tests.audit.lies import Lie, alter, completed, drop, find, omit, repeat, story, under_review
from tests.audit.story import (
    AT_ONCE,
    FIRST,
    OTHER_WORK,
    REFERRER,
    SECOND,
    SPONSOR,
    STRANGER,
    USDC,
    WHERE,
    Story,
    fact,
    rules_of,
)


def _a_year_and_a_day(told: Story) -> None:
    rules = {**rules_of(AT_ONCE), "lockPeriod": 366 * DAY}
    told.say(WHERE.escrow, "ProgramCreated", program=fact("another program"), rules=rules)


def _closed_funded(told: Story) -> None:
    completed(told.funded(1, SPONSOR, 50 * USDC).next(), FIRST, 50 * USDC).next().funded(1, SPONSOR, 20 * USDC)


def _review_funded(told: Story) -> None:
    under_review(told.funded(2, SPONSOR, 50 * USDC).next()).next().funded(2, SPONSOR, 25 * USDC)


def _older_progress(told: Story) -> None:
    told.locked(FIRST, "progress", told.now - 10, told.now - 10 + 5 * DAY).next().funded(1, SPONSOR, 50 * USDC)
    told.next().locked(FIRST, "rival's", told.now - 200, told.now - 200 + 5 * DAY, OTHER_WORK)


def _short_early_lock(told: Story) -> None:
    told.locked(FIRST, "early progress", told.now - 10, told.now).next().funded(1, SPONSOR, 50 * USDC)


def _closed_locked(told: Story) -> None:
    completed(told.funded(1, SPONSOR, 50 * USDC).next(), FIRST, 50 * USDC).next()
    told.locked(FIRST, "progress", told.now - 1, told.now - 1 + 5 * DAY)


def _review_refunded(told: Story) -> None:
    under_review(told.funded(2, SPONSOR, 50 * USDC).next(days=31)).next()
    told.refunded(SECOND, SPONSOR, 25 * USDC, 50 * USDC)


LIES: dict[str, tuple[Lie, list[str]]] = {
    "an event withheld": (drop("Locked", 2), [
        "E8 An escrow event is missing before this one, or it is out of place.",
    ]),
    "a number skipped": (alter("Locked", 2, sequence=9), [
        "E8 An escrow event is missing before this one, or it is out of place.",
        "E8 An escrow event is missing before this one, or it is out of place.",
    ]),
    "a funding withheld": (drop("Funded", 2), [
        "E8 An escrow event is missing before this one, or it is out of place.",
        "E2 An award is not what the pool and its completion make.",
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "a funding that never was": (omit("Funded", 2), [
        "E2 An award is not what the pool and its completion make.",
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "a funding counted twice": (repeat("Funded", 2), [
        "E1 USDC that was funded did not arrive.",
        "E2 An award is not what the pool and its completion make.",
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "another id of a program": (alter("ProgramCreated", program=fact("another program")), [
        "E9 A program's id is not the hash of its rules.",
    ]),
    "a program created twice": (repeat("ProgramCreated"), [
        "E9 A program was created twice.",
    ]),
    "a program that nobody created": (drop("ProgramCreated"), [
        "E9 A bounty was funded whose program no event created.",
        "E9 A bounty was funded whose program no event created.",
        "E9 A bounty was funded whose program no event created.",
        "E9 A bounty was funded whose program no event created.",
    ]),
    "a period of more than a year": (story(_a_year_and_a_day), [
        "E9 A program's periods are out of range.",
    ]),
    "another id of a bounty": (alter("Funded", bounty=fact("another bounty")), [
        "E9 A bounty's id is not the hash of its program and subject.",
        "E2 An award is not what the pool and its completion make.",
        "E2 USDC left the escrow otherwise than its events say.",
        "E7 A refund took other shares than the sponsor had.",
    ]),
    "a larger funding": (alter("Funded", 2, amount=251 * USDC), [
        "E3 A funding bought other shares than amount and pool make.",
        "E1 USDC that was funded did not arrive.",
        "E2 An award is not what the pool and its completion make.",
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "other shares": (alter("Funded", 2, shares=1), [
        "E3 A funding bought other shares than amount and pool make.",
    ]),
    "another commitment": (alter("Funded", 2, committedUntil=1), [
        "E5 A stake is committed until another time than its program says.",
    ]),
    "a closed bounty funded": (story(_closed_funded), [
        "E3 A closed bounty was funded.",
    ]),
    "a bounty under review funded": (story(_review_funded), [
        "E3 A bounty under review was funded.",
        "E3 A funding bought other shares than amount and pool make.",
    ]),
    "USDC that never came": (drop("Transfer", 2), [
        "E1 USDC that was funded did not arrive.",
    ]),
    "USDC that left unsaid": (story(lambda s: s.moves(WHERE.usdc, WHERE.escrow, STRANGER, 5)), [
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "a lock that began earlier": (alter("Locked", 2, start=1), [
        "E5 A lock does not follow from the one before it.",
    ]),
    "a lock that lasts longer": (alter("Locked", 2, end=2**40 - 1), [
        "E5 A lock does not follow from the one before it.",
        "E5 A stake of an open bounty was refunded too early.",
    ]),
    "a lock by older progress": (story(_older_progress), [
        "E5 A lock does not follow from the one before it.",
    ]),
    "a lock too short before its bounty was funded": (story(_short_early_lock), [
        "E5 A lock does not follow from the one before it.",
    ]),
    "a closed bounty locked": (story(_closed_locked), [
        "E5 A closed bounty was locked.",
    ]),
    "a stake refunded twice": (repeat("Refunded"), [
        "E7 A refund took other shares than the sponsor had.",
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "another refund": (alter("Refunded", amount=1), [
        "E7 A refund is not the sponsor's part of the pool.",
    ]),
    "a refund of other shares": (alter("Refunded", shares=1), [
        "E7 A refund took other shares than the sponsor had.",
    ]),
    "a refund to a stranger": (alter("Refunded", sponsor=STRANGER), [
        "E7 A refund took other shares than the sponsor had.",
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "a refund under review": (story(_review_refunded), [
        "E7 A stake was refunded under review.",
    ]),
    "released twice": (repeat("Released"), [
        "E2 An award was released that is not owed.",
        "E2 USDC left the escrow otherwise than its events say.",
        "E2 All pools and unreleased awards are not what is owed.",
        "E9 The books of program 0x… do not add up.",
    ]),
    "an unknown award released": (alter("Released", award=fact("another award")), [
        "E2 An award was released that is not owed.",
        "E2 All pools and unreleased awards are not what is owed.",
        "E9 The books of program unknown do not add up.",
    ]),
    "another amount released": (alter("Released", amount=1), [
        "E2 Another amount was released than was awarded.",
    ]),
    "released of somebody else": (alter("Released", contributor=REFERRER), [
        "E2 An award was released of somebody else.",
    ]),
    "released to a stranger": (alter("Released", to=STRANGER), [
        "E2 USDC left the escrow otherwise than its events say.",
    ]),
    "released without a wallet": (drop("Linked", 4), [
        "E2 An award was paid to another wallet than its contributor's.",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_what_is_found(name: str) -> None:
    lie, expected = LIES[name]
    assert find(lie) == expected
