"""A wallet of several owners (tests/solidity/TeamWallet.sol): enough of them sign, anybody sends.

wallet = deploy_team_wallet(protocol, owners, threshold=2)
protocol.send(wallet.execute(call, by=owners[:2]), anybody)
authorization = authorize(stage, funding, by=wallet.signed_by(*owners[:2]))
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from eth_hash.auto import keccak

from praxis_chain.core.eip712 import Domain
from praxis_chain.evm.abi import Abi
from praxis_chain.evm.bindings import Call
from praxis_chain.evm.bindings.call import Binding
from praxis_chain.evm.compiler import solidity_test_artifact
from praxis_chain.evm.usdc import sign_digest

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tests.protocol import Protocol


class Signed(NamedTuple):
    """As eth-account calls what it made."""

    signature: bytes


@dataclass(frozen=True)
class InItsName:
    """Signs like a key, for the wallet: some of its owners, under the wallet's own domain (ERC-1271)."""

    wallet: "TeamWallet"
    owners: Sequence["LocalAccount"]

    @property
    def address(self) -> str:
        return self.wallet.address

    def unsafe_sign_hash(self, digest: bytes) -> Signed:
        message = self.wallet.domain.digest("Message(bytes32 digest)", [digest])
        return Signed(_signatures(message, self.owners))


@dataclass(frozen=True)
class TeamWallet(Binding):
    """`protocol` is where it lives."""

    protocol: "Protocol"

    @property
    def domain(self) -> Domain:
        return Domain("TeamWallet", "1", self.protocol.chain.chain_id, bytes.fromhex(self.address[2:]))

    def execute(self, call: Call, by: Sequence["LocalAccount"]) -> Call:
        """The wallet's next transaction, signed by these; for anybody to send."""
        nonce = self.protocol.view.call(self.contract, "nonce")
        to = bytes.fromhex(call.contract.address[2:])
        digest = self.domain.digest(
            "Transaction(address to,bytes data,uint256 nonce)", [to, keccak(call.data), nonce]
        )  # fmt: skip
        return self._call("execute", call.contract.address, call.data, _signatures(digest, by))

    def signed_by(self, *owners: "LocalAccount") -> InItsName:
        """These sign in the wallet's name."""
        return InItsName(self, owners)


def deploy_team_wallet(protocol: "Protocol", owners: Sequence["LocalAccount"], threshold: int) -> TeamWallet:
    """A new one."""
    artifact = solidity_test_artifact("TeamWallet")
    contract, _ = protocol.sender(protocol.owner).deploy(
        Abi(artifact.name, artifact.abi), bytes.fromhex(artifact.bytecode[2:]), [o.address for o in owners], threshold
    )
    return TeamWallet(contract, protocol)


def _signatures(digest: bytes, owners: Sequence["LocalAccount"]) -> bytes:
    ascending = sorted(owners, key=lambda owner: int(owner.address, 16))
    return b"".join(sign_digest(owner, digest) for owner in ascending)
