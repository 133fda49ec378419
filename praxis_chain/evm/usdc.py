"""USDC: where it is, how to know it, and what its holders sign.

USDC's EIP-712 domain is not the same on all chains (the name is "USD Coin" on some, "USDC" on others), so it is read
from the token and compared with the token's own separator before anything is signed under it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eth_typing import Hash32

from ..core.eip712 import Domain
from ..core.errors import ContractRefused, Refused, WrongInput
from .abi import Abi, Contract
from .client import View

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


@dataclass(frozen=True, slots=True)
class OfficialUsdc:
    """Circle's own token on one chain; bridged ones (USDC.e, USDbC) lack EIP-3009 and are not meant."""

    chain: str
    address: str


OFFICIAL: Mapping[int, OfficialUsdc] = {
    1: OfficialUsdc("Ethereum", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"),
    10: OfficialUsdc("OP Mainnet", "0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85"),
    137: OfficialUsdc("Polygon PoS", "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359"),
    8453: OfficialUsdc("Base", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
    42161: OfficialUsdc("Arbitrum One", "0xaf88d065e77c8cC2239327C5EDb3A432268e5831"),
    80002: OfficialUsdc("Polygon Amoy", "0x41E94Eb019C0762f9Bfcf9Fb1E58725BfB0e7582"),
    84532: OfficialUsdc("Base Sepolia", "0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
    421614: OfficialUsdc("Arbitrum Sepolia", "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d"),
    11155111: OfficialUsdc("Ethereum Sepolia", "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238"),
    11155420: OfficialUsdc("OP Sepolia", "0x5fd84259d66Cd46123540766Be93DFE6D43130D7"),
}
"""By chain id. Source: https://developers.circle.com/stablecoins/usdc-contract-addresses (November 2026)."""

USDC_ABI = Abi("USDC", json.loads(Path(__file__).with_name("usdc.abi.json").read_text()))
"""The part of FiatTokenV2_2's interface that is used here; FiatTokenV2_2 reverts with text, not with custom errors."""

BALANCES_SLOT = 9  # of FiatTokenV2_2; the top bit of an entry says blacklisted, the other 255 the balance

PERMIT = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
RECEIVE_WITH_AUTHORIZATION = (
    "ReceiveWithAuthorization(address from,address to,uint256 value,"
    "uint256 validAfter,uint256 validBefore,bytes32 nonce)"
)


def known_usdc(chain_id: int) -> str | None:
    """EIP-55 address of Circle's USDC on that chain, or None if this package does not know it."""
    official = OFFICIAL.get(chain_id)
    return official.address if official else None


def usdc_at(address: str) -> Contract:
    """The token at an address, with the interface used here."""
    return Contract(address, USDC_ABI)


def read_domain(view: View, token: Contract) -> Domain:
    """The EIP-712 domain that the token verifies signatures under (EIP-2612, EIP-3009).

    Refused if the token's DOMAIN_SEPARATOR() is not what its name() and version() make: then a signature would be worth
    nothing, and only approve and fund remains. WrongInput if it has no such functions.
    """
    try:
        name, version = view.call(token, "name"), view.call(token, "version")
        stated = view.call(token, "DOMAIN_SEPARATOR")
    except ContractRefused:
        raise WrongInput(
            f"The token at {token.address} takes no signatures as USDC does (a bridged USDC.e?): "
            "use Circle's own USDC, or approve and fund."
        ) from None
    domain = Domain(name, version, view.network.chain_id, bytes.fromhex(token.address[2:]))
    if domain.separator() != stated:
        raise Refused(
            f"The token at {token.address} does not verify signatures under its own name {name!r} and version "
            f"{version!r} on chain {view.network.chain_id}, so nothing was signed: use approve and fund."
        )
    return domain


@dataclass(frozen=True, slots=True)
class Permit:
    """EIP-2612: `spender` may take `value` base units; `nonce` is token.nonces(owner), `deadline` unix seconds."""

    owner: str
    spender: str
    value: int
    nonce: int
    deadline: int

    def digest(self, domain: Domain) -> bytes:
        """The 32 bytes to sign."""
        return domain.digest(
            PERMIT, [_address(self.owner), _address(self.spender), self.value, self.nonce, self.deadline]
        )

    def typed_data(self, domain: Domain) -> dict[str, Any]:
        """For a wallet's eth_signTypedData_v4."""
        message = {
            "owner": self.owner, "spender": self.spender, "value": self.value,
            "nonce": self.nonce, "deadline": self.deadline,
        }  # fmt: skip
        return typed_data(domain, PERMIT, message)


@dataclass(frozen=True, slots=True)
class Authorization:
    """EIP-3009 ReceiveWithAuthorization: `payee` itself may collect `value` base units from `payer`, once.

    Valid while `valid_after < block time < valid_before`, strictly, unix seconds. `nonce`: 32 bytes never used before
    by the payer, in any order.
    """

    payer: str
    payee: str
    value: int
    valid_after: int
    valid_before: int
    nonce: bytes

    def digest(self, domain: Domain) -> bytes:
        """The 32 bytes to sign."""
        return domain.digest(
            RECEIVE_WITH_AUTHORIZATION,
            [_address(self.payer), _address(self.payee), self.value, self.valid_after, self.valid_before, self.nonce],
        )

    def typed_data(self, domain: Domain) -> dict[str, Any]:
        """For a wallet's eth_signTypedData_v4."""
        message = {
            "from": self.payer, "to": self.payee, "value": self.value, "validAfter": self.valid_after,
            "validBefore": self.valid_before, "nonce": "0x" + self.nonce.hex(),
        }  # fmt: skip
        return typed_data(domain, RECEIVE_WITH_AUTHORIZATION, message)


def sign_digest(key: "LocalAccount", digest: bytes) -> bytes:
    """65 bytes r ‖ s ‖ v, v 27 or 28, low s: the only form FiatTokenV2_2 takes."""
    return bytes(key.unsafe_sign_hash(Hash32(digest)).signature)


def typed_data(domain: Domain, type_string: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """EIP-712 typed data as wallets take it, for a struct of static fields such as `Permit(address owner,…)`."""
    name, _, fields = type_string.partition("(")
    pairs = [field.split(" ") for field in fields.removesuffix(")").split(",")]
    return {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            name: [{"name": field, "type": kind} for kind, field in pairs],
        },
        "primaryType": name,
        "domain": {
            "name": domain.name,
            "version": domain.version,
            "chainId": domain.chain_id,
            "verifyingContract": "0x" + domain.contract.hex(),
        },
        "message": dict(message),
    }


def _address(text: str) -> bytes:
    return bytes.fromhex(text[2:])
