"""Bloom filters of logs (yellow paper, section 4.4.1): 2,048 bits that say "certainly not" or "perhaps".

Each address that logged and each topic sets three bits. So a block whose bloom lacks one of them holds no such log, and
nobody has to be asked for its receipts.
"""

from functools import lru_cache

from eth_hash.auto import keccak

from ..addresses import address_bytes

BLOOM_SIZE = 256  # bytes


def may_hold(bloom: bytes, address: str, topic: bytes | None = None) -> bool:
    """Whether a block or receipt with this bloom can hold a log of this address, and with this topic (32 bytes).

    False is certain; True means that its receipts have to be read. Raises WrongInput where the address is none.
    """
    bits = int.from_bytes(bloom, "big")
    wanted = _bits(address_bytes(address)) | (0 if topic is None else _bits(topic))
    return bits & wanted == wanted


@lru_cache(maxsize=1024)
def _bits(entry: bytes) -> int:
    """The low 11 bits of each of the first three pairs of bytes of the hash, each as the place of one bit."""
    digest = keccak(entry)
    bits = 0
    for start in (0, 2, 4):
        bits |= 1 << (int.from_bytes(digest[start : start + 2], "big") & 0x7FF)
    return bits
