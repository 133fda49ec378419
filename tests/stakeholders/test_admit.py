"""Stakeholders: who is what, and who referred whom."""

from typing import Any

from praxis_chain.core.catalogue import Standing
from praxis_chain.core.facts import Admission, fact_hash
from praxis_chain.core.ids import NOBODY, hash_uri, wallet_contributor
from praxis_chain.evm.bindings import Call
from praxis_chain.evm.transactions import Receipt
from tests.events import said, told
from tests.protocol import Protocol

FIRST_REFERRER, SECOND_REFERRER = hash_uri("github:user/11"), hash_uri("github:user/12")


def admitting(protocol: Protocol, admission: Admission) -> Call:
    return protocol.stakeholders.admit(admission, *protocol.attest(admission))


def admit(protocol: Protocol, **given: Any) -> Receipt:
    return protocol.send(admitting(protocol, protocol.admission(**given)), protocol.owner)


def standing_and_referrer(protocol: Protocol) -> tuple[Standing, bytes]:
    view = protocol.view
    return (
        protocol.stakeholders.standing_of(view, protocol.someone),
        protocol.stakeholders.referrer_of(view, protocol.someone),
    )


def assert_admitted(protocol: Protocol, receipt: Receipt, admission: Admission, old: Standing, referrer: bytes) -> None:
    """The whole of what an Admission tells, and what it leaves behind."""
    attested, admitted = told(receipt)
    assert attested[1] == "Attested"
    assert admitted == said(
        protocol.stakeholders, "Admitted", contributor=admission.contributor, referrer=referrer,
        fact=fact_hash(admission), oldStanding=old, newStanding=admission.standing, admittedAt=admission.admittedAt,
    )  # fmt: skip
    assert standing_and_referrer(protocol) == (Standing(admission.standing), referrer)


# -- refused ----------------------------------------------------------------------------------------------------------


def test_a_plain_wallet(protocol, contributor, stranger):
    """Stakeholders.admit / when the contributor is a plain wallet / it should refuse with NotAnIdentity"""
    for plain in (wallet_contributor(contributor.address), NOBODY):
        call = admitting(protocol, protocol.admission(contributor=plain))
        protocol.assert_refused(call, stranger, "NotAnIdentity", contributor=plain)


def test_from_the_future(protocol, stranger):
    """Stakeholders.admit / when admittedAt is in the future / it should refuse with FactFromFuture"""
    next_block = protocol.now + 1
    call = admitting(protocol, protocol.admission(admittedAt=next_block + 1))
    protocol.assert_refused(call, stranger, "FactFromFuture", factTime=next_block + 1, currentTime=next_block)


def test_of_this_very_second(protocol):
    """Stakeholders.admit / when admittedAt is now / it should accept it"""
    admit(protocol, admittedAt=protocol.now + 1)
    assert standing_and_referrer(protocol) == (Standing.RESIDENT, NOBODY)


def test_an_unknown_standing(protocol, stranger):
    """Stakeholders.admit / when the standing is above 4 / it should refuse with UnknownStanding"""
    for standing in (5, 255):
        call = admitting(protocol, protocol.admission(standing=standing))
        protocol.assert_refused(call, stranger, "UnknownStanding", standing=standing)
    admit(protocol, standing=4)
    assert standing_and_referrer(protocol) == (Standing.BOP, NOBODY)


def test_a_self_referral(protocol, stranger):
    """Stakeholders.admit / when the contributor refers themselves / it should refuse with SelfReferral"""
    call = admitting(protocol, protocol.admission(referrer=protocol.someone))
    protocol.assert_refused(call, stranger, "SelfReferral", contributor=protocol.someone)


def test_without_quorum(protocol, stranger):
    """Stakeholders.admit / when fewer than a quorum signed the Admission / it should refuse with QuorumNotReached"""
    admission = protocol.admission()
    call = protocol.stakeholders.admit(admission, *protocol.attest(admission, by=protocol.members[2:]))
    protocol.assert_refused(call, stranger, "QuorumNotReached", signatures=1, quorum=2)


def test_a_revoked_admission(protocol, stranger):
    """Stakeholders.admit / when the Admission was revoked / it should refuse with Revoked"""
    admission = protocol.admission()
    protocol.revoke(admission)
    call = admitting(protocol, admission)
    protocol.assert_refused(call, stranger, "Revoked", fact=fact_hash(admission), revokedAt=protocol.now)


# -- admitted ---------------------------------------------------------------------------------------------------------


def test_with_a_referrer(protocol, stranger):
    """Stakeholders.admit / given no standing / when a referrer is named
    / it should set standing and referrer and emit Admitted"""
    admission = protocol.admission(standing=1, referrer=FIRST_REFERRER)
    receipt = protocol.send(admitting(protocol, admission), stranger)
    assert_admitted(protocol, receipt, admission, Standing.NONE, FIRST_REFERRER)


def test_without_a_referrer(protocol, stranger):
    """Stakeholders.admit / given no standing / when no referrer is named
    / it should set the standing and leave the referrer open"""
    admission = protocol.admission(standing=2)
    receipt = protocol.send(admitting(protocol, admission), stranger)
    assert_admitted(protocol, receipt, admission, Standing.NONE, NOBODY)


def test_not_newer(protocol, stranger):
    """Stakeholders.admit / given a standing / when admittedAt is that of the newest Admission
    / it should refuse with NotNewer"""
    newest = protocol.now - 5
    admit(protocol, admittedAt=newest)
    for time in (newest, newest - 1, 0):
        call = admitting(protocol, protocol.admission(standing=4, admittedAt=time))
        protocol.assert_refused(call, stranger, "NotNewer", factTime=time, newest=newest)


def test_another_referrer(protocol, stranger):
    """Stakeholders.admit / given a standing / when another referrer is named / it should keep the first referrer"""
    admit(protocol, standing=1, referrer=FIRST_REFERRER)
    admission = protocol.admission(referrer=SECOND_REFERRER)
    receipt = protocol.send(admitting(protocol, admission), stranger)
    assert_admitted(protocol, receipt, admission, Standing.APPLICANT_RESIDENT, FIRST_REFERRER)


def test_a_late_referrer(protocol, stranger):
    """Stakeholders.admit / given a standing / when the first referrer is named only now / it should set the referrer"""
    admit(protocol, standing=2)
    admission = protocol.admission(standing=4, referrer=SECOND_REFERRER)
    receipt = protocol.send(admitting(protocol, admission), stranger)
    assert_admitted(protocol, receipt, admission, Standing.APPLICANT_BOP, SECOND_REFERRER)


def test_lowered(protocol, stranger):
    """Stakeholders.admit / given a standing / when the standing is lower / it should lower it"""
    admit(protocol, standing=4, referrer=FIRST_REFERRER)
    admission = protocol.admission(standing=0)
    receipt = protocol.send(admitting(protocol, admission), stranger)
    assert_admitted(protocol, receipt, admission, Standing.BOP, FIRST_REFERRER)


def test_revoked_afterwards(protocol):
    """Stakeholders.admit / given a standing / when the newest Admission is revoked afterwards
    / it should keep the standing until a newer Admission, and the referrer for ever"""
    admission = protocol.admission(referrer=FIRST_REFERRER)
    protocol.send(admitting(protocol, admission), protocol.owner)
    protocol.revoke(admission)
    assert standing_and_referrer(protocol) == (Standing.RESIDENT, FIRST_REFERRER)
    admit(protocol, standing=0, referrer=SECOND_REFERRER)
    assert standing_and_referrer(protocol) == (Standing.NONE, FIRST_REFERRER)
