"""A funding that a sponsor signed, as a file that anybody can submit."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import WrongInput
from .context import Session

if TYPE_CHECKING:
    from ..evm.bindings import FundingAuthorization
    from .funding import Offer

SCHEMA = "praxis-funding/1"


def authorization_json(session: Session, offer: "Offer", signed: "FundingAuthorization") -> dict[str, Any]:
    """Everything the escrow is shown, and where it counts: amounts in base units, times in unix seconds."""
    funding = offer.funding
    return {
        "schema": SCHEMA,
        "chain_id": session.network.chain_id,
        "escrow": session.contracts.escrow.address,
        "program": "0x" + funding.program.hex(),
        "issue": funding.subject_uri,
        "amount": funding.amount,
        "terms": "0x" + funding.terms.hex(),
        "max_awarded": funding.max_awarded,
        "sponsor": signed.sponsor,
        "valid_after": signed.valid_after,
        "valid_before": signed.valid_before,
        "salt": "0x" + signed.salt.hex(),
        "signature": "0x" + signed.signature.hex(),
    }


def read_authorization(session: Session, path: Path) -> "tuple[Offer, FundingAuthorization]":
    """The funding and its signature. Raises WrongInput for a file that is none, or is for another escrow."""
    from ..core.addresses import parse_address
    from ..evm.bindings import FundingAuthorization
    from .funding import make_offer

    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        where = (given["chain_id"], given["escrow"])
        values = {name: bytes.fromhex(given[name][2:]) for name in ("terms", "salt", "signature")}
        signed = FundingAuthorization(
            parse_address(given["sponsor"]),
            int(given["valid_after"]),
            int(given["valid_before"]),
            values["salt"],
            values["signature"],
        )
        asked = (given["issue"], int(given["amount"]), given["program"], values["terms"], int(given["max_awarded"]))
    except OSError as error:
        raise WrongInput(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise WrongInput(f"{path} is not a funding that praxis bounty authorize wrote.") from None
    if where != (session.network.chain_id, session.contracts.escrow.address):
        raise WrongInput(
            f"{path} is for the escrow {where[1]} on chain {where[0]}, and this is "
            f"{session.contracts.escrow.address} on chain {session.network.chain_id}."
        )
    return make_offer(session, *asked), signed
