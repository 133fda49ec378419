"""Who can sign for an address: its key, or, where a contract stands there, the contract's owner (ERC-1271)."""

from functools import lru_cache

from praxis_chain.core.attestation import recover
from praxis_chain.core.errors import WrongInput
from praxis_chain.evm.abi import checksum


@lru_cache(maxsize=200_000)
def signer_of(digest: bytes, signature: bytes) -> str | None:
    """EIP-55 address, or None where the signature is none that the contracts take."""
    try:
        return checksum(recover(digest, signature))
    except WrongInput:
        return None


class Wallets:
    """`owners`: of those accounts that are contract wallets."""

    def __init__(self, owners: dict[str, str]) -> None:
        self.owners = owners

    def signed(self, account: str, digest: bytes, signature: bytes) -> bool:
        """Whether this is the account's signature."""
        signer = signer_of(digest, signature)
        return signer is not None and signer == self.owners.get(account, account)
