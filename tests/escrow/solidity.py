"""Contracts of tests/solidity, put on the chain; and what becomes of USDC when Circle changes it."""

from typing import TYPE_CHECKING, Any

from praxis_chain.evm.abi import Abi, Contract
from praxis_chain.evm.compiler import solidity_test_artifact
from praxis_chain.evm.sender import Fixed, Sender

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tests.protocol import Protocol

PROXY_ABI = Abi(
    "FiatTokenProxy",
    [{"type": "function", "name": "upgradeTo", "inputs": [{"name": "implementation", "type": "address"}]}],
)


def deploy_solidity(protocol: "Protocol", name: str, *args: Any) -> Contract:
    """A contract of tests/solidity."""
    artifact = solidity_test_artifact(name)
    sender = Sender(protocol.chain, protocol.owner, fixed=Fixed())
    contract, _ = sender.deploy(Abi(name, artifact.abi), bytes.fromhex(artifact.bytecode[2:]), *args)
    return contract


def charge_a_fee(protocol: "Protocol", circle_admin: "LocalAccount") -> None:
    """Circle upgrades USDC to a token that keeps 1% of every transfer. All balances stay."""
    implementation = deploy_solidity(protocol, "UsdcWithFee")
    proxy = Contract(protocol.usdc.address, PROXY_ABI)
    Sender(protocol.chain, circle_admin, fixed=Fixed()).transact(proxy, "upgradeTo", implementation.address)
