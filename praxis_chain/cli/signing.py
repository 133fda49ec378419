"""The key that an attester signs with, by its name: a keystore, `kms:ARN`, `web3signer:URL#ADDRESS`, or none.

A key in KMS or behind Web3Signer signs attestations only: transactions are sent with keystores.
"""

from typing import TYPE_CHECKING

from ..core.addresses import ZERO_ADDRESS, address_bytes, to_checksum
from ..core.errors import WrongInput
from ..core.signing import KeySigner, NoKey, Signer

if TYPE_CHECKING:
    from .context import Session

KMS, WEB3SIGNER = "kms:", "web3signer:"


def member_signer(session: "Session") -> Signer:
    """The key that is set, if it is a member's; a keystore's password is asked for only then. Raises Refused too."""
    from .serving import require_member

    elsewhere = (session.settings.key or "").startswith((KMS, WEB3SIGNER))
    if not elsewhere:
        require_member(session, session.address)
    signer = signer_of(session)
    if elsewhere:
        require_member(session, to_checksum(signer.address))
    return signer


def signer_of(session: "Session", *, dry_run: bool = False) -> Signer:
    """The key that is set; in a dry run one that signs nothing. Raises KeyNotFound, WrongInput, NetworkFailed."""
    name = session.settings.key
    if dry_run:
        return NoKey(address_bytes(session.settings.sender or ZERO_ADDRESS))
    if not name:
        raise WrongInput("Name the key that signs: --key NAME; or --dry-run to judge and sign nothing.")
    if name.startswith((KMS, WEB3SIGNER)):
        from ..evm.signers import KmsSigner, Web3Signer

        return KmsSigner(name[len(KMS) :]) if name.startswith(KMS) else Web3Signer(name[len(WEB3SIGNER) :])
    return KeySigner(bytes(session.account.key))
