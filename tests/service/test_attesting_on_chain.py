"""What the chain says of facts that shut each other out: with the contracts, after each of the ways they can go."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from praxis_chain.core.facts import Commit, Fact, fact_hash
from praxis_chain.core.programs import Program
from praxis_chain.core.signing import KeySigner
from praxis_chain.evm.deployments import bind
from praxis_chain.service.attesting import Desk, NotReady, OnChain, Signed
from praxis_chain.store import open_store
from tests.protocol import REVIEW, USDC, Protocol
from tests.service.attesting import Shown, desk_of, shown

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


def desk(protocol: Protocol, engine: Engine, look: Shown, *programs: Program) -> Desk:
    """Of the first member; without `programs` it serves both."""
    served = programs or (protocol.program, protocol.reviewed)
    chain = OnChain(protocol.chain, bind(protocol.record), served)
    return desk_of(engine, look, chain=chain, signer=KeySigner(bytes(protocol.members[0].key)))


def said(one: Desk, fact: Fact) -> str:
    """`signed`, or the slug."""
    answer = one.answer([fact], sign=True)
    return "signed" if isinstance(answer, Signed) else answer.refused[0].reason


@pytest.fixture
def fresh(tmp_path: Path) -> Engine:
    """Another database, with nothing in it."""
    return open_store(f"sqlite:///{tmp_path / 'fresh.db'}")


@pytest.fixture
def resident(protocol: Protocol, contributor: "LocalAccount") -> bytes:
    """Somebody who can hold PRAX."""
    return protocol.enter(contributor)


def two(protocol: Protocol, contributor: bytes | None = None) -> tuple[Commit, Commit]:
    """A Commit as it was stated, and as it was corrected."""
    first = protocol.commit(**({} if contributor is None else {"contributor": contributor}))
    return first, replace(first, quality=20_000, evidence=b"\x0f" * 32)


def test_a_corrected_commit_is_signed_once_the_first_is_revoked(protocol: Protocol, database: Engine) -> None:
    first, second = two(protocol)
    look = Shown(shown(first))
    attester = desk(protocol, database, look)
    assert said(attester, first) == "signed"
    look.what = shown(second, revoked=[first])
    assert said(attester, second) == "another-was-signed"
    protocol.revoke(first)
    assert said(attester, second) == "signed"


def test_a_cancelled_award_lets_another_be_signed(
    protocol: Protocol, database: Engine, sponsor: "LocalAccount"
) -> None:
    first, second = two(protocol)
    look = Shown(shown(first))
    attester = desk(protocol, database, look)
    assert said(attester, first) == "signed"
    protocol.fund(sponsor, 100 * USDC, protocol.reviewed)
    protocol.award(first, program=protocol.reviewed)
    look.what = shown(second)
    assert said(attester, second) == "another-was-signed"
    protocol.send(protocol.escrow.cancel(protocol.reviewed.id, [first]), protocol.arbiter)
    assert said(desk(protocol, database, look, protocol.program), second) == "another-was-signed"  # not one it serves
    assert said(attester, second) == "signed"


def test_a_cancelled_closure_lets_another_be_signed(
    protocol: Protocol, database: Engine, fresh: Engine, sponsor: "LocalAccount"
) -> None:
    first = protocol.closure()
    second = replace(first, contributor=bytes(32), evidence=b"\x0f" * 32)
    look = Shown(shown(first))
    attester = desk(protocol, database, look)
    assert said(attester, first) == "signed"
    protocol.fund(sponsor, 500 * USDC, protocol.reviewed)
    (proof,) = protocol.attest(first)
    protocol.send(protocol.escrow.close(protocol.reviewed.id, first, proof), sponsor)
    look.what = shown(second)
    assert said(attester, second) == "another-was-signed"
    assert said(desk(protocol, fresh, look), second) == "another-counts"
    protocol.send(protocol.escrow.cancel_closure(protocol.reviewed.id, first), protocol.arbiter)
    assert said(attester, second) == "signed"


# -- the database is lost ---------------------------------------------------------------------------------------------


def assert_bound(protocol: Protocol, engine: Engine, first: Commit, second: Commit) -> None:
    """The chain alone says that the first counts; the first itself may be signed again."""
    assert said(desk(protocol, engine, Shown(shown(second))), second) == "another-counts"
    assert said(desk(protocol, engine, Shown(shown(first))), first) == "signed"


def test_an_accrual_binds_without_the_database(protocol: Protocol, fresh: Engine, resident: bytes) -> None:
    first, second = two(protocol, resident)
    (proof,) = protocol.attest(first)
    protocol.send(protocol.prax.accrue(first, proof), protocol.owner)
    assert_bound(protocol, fresh, first, second)


def test_an_award_under_review_binds_without_the_database(
    protocol: Protocol, fresh: Engine, sponsor: "LocalAccount"
) -> None:
    first, second = two(protocol)
    protocol.fund(sponsor, 100 * USDC, protocol.reviewed)
    protocol.award(first, program=protocol.reviewed)
    assert_bound(protocol, fresh, first, second)


def test_a_released_award_binds_until_it_is_revoked(
    protocol: Protocol, fresh: Engine, tmp_path: Path, sponsor: "LocalAccount", resident: bytes
) -> None:
    from praxis_chain.evm.bindings import Earned

    first, second = two(protocol, resident)
    protocol.fund(sponsor, 100 * USDC, protocol.reviewed)
    protocol.award(first, program=protocol.reviewed)
    protocol.chain.warp(by=REVIEW)
    earned = [Earned(first.subject, first.work)]
    protocol.send(protocol.escrow.release(protocol.reviewed.id, resident, earned), sponsor)
    assert_bound(protocol, fresh, first, second)
    look = Shown(shown(second, revoked=[first]))
    another = desk(protocol, open_store(f"sqlite:///{tmp_path / 'another.db'}"), look)
    assert said(another, second) == "another-counts"  # revoked on the forge, and not on chain yet
    protocol.revoke(first)
    look.what = shown(second)
    assert said(another, second) == "another-counts"  # the forge does not say which fact that was
    look.what = shown(second, revoked=[first])
    assert said(another, second) == "signed"


def test_a_cancelled_award_does_not_bind(protocol: Protocol, fresh: Engine, sponsor: "LocalAccount") -> None:
    first, second = two(protocol)
    protocol.fund(sponsor, 100 * USDC, protocol.reviewed)
    protocol.award(first, program=protocol.reviewed)
    protocol.send(protocol.escrow.cancel(protocol.reviewed.id, [first]), protocol.arbiter)
    assert said(desk(protocol, fresh, Shown(shown(second))), second) == "signed"


def test_what_was_signed_and_never_submitted_is_forgotten(protocol: Protocol, database: Engine, fresh: Engine) -> None:
    """As the desk's own words say: what remains is bounded by the contracts."""
    first, second = two(protocol)
    assert said(desk(protocol, database, Shown(shown(first))), first) == "signed"
    assert said(desk(protocol, fresh, Shown(shown(second))), second) == "signed"


# -- the committee ----------------------------------------------------------------------------------------------------


def test_who_left_the_committee_signs_nothing(protocol: Protocol, database: Engine) -> None:
    fact = protocol.commit()
    attester = desk(protocol, database, Shown(shown(fact)))
    assert said(attester, fact) == "signed"
    protocol.send(protocol.attesters.configure(remove=[protocol.members[0].address], new_quorum=2), protocol.owner)
    with pytest.raises(NotReady, match="is no member of the committee"):
        attester.answer([fact], sign=True)


def test_what_it_signs_the_contract_takes(protocol: Protocol, tmp_path: Path, sponsor: "LocalAccount") -> None:
    from praxis_chain.core.attestation import Attestation, Batch, gather

    facts: Sequence[Fact] = [protocol.commit(), protocol.progress(), protocol.closure()]
    chain = OnChain(protocol.chain, bind(protocol.record), (protocol.program,))
    attestations = []
    for member in protocol.members[:2]:
        engine = open_store(f"sqlite:///{tmp_path / member.address}.db")
        one = desk_of(engine, Shown(shown(*facts)), chain=chain, signer=KeySigner(bytes(member.key)))
        answer = one.answer(facts, sign=True)
        assert isinstance(answer, Signed)
        assert answer.signature is not None
        attestations.append(Attestation(answer.root, bytes.fromhex(member.address[2:]), answer.signature))
    batch = Batch(tuple(facts))
    packed = gather(attestations, chain.domain, [one.attester for one in attestations], 2)[batch.root]
    for fact, proof in zip(facts, batch.proofs(packed), strict=True):
        protocol.send(protocol.attesters.require_attested(fact_hash(fact), proof), sponsor)
