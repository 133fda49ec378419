"""What signs for an attester: anything that has an address and signs 32 bytes with its key.

Keys that are not at hand as bytes (AWS KMS, Web3Signer) are in `evm.signers`.
"""

from typing import Protocol

from eth_keys import keys

from .errors import Refused


class Signer(Protocol):
    """One secp256k1 key, wherever it lies."""

    @property
    def address(self) -> bytes:
        """Its account (20 bytes)."""
        ...

    def sign(self, digest: bytes) -> bytes:
        """r ‖ s ‖ v over these 32 bytes as they are: 65 bytes, v 27 or 28, low s.

        Raises PraxisError if the key cannot be used.
        """
        ...


class KeySigner:
    """A private key (32 bytes) in this process. Signatures are deterministic (RFC 6979)."""

    def __init__(self, key: bytes) -> None:
        self._key = keys.PrivateKey(key)
        self._address = self._key.public_key.to_canonical_address()

    @property
    def address(self) -> bytes:
        """Its account (20 bytes)."""
        return self._address

    def sign(self, digest: bytes) -> bytes:
        """See Signer.sign."""
        signature = self._key.sign_msg_hash(digest).to_bytes()
        return signature[:64] + bytes([signature[64] + 27])


class NoKey:
    """A dry run: everything but the signature."""

    def __init__(self, address: bytes = bytes(20)) -> None:
        self._address = address

    @property
    def address(self) -> bytes:
        """The account that it stands for, zero if none is named."""
        return self._address

    def sign(self, digest: bytes) -> bytes:
        """Raises Refused."""
        raise Refused("This attester runs without a key (a dry run): it judges, and signs nothing.")
