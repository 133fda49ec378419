"""Keys that never leave where they are kept: AWS KMS, Web3Signer. Each is a `core.signing.Signer`.

Both answer in shapes of their own; what leaves here is r ‖ s ‖ v with the lower s, as the contracts want it.
"""

from .kms import KmsSigner
from .web3signer import Web3Signer

__all__ = ["KmsSigner", "Web3Signer"]
