"""What sponsors sign for the token (EIP-3009), and calls of the token itself."""

from typing import Any

from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Call, Funding, FundingAuthorization, authorize_funding
from praxis_chain.evm.usdc import read_domain
from tests.escrow.stage import Stage

SALT = hash_uri("salt")


def authorize(stage: Stage, funding: Funding, by: Any = None, **given: Any) -> FundingAuthorization:
    """A sponsor's authorization for that funding, good for an hour. `by`: whatever signs and has an address."""
    domain = read_domain(stage.protocol.view, stage.protocol.usdc.contract)
    usual = {"salt": SALT, "valid_before": stage.now + 3_600}
    return authorize_funding(by or stage.sponsor, domain, stage.protocol.escrow.address, funding, **usual | given)


def submitting(stage: Stage, funding: Funding, authorization: FundingAuthorization) -> Call:
    """Anybody's call that funds by it."""
    return stage.protocol.escrow.fund_with_authorization(funding, authorization)


def to_the_token(stage: Stage, name: str, *arguments: Any) -> Call:
    """A call of USDC itself; `name` with its types where it is overloaded."""
    return Call(stage.protocol.usdc.contract, name, arguments)
