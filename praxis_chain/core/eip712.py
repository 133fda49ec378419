"""EIP-712, the little of it that this project signs: a domain, and structs of static fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from eth_hash.auto import keccak

_DOMAIN_TYPE = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a signature counts: one contract on one chain. `contract` is 20 bytes."""

    name: str
    version: str
    chain_id: int
    contract: bytes

    @lru_cache(maxsize=64)  # noqa: B019 # domains are few small values; an audit asks for one of them for every root
    def separator(self) -> bytes:
        """EIP-712 domain separator (32 bytes)."""
        return keccak(
            keccak(_DOMAIN_TYPE)
            + keccak(self.name.encode())
            + keccak(self.version.encode())
            + self.chain_id.to_bytes(32, "big")
            + self.contract.rjust(32, b"\0")
        )

    def digest(self, type_string: str, words: Sequence[bytes | int]) -> bytes:
        """What is signed: keccak256(0x1901 ‖ separator ‖ hashStruct). Each field is one static word."""
        encoded = b"".join(w.to_bytes(32, "big") if isinstance(w, int) else w.rjust(32, b"\0") for w in words)
        struct = keccak(keccak(type_string.encode()) + encoded)
        return keccak(b"\x19\x01" + self.separator() + struct)


def attesters_domain(chain_id: int, contract: bytes) -> Domain:
    """The domain attesters sign roots under."""
    return Domain("Praxis", "1", chain_id, contract)


def stakeholders_domain(chain_id: int, contract: bytes) -> Domain:
    """The domain wallets sign links, and acceptances of a change, under."""
    return Domain("Praxis Stakeholders", "1", chain_id, contract)


def escrow_domain(chain_id: int, contract: bytes) -> Domain:
    """The domain wallets sign releases under."""
    return Domain("Praxis BountyEscrow", "1", chain_id, contract)


ATTESTATION = "Attestation(bytes32 root)"
LINK_IDENTITY = "LinkIdentity(bytes32 contributor,address wallet,uint64 linkedAt)"
ACCEPT_CHANGE = "AcceptChange(bytes32 contributor,address wallet,uint64 linkedAt)"
RELEASE = "Release(bytes32 award,bytes32 fact,address to,uint256 maxFee,uint256 deadline)"


def attestation_digest(domain: Domain, root: bytes) -> bytes:
    """What an attester signs for a root of facts."""
    return domain.digest(ATTESTATION, [root])


def link_digest(domain: Domain, contributor: bytes, wallet: bytes, linked_at: int) -> bytes:
    """What a wallet signs to consent to being linked."""
    return domain.digest(LINK_IDENTITY, [contributor, wallet, linked_at])


def change_digest(domain: Domain, contributor: bytes, wallet: bytes, linked_at: int) -> bytes:
    """What the wallet in effect signs so that the change announced by `wallet`'s Link of `linked_at` holds at once."""
    return domain.digest(ACCEPT_CHANGE, [contributor, wallet, linked_at])


def release_digest(domain: Domain, award: bytes, fact: bytes, to: bytes, max_fee: int, deadline: int) -> bytes:
    """What a contributor's wallet signs so that anybody may release its award to `to`, for at most `max_fee`."""
    return domain.digest(RELEASE, [award, fact, to, max_fee, deadline])
