"""Which programs are served where all are: those of this committee, as they are created."""

from dataclasses import replace
from typing import TYPE_CHECKING

from praxis_chain.evm.deployments import bind
from praxis_chain.service.relaying import AllPrograms
from tests.protocol import Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


def test_programs_are_found_as_they_are_created_and_strangers_contracts_are_not_served(
    protocol: Protocol, stranger: "LocalAccount"
) -> None:
    served = AllPrograms(protocol.chain, bind(protocol.record))
    assert set(served()) == {protocol.program, protocol.reviewed}
    another = replace(protocol.program, minimum=7)
    foreign = replace(protocol.program, attesters=protocol.usdc.address)
    for program in (another, foreign):
        protocol.send(protocol.escrow.create_program(program), stranger)
    assert set(served()) == {protocol.program, protocol.reviewed, another}
    protocol.chain.mine(10)
    assert set(served()) == {protocol.program, protocol.reviewed, another}
