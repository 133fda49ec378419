"""Every signature that anybody gives under the protocol, each for a call that goes through if it is genuine."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from praxis_chain.core.addresses import address_bytes, to_checksum
from praxis_chain.core.attestation import BatchProof, recover
from praxis_chain.core.eip712 import Domain, attestation_digest, change_digest, link_digest, release_digest
from praxis_chain.core.facts import fact_hash
from praxis_chain.evm.bindings import Direction, Funding, FundingAuthorization
from praxis_chain.evm.usdc import Authorization, Permit, read_domain, sign_digest
from tests.escrow.authorizing import SALT
from tests.escrow.stage import OTHER_URI, Stage
from tests.protocol import USDC
from tests.stakeholders.linking import accepting, change_wallet
from tests.windows import refused

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.bindings import Call

Refusal = tuple[str, dict[str, Any]]
COMPACT, HIGH_S, LOW_V, LONG = "EIP-2098", "high s", "v of 0 or 1", "66 bytes"


@dataclass(frozen=True)
class Signed:
    """`signed(domain)`: 65 bytes under that domain. `using(signature)`: what `by` calls with it.

    `by_another(signature)`: the refusal of 65 bytes that nobody who counts has signed. `malformed(form, signature)`: of
    bytes in that form, which mean what the genuine ones do. `again`: of the genuine ones once they were used.
    """

    domain: Domain
    signed: Callable[[Domain], bytes]
    using: "Callable[[bytes], Call]"
    by: "LocalAccount"
    by_another: Callable[[bytes], Refusal]
    malformed: Callable[[str, bytes], Refusal]
    again: Refusal


def attestation(stage: Stage) -> Signed:
    """A member's, beside another's genuine one: for a Commit that is awarded."""
    protocol, commit = stage.protocol, stage.commit()
    stage.fund(500 * USDC)
    one, two = protocol.members[:2]
    domain, root = protocol.attesters.domain(protocol.chain.chain_id), fact_hash(commit)
    beside = sign_digest(two, attestation_digest(domain, root))

    def malformed(form: str, signature: bytes) -> Refusal:
        if form in (COMPACT, LONG):
            return refused("SignaturesMalformed", length=len(signature) + 65)
        return (
            refused("ECDSAInvalidSignatureS", s=signature[32:64])
            if form == HIGH_S
            else refused("ECDSAInvalidSignature")
        )

    return Signed(
        domain,
        lambda domain: sign_digest(one, attestation_digest(domain, root)),
        lambda given: protocol.escrow.award(stage.program.id, [commit], BatchProof((), (), given + beside)),
        stage.relayer,
        lambda given: refused("NotMember", account=to_checksum(recover(attestation_digest(domain, root), given))),
        malformed,
        again=refused("BountyClosed", bounty=stage.bounty_id()),
    )


def direction(stage: Stage) -> Signed:
    """A wallet's: for 500 USDC that are owed to its contributor."""
    protocol, payee, deadline = stage.protocol, stage.stranger.address, stage.now + 3_600
    stage.fund(500 * USDC)
    commit = stage.commit(stage.unlinked)
    stage.award(commit)
    protocol.enter(stage.unlinked.account, standing=None)
    award, fact = stage.award_id(stage.unlinked), fact_hash(commit)
    not_the_wallet = refused("NotTheWallet", wallet=stage.unlinked.account.address)

    def signed(domain: Domain) -> bytes:
        digest = release_digest(domain, award, fact, address_bytes(payee), 0, deadline)
        return sign_digest(stage.unlinked.account, digest)

    return Signed(
        protocol.escrow.domain(protocol.chain.chain_id),
        signed,
        lambda given: stage.releasing_to(stage.unlinked, Direction(fact, payee, 0, deadline, given)),
        stage.relayer,
        lambda _: not_the_wallet,
        lambda _, __: not_the_wallet,
        again=refused("NotOwed", award=award),
    )


def consent(stage: Stage) -> Signed:
    """A wallet's: to be linked."""
    protocol, wallet = stage.protocol, stage.unlinked.account
    link = protocol.link(wallet)
    no_consent = refused("NoConsent", wallet=wallet.address)
    return Signed(
        protocol.stakeholders.domain(protocol.chain.chain_id),
        lambda domain: sign_digest(wallet, link_digest(domain, link.contributor, link.wallet, link.linkedAt)),
        lambda given: protocol.stakeholders.link(link, *protocol.attest(link), given),
        stage.relayer,
        lambda _: no_consent,
        lambda _, __: no_consent,
        again=refused("NotNewer", factTime=link.linkedAt, newest=link.linkedAt),
    )


def acceptance(stage: Stage) -> Signed:
    """The present wallet's: to a change that is pending."""
    protocol, wallet = stage.protocol, stage.unlinked.account
    protocol.enter(wallet, standing=None)
    link = protocol.link(stage.stranger, contributor=stage.unlinked.id)
    change_wallet(protocol, stage.unlinked.id, stage.stranger, link=link)
    no_consent = refused("NoConsent", wallet=wallet.address)
    return Signed(
        protocol.stakeholders.domain(protocol.chain.chain_id),
        lambda domain: sign_digest(wallet, change_digest(domain, link.contributor, link.wallet, link.linkedAt)),
        lambda given: accepting(protocol, link, given),
        stage.relayer,
        lambda _: no_consent,
        lambda _, __: no_consent,
        again=refused("NoPendingChange", contributor=stage.unlinked.id),
    )


def authorization(stage: Stage) -> Signed:
    """A sponsor's, by EIP-3009."""
    protocol, sponsor, before = stage.protocol, stage.sponsor, stage.now + 3_600
    funding = Funding(stage.program.id, OTHER_URI, 500 * USDC)
    signed = Authorization(sponsor.address, protocol.escrow.address, 500 * USDC, 0, before, funding.nonce(SALT))
    wrong = {COMPACT: "length", LONG: "length", HIGH_S: "'s' value", LOW_V: "'v' value"}

    def using(given: bytes) -> "Call":
        given_by = FundingAuthorization(sponsor.address, 0, before, SALT, given)
        return protocol.escrow.fund_with_authorization(funding, given_by)

    return Signed(
        read_domain(protocol.view, protocol.usdc.contract),
        lambda domain: sign_digest(sponsor, signed.digest(domain)),
        using,
        stage.relayer,
        lambda _: refused("Error", reason="FiatTokenV2: invalid signature"),
        lambda form, _: refused("Error", reason=f"ECRecover: invalid signature {wrong[form]}"),
        again=refused("Error", reason="FiatTokenV2: authorization is used or canceled"),
    )


def permit(stage: Stage) -> Signed:
    """A sponsor's, by EIP-2612: a bad one leaves no allowance to fund from. It is given as v, r and s, not as bytes.

    Its v is 28: with 27 the compact form says the very same in r and s.
    """
    protocol, newcomer = stage.protocol, stage.stranger
    protocol.usdc.mint(newcomer.address, 500 * USDC)
    domain = read_domain(protocol.view, protocol.usdc.contract)
    permits = (
        Permit(newcomer.address, protocol.escrow.address, 500 * USDC, 0, deadline)
        for deadline in count(stage.now + 3_600)
    )
    signed = next(one for one in permits if sign_digest(newcomer, one.digest(domain))[64] == 28)
    no_allowance = refused("Error", reason="ERC20: transfer amount exceeds allowance")

    def using(given: bytes) -> "Call":
        compact_as_65_bytes = given.ljust(65, b"\x1b")
        calls = [protocol.escrow.permit(500 * USDC, signed.deadline, compact_as_65_bytes), stage.funding(500 * USDC)]
        return protocol.escrow.multicall(calls)

    return Signed(
        domain,
        lambda domain: sign_digest(newcomer, signed.digest(domain)),
        using,
        newcomer,
        lambda _: no_allowance,
        lambda _, __: no_allowance,
        again=no_allowance,
    )
