"""Where a wallet wants its awards paid, signed, as a file that anybody can submit for a fee that the wallet allows."""

import json
from pathlib import Path
from typing import Any

from ..core.errors import Refused, WrongInput
from ..core.units import show_usdc
from .context import Session
from .writes import Step

SCHEMA = "praxis-direction/1"


def sign_directions(session: Session, to: str, max_fee: int, valid: int) -> dict[str, Any]:
    """For every award that is owed to the key's wallet, also those under review. Raises Refused if there is none."""
    from ..evm.bindings import direct_release
    from .awarding import owed_awards, own_contributors, subject_of

    contracts, view = session.contracts, session.view
    domain, deadline = contracts.escrow.domain(session.network.chain_id), view.block.timestamp + valid
    whose = [who for who in own_contributors(session) if contracts.stakeholders.wallet_of(view, who) == session.address]
    awards = owed_awards(session, whose)
    if not awards:
        raise Refused(f"Nothing is owed to the wallet {session.address}: see praxis award list --owed.")
    directions = []
    for award in awards:
        signed = direct_release(session.account, domain, award.id, award.fact, to, max_fee, deadline)
        program = session.books.ledger.escrow.bounty(award.bounty).program or b""
        directions.append(
            {
                "program": "0x" + program.hex(),
                "contributor": "0x" + award.contributor.hex(),
                "subject": "0x" + subject_of(session, award).hex(),
                "work": "0x" + award.work.hex(),
                "fact": "0x" + award.fact.hex(),
                "amount": award.owed,
                "to": to,
                "max_fee": max_fee,
                "deadline": deadline,
                "signature": "0x" + signed.signature.hex(),
            }
        )
    return {
        "schema": SCHEMA,
        "chain_id": session.network.chain_id,
        "escrow": contracts.escrow.address,
        "directions": directions,
    }


def directed_steps(session: Session, path: Path, fee: int) -> list[Step]:
    """Submit each direction, and take `fee` base units of each. Raises WrongInput for a file that is none."""
    from ..core.addresses import parse_address
    from ..evm.bindings import Direction, Earned

    escrow = session.contracts.escrow
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        where = (given["chain_id"], given["escrow"])
        steps = []
        for one in given["directions"]:
            program, contributor, subject, work, fact, signature = (
                bytes.fromhex(one[name][2:])
                for name in ("program", "contributor", "subject", "work", "fact", "signature")
            )
            to, amount = parse_address(one["to"]), int(one["amount"])
            direction = Direction(fact, to, int(one["max_fee"]), int(one["deadline"]), signature)
            call = escrow.release_to(program, contributor, Earned(subject, work), direction, fee)
            steps.append(
                Step(f"release {show_usdc(amount)} USDC, {show_usdc(fee)} of it to you", call, to, amount - fee)
            )
    except OSError as error:
        raise WrongInput(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise WrongInput(f"{path} is not what praxis award direct wrote.") from None
    if where != (session.network.chain_id, escrow.address):
        raise WrongInput(f"{path} is for the escrow {where[1]} on chain {where[0]}, and this is {escrow.address}.")
    return steps
