"""What sponsors sign for the token (EIP-3009, EIP-2612), and calls of the token itself."""

from typing import Any

from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Call, Funding, FundingAuthorization, authorize_funding, permit_escrow
from praxis_chain.evm.usdc import read_domain
from tests.escrow.stage import Stage
from tests.protocol import USDC

SALT = hash_uri("salt")


class InTheNameOf:
    """A key that signs for an account with code."""

    def __init__(self, account: Any, key: Any) -> None:
        self.address, self.unsafe_sign_hash = account.address, key.unsafe_sign_hash


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


def permitting(stage: Stage, owner: Any, amount: int = 500 * USDC) -> Call:
    """The escrow's `permit` with a signature of `owner`, good for an hour."""
    domain = read_domain(stage.protocol.view, stage.protocol.usdc.contract)
    nonce = stage.protocol.view.call(stage.protocol.usdc.contract, "nonces", owner.address)
    deadline = stage.now + 3_600
    signature = permit_escrow(owner, domain, stage.protocol.escrow.address, amount, nonce, deadline)
    return stage.protocol.escrow.permit(amount, deadline, signature)


def submitted_by_somebody_else(stage: Stage, owner: Any, call: Call) -> None:
    """The same permit, taken to the token first."""
    amount, deadline, v, r, s = call.args
    values = (owner.address, stage.protocol.escrow.address, amount, deadline, v, r, s)
    name = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"
    stage.send(to_the_token(stage, name, *values), stage.stranger)
