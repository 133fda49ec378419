"""A wallet that is a contract (tests/solidity/ContractWallet.sol): it signs by ERC-1271 and batches calls."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praxis_chain.evm.abi import Abi
from praxis_chain.evm.bindings import Call
from praxis_chain.evm.bindings.call import Binding
from praxis_chain.evm.compiler import solidity_test_artifact

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tests.protocol import Protocol


@dataclass(frozen=True)
class ContractWallet(Binding):
    """Its owner's signatures are its own."""

    def execute(self, *calls: Call) -> Call:
        """All these calls in one transaction, by its owner; the first refusal undoes them all."""
        return self._call("execute", [(call.contract.address, call.data) for call in calls])


def deploy_wallet(protocol: "Protocol", owner: "LocalAccount") -> ContractWallet:
    """A new one for `owner`."""
    artifact = solidity_test_artifact("ContractWallet")
    abi = Abi(artifact.name, artifact.abi)
    contract, _ = protocol.sender(owner).deploy(abi, bytes.fromhex(artifact.bytecode[2:]), owner.address)
    return ContractWallet(contract)
