"""Verifying: nothing is found where all is well, and each thing that is not has a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest

from praxis_chain.core.addresses import address_word, parse_address
from praxis_chain.core.errors import Refused, UnknownNetwork
from praxis_chain.evm import artifacts
from praxis_chain.evm.abi import Abi
from praxis_chain.evm.bindings import abi_of
from praxis_chain.evm.client import View
from praxis_chain.evm.deployments import CONTRACTS, Record, require_verified, verify
from praxis_chain.evm.deployments.code import expected_immutables, runtime_code
from praxis_chain.evm.usdc import OFFICIAL
from tests.protocol import EPOCH_CAP, Protocol
from tests.toys import INVALID, creation


@pytest.fixture
def place(protocol, owner) -> Callable[[bytes], str]:
    """`place(runtime)`: the address of a contract with exactly that code."""

    def make(runtime: bytes) -> str:
        # PUSH2 n DUP1 PUSH1 10 PUSH0 CODECOPY PUSH0 RETURN, then the code itself
        init = bytes.fromhex(f"61{len(runtime):04x}80600a5f395ff3") + runtime
        return protocol.sender(owner).deploy(Abi("Placed", []), init)[0].address

    return make


@dataclass(frozen=True)
class Forged(View):
    """A chain on which some addresses have other code than they have: what a copy with one changed bit would show."""

    codes: Mapping[str, bytes]

    def code(self, address: str) -> bytes:
        return self.codes.get(address) or super().code(address)


def forge(protocol: Protocol, name: str, code: bytes) -> Forged:
    """The chain as it would be, were that the code of one of the contracts."""
    return Forged(protocol.chain, protocol.view.block, {protocol.record.address_of(name): code})


def elsewhere(protocol: Protocol, name: str, address: str) -> Record:
    """The record, if that contract stood at another address."""
    return protocol.record.with_step(name, replace(protocol.record.contracts[name], address=address))


def found(protocol: Protocol, record: Record) -> list[tuple[str, str]]:
    """Name and subject of each finding."""
    return [(finding.name, finding.subject) for finding in verify(protocol.view, record).findings]


def genuine(protocol: Protocol, name: str) -> bytes:
    """What stands on chain, computed from artifact and record."""
    address = protocol.record.address_of(name)
    return runtime_code(artifacts.load(name), expected_immutables(name, protocol.record, address))


def test_a_fresh_deployment_holds(each_committee):
    verification = verify(each_committee.view, each_committee.record)
    assert (verification.findings, verification.changes, verification.holds) == ((), (), True)
    assert verification.block == each_committee.view.block.number
    require_verified(verification)


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_code_on_chain_is_computed_to_the_last_byte(protocol, name):
    assert genuine(protocol, name) == protocol.view.code(protocol.record.address_of(name))


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_immutable_has_an_expected_value(protocol, name):
    expected = expected_immutables(name, protocol.record, protocol.record.address_of(name))
    assert expected.keys() == artifacts.load(name).immutables.keys()


# -- code -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_foreign_contract_is_found(protocol, place, name):
    record = elsewhere(protocol, name, place(bytes.fromhex(INVALID)))
    findings = verify(protocol.view, record).findings
    assert (findings[0].name, findings[0].subject) == ("OtherSources", name)
    assert findings[0].detail == "it was compiled from other sources: its code does not say of which"


def test_another_contract_of_ours_is_found(protocol):
    record = elsewhere(protocol, "Attesters", protocol.prax.address)
    found_first = verify(protocol.view, record).findings[0]
    assert (found_first.name, found_first.subject) == ("OtherSources", "Attesters")
    assert artifacts.load("Prax").source_hash in found_first.detail


@pytest.mark.parametrize("name", CONTRACTS)
def test_one_altered_byte_is_found(protocol, name):
    code = bytearray(genuine(protocol, name))
    code[100] ^= 1
    (finding,) = verify(forge(protocol, name, bytes(code)), protocol.record).findings
    said = f"it differs from byte 100 on ({len(code)} bytes, {len(code)} expected)"
    assert (finding.name, finding.subject, finding.detail) == ("OtherCode", name, said)


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_byte_too_many_is_found(protocol, name):
    code = genuine(protocol, name)
    (finding,) = verify(forge(protocol, name, code + b"\0"), protocol.record).findings
    said = f"it differs from byte {len(code)} on ({len(code) + 1} bytes, {len(code)} expected)"
    assert (finding.name, finding.subject, finding.detail) == ("OtherCode", name, said)


def test_a_copy_elsewhere_is_found(protocol, place):
    """Its own address is an immutable of every contract, in the cached EIP-712 domain."""
    record = elsewhere(protocol, "Attesters", place(genuine(protocol, "Attesters")))
    finding = verify(protocol.view, record).findings[0]
    assert (finding.name, finding.subject) == ("OtherImmutable", "Attesters")
    assert finding.detail.startswith("EIP712._cachedDomainSeparator is 0x")


def test_an_altered_immutable_is_found(protocol, stranger):
    address = protocol.record.address_of("BountyEscrow")
    artifact = artifacts.load("BountyEscrow")
    words = expected_immutables("BountyEscrow", protocol.record, address)
    forged = runtime_code(artifact, words | {"BountyEscrow.USDC": address_word(stranger.address)})
    (finding,) = verify(forge(protocol, "BountyEscrow", forged), protocol.record).findings
    assert (finding.name, finding.subject) == ("OtherImmutable", "BountyEscrow")
    said = f"0x{address_word(stranger.address).hex()}, not 0x{address_word(protocol.usdc.address).hex()}"
    assert finding.detail == f"BountyEscrow.USDC is {said}"


def test_an_escrow_for_another_token_is_found(protocol, owner, place):
    other = place(bytes.fromhex(INVALID))
    code = bytes.fromhex(artifacts.load("BountyEscrow").bytecode[2:])
    escrow, _ = protocol.sender(owner).deploy(abi_of("BountyEscrow"), code, other)
    record = elsewhere(protocol, "BountyEscrow", escrow.address)
    assert found(protocol, record) == [("OtherImmutable", "BountyEscrow"), ("OtherCreation", "BountyEscrow")]


def test_no_code_is_found(protocol, stranger):
    assert found(protocol, elsewhere(protocol, "Prax", stranger.address)) == [("NoCode", "Prax")]


def test_an_unfinished_deployment_is_found(protocol):
    steps = {name: protocol.record.contracts[name] for name in ("Attesters", "Stakeholders")}
    assert found(protocol, replace(protocol.record, contracts=steps)) == [("NotDeployed", "Prax")]


# -- arguments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [("Attesters", "quorum_", "3"), ("Prax", "epochCap", "7"), ("Attesters", "owner", "0x" + "11" * 20)],
)
def test_a_record_that_tells_other_arguments_is_found(protocol, name, parameter, value):
    step = protocol.record.contracts[name]
    record = protocol.record.with_step(name, replace(step, arguments=dict(step.arguments) | {parameter: value}))
    (finding,) = verify(protocol.view, record).findings
    assert (finding.name, finding.subject) == ("OtherCreation", name)
    assert f"{parameter} = {step.arguments[parameter]}" in finding.detail


def test_a_record_that_names_another_transaction_is_found(protocol):
    steps = protocol.record.contracts
    swapped = replace(steps["Prax"], transaction=steps["Attesters"].transaction)
    assert found(protocol, protocol.record.with_step("Prax", swapped)) == [("OtherCreation", "Prax")]
    unknown = replace(steps["Prax"], transaction="0x" + "ab" * 32)
    (finding,) = verify(protocol.view, protocol.record.with_step("Prax", unknown)).findings
    assert "ask a node that keeps all history" in finding.detail


def test_a_contract_created_from_other_code_is_found(protocol, owner):
    """The code that stands there is genuine; what it was created by is not."""
    toy, receipt = protocol.sender(owner).deploy(Abi("Toy", []), creation(INVALID))
    step = protocol.record.contracts["BountyEscrow"]
    made = replace(step, address=toy.address, transaction="0x" + receipt.tx_hash.hex())
    record = protocol.record.with_step("BountyEscrow", made)
    code = runtime_code(artifacts.load("BountyEscrow"), expected_immutables("BountyEscrow", record, toy.address))
    view = Forged(protocol.chain, protocol.view.block, {toy.address: code})
    (finding,) = verify(view, record).findings
    assert (finding.name, finding.subject) == ("OtherCreation", "BountyEscrow")
    assert finding.detail.endswith("sent other creation code")


def test_a_record_of_other_sources_is_found(protocol):
    step = replace(protocol.record.contracts["Prax"], source_hash="0x1220" + "00" * 32)
    (finding,) = verify(protocol.view, protocol.record.with_step("Prax", step)).findings
    assert (finding.name, finding.subject) == ("OtherSources", "Prax")
    assert protocol.record.package_version in finding.detail


# -- the token, the chain ---------------------------------------------------------------------------------------------


def test_another_token_is_found(protocol):
    assert found(protocol, replace(protocol.record, usdc=protocol.prax.address)) == [
        ("OtherImmutable", "BountyEscrow"),
        ("NotUsdc", "record"),
    ]


def test_another_token_than_circles_is_found(protocol, monkeypatch):
    chain_id = protocol.chain.chain_id
    monkeypatch.setitem(OFFICIAL, chain_id, OFFICIAL[1])  # as if Circle's USDC were known on this chain
    (finding,) = verify(protocol.view, protocol.record).findings
    assert (finding.name, finding.subject) == ("NotUsdc", "record")
    assert finding.detail == f"USDC on this chain is {OFFICIAL[1].address}, not {protocol.usdc.address}"


def test_a_record_of_another_chain_is_refused(protocol):
    with pytest.raises(UnknownNetwork, match="The record is of chain 1 and"):
        verify(protocol.view, replace(protocol.record, chain_id=1))


def test_what_was_found_is_said_in_one_sentence(protocol, stranger):
    verification = verify(protocol.view, elsewhere(protocol, "Prax", stranger.address))
    with pytest.raises(Refused) as refused:
        require_verified(verification)
    where = parse_address(stranger.address)
    assert str(refused.value) == f"The deployment is not what it should be: NoCode: Prax: there is no code at {where}."


# -- decisions since --------------------------------------------------------------------------------------------------


def test_decisions_of_the_owner_are_changes_and_no_findings(protocol, owner, stranger, non_member):
    gone, *_ = [member.address for member in protocol.members]
    protocol.send(protocol.attesters.configure([non_member.address, stranger.address], [gone], new_quorum=3), owner)
    protocol.send(protocol.attesters.transfer_ownership(stranger.address), owner)
    protocol.send(protocol.prax.set_epoch_cap(5), owner)
    protocol.send(protocol.prax.renounce_ownership(), owner)
    verification = verify(protocol.view, protocol.record)
    assert verification.holds
    assert [str(change) for change in verification.changes] == [
        f"Attesters: no longer a member: {gone}",
        "Attesters: members who joined: 2",
        "Attesters: the quorum is 3 of 4, it was 2 of 3",
        f"Attesters: the ownership is offered to {stranger.address}",
        f"Prax: the epoch cap is 5 wei, it was {EPOCH_CAP}",
        f"Prax: the owner is nobody, it was {owner.address}",
    ]
