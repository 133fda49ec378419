"""No signature counts anywhere but where it was given, nor in any form but one."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from praxis_chain.core.addresses import address_bytes, to_checksum
from praxis_chain.core.attestation import Attestation, BatchProof, gather, recover
from praxis_chain.core.eip712 import attestation_digest
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import commit_id, hash_uri
from praxis_chain.core.programs import DAY
from praxis_chain.evm import artifacts
from praxis_chain.evm.bindings import Attesters, abi_of, direct_release
from praxis_chain.evm.usdc import sign_digest
from tests.attesters.attesting import signer_seen
from tests.escrow.signatures import (
    COMPACT,
    HIGH_S,
    LONG,
    LOW_V,
    acceptance,
    attestation,
    authorization,
    consent,
    direction,
    permit,
)
from tests.protocol import USDC
from tests.windows import PASSES, outcome

pytestmark = pytest.mark.usefixtures("circle_usdc")
CONTRACTS = Path(__file__).parents[2] / "contracts"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # of secp256k1

OURS = {"ATTESTATION": attestation, "RELEASE": direction, "LINK_IDENTITY": consent, "ACCEPT_CHANGE": acceptance}
KINDS = (*OURS.values(), authorization, permit)
of_every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def test_every_signature_is_there():
    """Whatever type the contracts verify signatures of; facts are only hashed into a root. The rest is the token's."""
    code = "".join(file.read_text() for file in CONTRACTS.glob("*.sol"))
    types = set(re.findall(r"constant (\w+)_TYPEHASH", code))
    assert types - {"COMMIT", "PROGRESS", "CLOSURE", "ADMISSION", "LINK", "REVOCATION"} == set(OURS)


def tried(stage, kind, signature):
    return outcome(stage.protocol, kind.using(signature), kind.by)


@of_every_kind
@pytest.mark.parametrize("elsewhere", ["another chain", "another contract", "another version", "another name"])
def test_a_signature_for_another_domain(stage, kind, elsewhere):
    """Given under a domain that differs in one field from the one it is used under; the genuine one passes."""
    kind = kind(stage)
    domain = {
        "another chain": replace(kind.domain, chain_id=kind.domain.chain_id + 1),
        "another contract": replace(kind.domain, contract=bytes(19) + b"\1"),
        "another version": replace(kind.domain, version=kind.domain.version + "1"),
        "another name": replace(kind.domain, name=kind.domain.name + " "),
    }[elsewhere]
    foreign = kind.signed(domain)
    assert tried(stage, kind, foreign) == kind.by_another(foreign)
    assert tried(stage, kind, kind.signed(kind.domain)) == PASSES


@pytest.mark.parametrize(
    ("kind", "form"),
    [(kind, form) for kind in KINDS for form in (COMPACT, HIGH_S, LOW_V, LONG) if (kind, form) != (permit, LONG)],
    ids=lambda given: getattr(given, "__name__", given),
)
def test_a_signature_in_another_form(stage, kind, form):
    """The same signature, written otherwise: nobody can make a second one out of it."""
    kind = kind(stage)
    genuine = kind.signed(kind.domain)
    r, s, v = genuine[:32], int.from_bytes(genuine[32:64], "big"), genuine[64]
    other = {
        COMPACT: r + (s | (v - 27) << 255).to_bytes(32, "big"),
        HIGH_S: r + (ORDER - s).to_bytes(32, "big") + bytes([27 + 28 - v]),
        LOW_V: genuine[:64] + bytes([v - 27]),
        LONG: genuine + b"\0",
    }[form]
    assert tried(stage, kind, other) == kind.malformed(form, other)
    assert tried(stage, kind, genuine) == PASSES


@of_every_kind
def test_a_signature_used_again(stage, kind):
    """What it was given for has happened, so the very same call is refused."""
    kind = kind(stage)
    call = kind.using(kind.signed(kind.domain))
    stage.send(call, kind.by)
    assert outcome(stage.protocol, call, kind.by) == kind.again


# -- from one program to another --------------------------------------------------------------------------------------


def test_facts_of_one_committee_are_not_another_ones(stage, owner):
    """A program with attesters of its own takes no fact that the very same people attested for another program."""
    protocol = stage.protocol
    members = [member.address for member in protocol.members]
    code = bytes.fromhex(artifacts.load("Attesters").bytecode[2:])
    contract, _ = protocol.sender(owner).deploy(abi_of("Attesters"), code, members, 2, owner.address)
    other = stage.under(attesters=contract.address)
    other.fund(500 * USDC)
    commit, progress, closure = other.commit(), other.progress(), other.closure()
    for call, fact in (
        (other.awarding(commit), commit),
        (other.awarding_many([commit]), commit),
        (other.locking(progress), progress),
        (other.closing(closure), closure),
    ):
        signatures = protocol.signatures(fact)
        digest = attestation_digest(Attesters(contract).domain(protocol.chain.chain_id), fact_hash(fact))
        other.refuse(call, "NotMember", account=to_checksum(recover(digest, signatures[:65])))
    elsewhere = replace(other, protocol=replace(protocol, attesters=Attesters(contract)))
    other.send(elsewhere.awarding(commit))
    assert other.usdc_of(other.first) == 500 * USDC


def test_a_direction_for_one_program_is_not_another_ones(stage):
    """Two programs with the same attesters award the same fact; each award needs a direction of its own."""
    other = stage.under(minimum=0)
    commit = stage.commit(stage.unlinked)
    for program in (stage, other):
        program.fund(500 * USDC)
        program.award(commit)
    stage.protocol.enter(stage.unlinked.account, standing=None)
    wallet, payee = stage.unlinked.account, stage.stranger.address
    domain = stage.protocol.escrow.domain(stage.protocol.chain.chain_id)
    award = stage.award_id(stage.unlinked)
    given = direct_release(wallet, domain, award, fact_hash(commit), payee, 0, stage.now + DAY)
    other.refuse(other.releasing_to(stage.unlinked, given), "NotTheWallet", wallet=wallet.address)
    stage.send(stage.releasing_to(stage.unlinked, given))
    assert other.award_of(stage.unlinked).amount == stage.usdc_of(stage.stranger) == 500 * USDC


# -- from one version of the rules to another -------------------------------------------------------------------------

RULES = [hash_uri(f"evidence that states version {version} of the rules") for version in (1, 2)]


def test_members_on_different_versions_are_no_quorum(stage):
    """The version is in the evidence: their signatures are over different facts and do not add up, in any packing."""
    stage.fund(500 * USDC)
    one, two = stage.protocol.members[:2]
    domain = stage.protocol.attesters.domain(stage.protocol.chain.chain_id)
    commits = [stage.commit(evidence=evidence) for evidence in RULES]
    signed = [
        Attestation(fact_hash(commit), address_bytes(member.address), sign_digest(member, digest))
        for commit, member in zip(commits, (one, two), strict=True)
        for digest in [attestation_digest(domain, fact_hash(commit))]
    ]
    assert gather(signed, domain, [attestation.attester for attestation in signed], 2) == {}
    mixed = signed[0].signature + signed[1].signature
    for position, commit in enumerate(commits):
        wrong = signed[1 - position].signature
        seen = signer_seen(stage.protocol, wrong, fact_hash(commit))
        call = stage.protocol.escrow.award(stage.program.id, [commit], BatchProof((), (), mixed))
        if position == 1 or int(seen, 16) > int(one.address, 16):
            stage.refuse(call, "NotMember", account=seen)
        else:
            stage.refuse(call, "SignersNotAscending", previous=one.address, signer=seen)


def test_a_fact_judged_again_under_new_rules_pays_no_second_time(stage):
    """One Commit id, two facts of two versions, both attested: whichever comes second finds the first."""
    stage.fund(500 * USDC)
    protocol, person = stage.protocol, stage.protocol.enter(stage.unlinked.account)
    commits = [stage.commit(stage.unlinked, 5_000, evidence=evidence) for evidence in RULES]
    for first, second in (commits, commits[::-1]):
        with protocol.chain.rollback():
            stage.award(first)
            protocol.send(protocol.prax.accrue(first, *protocol.attest(first)), stage.relayer)
            stage.refuse(stage.awarding(second), "AlreadyAwarded", award=stage.award_id(stage.unlinked))
            again = protocol.prax.accrue(second, *protocol.attest(second))
            stage.refuse(again, "AlreadyAccrued", id=commit_id(first.subject, first.work, person))
            assert stage.usdc_of(stage.unlinked) == 250 * USDC
