"""Funding a bounty: what the sponsor is shown, and the three ways in which USDC is taken.

allowance   approve where needed, then fund: the way for every kind of wallet
permit      one transaction, with the sponsor's EIP-2612 signature in it
authorization   the sponsor only signs (EIP-3009); whoever submits it pays the fee
"""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import Refused, WrongInput
from ..core.ids import bounty_id, check_uri
from ..core.programs import Program
from ..core.times import show_period, show_time
from ..core.units import show_basis_points, show_usdc
from .context import Session
from .program_words import Rows, describe
from .writes import Step

if TYPE_CHECKING:
    from ..evm.bindings import Bounty, Funding, FundingAuthorization

PERMIT_HOLDS = 3600  # seconds; it is used in the transaction that carries it
STRANDED_LOCKS = 4  # lock periods that a lock can keep a stake after its commitment


@dataclass(frozen=True, slots=True)
class Offer:
    """What a sponsor would fund, and how things stand there now."""

    rules: Program
    funding: "Funding"
    bounty: "Bounty"


def make_offer(
    session: Session, uri: str, amount: int, program: str | None, terms: bytes, max_awarded: int | None
) -> Offer:
    """Read the program and the bounty. `max_awarded` None: no more than is awarded now, which the preview shows.

    Raises WrongInput, and Refused where the bounty takes no money now.
    """
    from ..evm.bindings import Funding

    check_uri("subject", uri)
    if amount == 0:
        raise WrongInput("Funding 0 USDC changes nothing: name an amount.")
    rules = session.rules(session.program_id(program))
    escrow, view = session.contracts.escrow, session.view
    bounty = escrow.bounty(view, bounty_id(rules.id, Funding(rules.id, uri, amount).subject))
    if bounty.is_closed:
        raise Refused(f"The bounty for {uri} is closed under this program: nothing can be added. Use another program.")
    if bounty.reviewed and view.block.timestamp < bounty.review.until:
        raise Refused(f"An award for {uri} is under review until {show_time(bounty.review.until)}: fund it after that.")
    most = bounty.awarded if max_awarded is None else max_awarded
    return Offer(rules, Funding(rules.id, uri, amount, terms, most), bounty)


def offer_rows(session: Session, offer: Offer, sponsor: str) -> Rows:
    """The sponsor's preview. Raises Refused if the sponsor has not that much USDC."""
    rules, bounty, funding = offer.rules, offer.bounty, offer.funding
    now = session.view.block.timestamp
    free = now + rules.commitment_period
    stranded = free + STRANDED_LOCKS * rules.lock_period
    held = _usdc(session, "balanceOf", sponsor)
    if held < funding.amount:
        raise Refused(
            f"{sponsor} has {show_usdc(held)} USDC on {session.network.name}, and {show_usdc(funding.amount)} are to "
            "be put in: fund less, or get some first."
        )
    return [
        ("issue", funding.subject_uri),
        ("amount", f"{show_usdc(funding.amount)} USDC"),
        ("pool now", f"{show_usdc(bounty.pool)} USDC, {show_basis_points(bounty.awarded)} awarded already"),
        ("state", f"locked until {show_time(bounty.lock.end)}" if bounty.is_locked(now) else "open"),
        *describe(session, rules),
        ("refund from", f"{show_time(free)} on, in {show_period(rules.commitment_period)}; at once if it is closed"),
        ("", f"while work in progress holds the lock later, {show_time(stranded)} at the latest"),
        ("sponsor", sponsor),
        *_former_stake(session, offer, sponsor),
        ("has", f"{show_usdc(held)} USDC, allowance {show_usdc(_allowance(session, sponsor))}"),
    ]


def by_allowance(session: Session, offer: Offer) -> list[Step]:
    """Approve exactly what is missing, then fund."""
    from ..evm.bindings import Call

    contracts, funding = session.contracts, offer.funding
    steps = []
    if _allowance(session, session.address) < funding.amount:
        approve = Call(contracts.usdc, "approve", (contracts.escrow.address, funding.amount))
        steps.append(Step(f"let the escrow take {show_usdc(funding.amount)} USDC", approve))
    call = contracts.escrow.fund(
        funding.program, funding.subject_uri, funding.amount, funding.terms, funding.max_awarded
    )
    return [*steps, Step("fund the bounty", call, contracts.escrow.address, funding.amount, follows=bool(steps))]


def by_permit(session: Session, offer: Offer) -> list[Step]:
    """Sign for exactly this amount, and fund in the same transaction."""
    from ..evm.bindings import permit_escrow
    from ..evm.usdc import read_domain

    contracts, funding, view = session.contracts, offer.funding, session.view
    escrow, deadline = contracts.escrow, view.block.timestamp + PERMIT_HOLDS
    nonce = _usdc(session, "nonces", session.account.address)
    domain = read_domain(view, contracts.usdc)
    signature = permit_escrow(session.account, domain, escrow.address, funding.amount, nonce, deadline)
    fund = escrow.fund(funding.program, funding.subject_uri, funding.amount, funding.terms, funding.max_awarded)
    both = escrow.multicall([escrow.permit(funding.amount, deadline, signature), fund])
    return [Step("fund the bounty, by a permit", both, escrow.address, funding.amount)]


def by_authorization(session: Session, offer: Offer, authorization: "FundingAuthorization") -> list[Step]:
    """Submit what a sponsor signed."""
    escrow = session.contracts.escrow
    call = escrow.fund_with_authorization(offer.funding, authorization)
    return [Step(f"fund the bounty for {authorization.sponsor}", call, escrow.address, offer.funding.amount)]


def authorize(session: Session, offer: Offer, valid: int) -> "FundingAuthorization":
    """The sponsor's signature, for anybody to submit within `valid` seconds."""
    from ..evm.bindings import authorize_funding
    from ..evm.usdc import read_domain

    contracts, view = session.contracts, session.view
    domain, until = read_domain(view, contracts.usdc), view.block.timestamp + valid
    salt = secrets.token_bytes(32)
    return authorize_funding(session.account, domain, contracts.escrow.address, offer.funding, salt, until)


def _former_stake(session: Session, offer: Offer, sponsor: str) -> Rows:
    """A further funding restarts the commitment of the whole stake: say so before."""
    stake = session.contracts.escrow.stake(session.view, offer.funding.bounty, sponsor)
    if not stake.shares:
        return []
    return [("stake so far", f"committed until {show_time(stake.committed_until)}; this funding restarts that, too")]


def _allowance(session: Session, sponsor: str) -> int:
    return _usdc(session, "allowance", sponsor, session.contracts.escrow.address)


def _usdc(session: Session, function: str, *args: str) -> int:
    return int(session.view.call(session.contracts.usdc, function, *args))
