"""Histories in which the committee or a person did what Attesters and Stakeholders refuse."""

import pytest

from praxis_chain.core.programs import DAY
from tests.audit.lies import OUTSIDER, Lie, address_of, alter, drop, find, repeat, signed_by, story
from tests.audit.story import (
    CANDIDATE,
    CONTRIBUTOR,
    KEYS,
    NEXT_WALLET,
    REFERRER,
    STRANGER,
    WALLET,
    WHERE,
    Story,
    fact,
)


def _second_referrer(told: Story) -> None:
    told.admitted(CANDIDATE, REFERRER).next().attest(fact("newer")).say(
        WHERE.stakeholders, "Admitted", contributor=CANDIDATE, referrer=CONTRIBUTOR, fact=fact("newer"),
        oldStanding=3, newStanding=4, admittedAt=told.now,
    )  # fmt: skip


def _announced(told: Story) -> bytes:
    """The Link that announced a change from WALLET to NEXT_WALLET."""
    told.linked(CONTRIBUTOR, WALLET).next().linked(CONTRIBUTOR, NEXT_WALLET, WALLET, 3 * DAY)
    return fact(f"{NEXT_WALLET} of {CONTRIBUTOR.hex()}")


def _accept(told: Story, link: bytes) -> None:
    told.say(WHERE.stakeholders, "ChangeAccepted", contributor=CONTRIBUTOR, wallet=NEXT_WALLET, fact=link)


def _at_once(told: Story) -> None:
    told.linked(CONTRIBUTOR, WALLET).next().linked(CONTRIBUTOR, NEXT_WALLET, WALLET)


def _too_late(told: Story) -> None:
    link = _announced(told)
    _accept(told.next(days=3), link)


def _revoked(told: Story) -> None:
    link = _announced(told)
    told.next().revoked(link)
    _accept(told.next(), link)


LIES: dict[str, tuple[Lie, list[str]]] = {
    "a member added twice": (repeat("MemberAdded"), [
        "A2 A member was added twice.",
    ]),
    "a stranger removed": (alter("MemberRemoved", member=STRANGER), [
        "A2 An account was removed that was no member.",
        "A2 The members added and removed make another number.",
    ]),
    "a configuration skipped": (alter("Configured", 2, configuration=3), [
        "A2 A configuration is missing.",
    ]),
    "more members than were added": (alter("Configured", memberCount=4), [
        "A2 The members added and removed make another number.",
    ]),
    "another quorum before": (alter("Configured", 2, oldQuorum=3), [
        "A2 The quorum before was another one.",
    ]),
    "half of the members as quorum": (alter("Configured", 2, newQuorum=1), [
        "A2 The quorum is out of range.",
    ]),
    "signatures cut short": (alter("Attested", signatures=bytes(64)), [
        "A1 A signature over a root is none.",
    ]),
    "signatures of zeros": (alter("Attested", signatures=bytes(65)), [
        "A1 A signature over a root is none.",
    ]),
    "one member twice": (signed_by(KEYS[0], KEYS[0]), [
        "A1 The signers of a root are not distinct.",
    ]),
    "a signer who is no member": (signed_by(*sorted((KEYS[0], OUTSIDER), key=address_of)), [
        "A1 A root was signed by somebody who was no member then.",
    ]),
    "one signature of two": (signed_by(KEYS[0]), [
        "A1 A root was accepted below the quorum.",
    ]),
    "no signatures": (drop("Attested"), [
        "A1 A fact was accepted that no quorum signed in this transaction.",
    ]),
    "other evidence of a revocation": (alter("FactRevoked", evidence=fact("another reason")), [
        "A1 The hash of a Revocation is not that of its fact and evidence.",
    ]),
    "a fact revoked twice": (repeat("FactRevoked"), [
        "A1 A fact was revoked twice.",
    ]),
    "a link on another wallet": (alter("Linked", 5, oldWallet=STRANGER), [
        "S1 A link followed on another wallet than the one in effect.",
    ]),
    "a link from the future": (alter("Linked", 4, linkedAt=2**40), [
        "S1 A link is not newer than the last, or from the future.",
    ]),
    "a wallet of somebody else": (alter("Linked", 4, wallet=WALLET), [
        "S2 A wallet was linked that serves somebody else.",
    ]),
    "a change without its delay": (alter("Linked", 5, effectiveAt=1), [
        "S1 A link takes effect at another time than its rules say.",
    ]),
    "a change that holds at once": (story(_at_once), [
        "S1 A link takes effect at another time than its rules say.",
    ]),
    "a change accepted twice": (repeat("ChangeAccepted"), [
        "S1 A change was accepted that was not pending.",
        "S1 Another change was accepted than the one announced.",
    ]),
    "a change accepted as it took effect": (story(_too_late), [
        "S1 A change was accepted that was not pending.",
    ]),
    "another change accepted": (alter("ChangeAccepted", fact=fact("another link")), [
        "S1 Another change was accepted than the one announced.",
    ]),
    "a change to another wallet accepted": (alter("ChangeAccepted", wallet=STRANGER), [
        "S1 Another change was accepted than the one announced.",
    ]),
    "a change accepted that was revoked": (story(_revoked), [
        "S1 A change was accepted that was not pending.",
    ]),
    "a change rejected twice": (repeat("ChangeRejected"), [
        "S1 A change was rejected that was not pending, or rejected before.",
    ]),
    "another change rejected": (alter("ChangeRejected", fact=fact("another link")), [
        "S1 Another change was rejected than the one announced.",
    ]),
    "an unknown standing": (alter("Admitted", 3, newStanding=5), [
        "P2 A standing is unknown.",
        "P2 A referral was paid for somebody who is not Resident or BOP.",
    ]),
    "another standing before": (alter("Admitted", oldStanding=1), [
        "P2 An admission followed on another standing.",
    ]),
    "an admission from the future": (alter("Admitted", admittedAt=2**40), [
        "P2 An admission is not newer than the last, or from the future.",
    ]),
    "a person who referred themselves": (alter("Admitted", 3, referrer=CANDIDATE), [
        "P2 Somebody referred themselves.",
        "P2 A referral was paid to another than the first referrer.",
    ]),
    "a second referrer": (story(_second_referrer), [
        "P2 A second referrer took the first one's place.",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_what_is_found(name: str) -> None:
    lie, expected = LIES[name]
    assert find(lie) == expected
