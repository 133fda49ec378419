"""From r and s to a signature that a contract takes: the lower of the two s that fit, and v."""

from ...core.attestation import HIGHEST_S, recover
from ...core.errors import Refused, WrongInput

ORDER = 2 * HIGHEST_S + 1
"""Of secp256k1: s and ORDER − s fit the same digest."""


def complete(digest: bytes, r: int, s: int, address: bytes) -> bytes:
    """r ‖ s ‖ v (65 bytes) of a signature by `address` (20 bytes) over `digest`. Raises Refused if it is none."""
    if 0 < r < ORDER and 0 < s < ORDER:
        low = min(s, ORDER - s)
        for v in (27, 28):
            signature = r.to_bytes(32, "big") + low.to_bytes(32, "big") + bytes([v])
            try:
                if recover(digest, signature) == address:
                    return signature
            except WrongInput:
                continue
    raise Refused(f"What came back is no signature by 0x{address.hex()} over what was to be signed.")
