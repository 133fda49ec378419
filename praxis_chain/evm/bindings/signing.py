"""What wallets sign: consent to a link or a change, where an award is to go, what a sponsor lets the escrow take."""

from typing import TYPE_CHECKING

from ...core.eip712 import Domain, change_digest, link_digest, release_digest
from ...core.facts import Link
from ..usdc import Authorization, Permit, sign_digest
from .bounties import Direction, Funding, FundingAuthorization

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


def consent_to_link(wallet: "LocalAccount", domain: Domain, link: Link) -> bytes:
    """Consent of the wallet that a Link names, under the Stakeholders' domain. 65 bytes."""
    return sign_digest(wallet, link_digest(domain, link.contributor, link.wallet, link.linkedAt))


def accept_change(wallet: "LocalAccount", domain: Domain, link: Link) -> bytes:
    """Consent of the wallet in effect to the change that a Link announced, under the Stakeholders' domain. 65 bytes."""
    return sign_digest(wallet, change_digest(domain, link.contributor, link.wallet, link.linkedAt))


def direct_release(
    wallet: "LocalAccount", domain: Domain, award: bytes, fact: bytes, to: str, max_fee: int, deadline: int
) -> Direction:
    """A contributor's wallet sends an award elsewhere, under the escrow's domain."""
    digest = release_digest(domain, award, fact, bytes.fromhex(to[2:]), max_fee, deadline)
    return Direction(fact, to, max_fee, deadline, sign_digest(wallet, digest))


def authorize_funding(
    sponsor: "LocalAccount",
    token: Domain,
    escrow: str,
    funding: Funding,
    salt: bytes,
    valid_before: int,
    valid_after: int = 0,
) -> FundingAuthorization:
    """A sponsor's EIP-3009 authorization, under the token's domain, bound to this funding by its nonce.

    Holds while valid_after < block time < valid_before, unix seconds.
    """
    signed = Authorization(sponsor.address, escrow, funding.amount, valid_after, valid_before, funding.nonce(salt))
    return FundingAuthorization(
        sponsor.address, valid_after, valid_before, salt, sign_digest(sponsor, signed.digest(token))
    )


def permit_escrow(sponsor: "LocalAccount", token: Domain, escrow: str, amount: int, nonce: int, deadline: int) -> bytes:
    """A sponsor's EIP-2612 permit for the escrow, under the token's domain. 65 bytes for `BountyEscrow.permit`."""
    return sign_digest(sponsor, Permit(sponsor.address, escrow, amount, nonce, deadline).digest(token))
