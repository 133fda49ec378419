"""The one place where commands send: preview, ask, execute.

    carry_out(session, "bounty refund", "Take a stake back", rows, [Step(what, call, payee, amount)])

Everything is simulated first; a refusal ends it there, and nothing was sent. A step that can only be simulated once the
one before it is mined (a funding after its approval) says so, and is simulated then.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING, Any

import click

from ..core.errors import ContractRefused, Refused, WrongInput
from ..core.units import show_usdc
from .context import Session

if TYPE_CHECKING:
    from ..evm.bindings import Call
    from ..evm.transactions import Prepared, Receipt

LATER = "after the step before it"


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction. what: in words; payee, usdc: where base units of USDC move to, and how many.

    `follows`: it can be refused now and be right once the step before it is mined.
    """

    what: str
    call: "Call"
    payee: str = ""
    usdc: int = 0
    follows: bool = False


def carry_out(
    session: Session,
    command: str,
    title: str,
    rows: Sequence[tuple[str, str]],
    steps: Sequence[Step],
    *,
    warnings: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    lines: Sequence[str] = (),
) -> None:
    """Show what is to happen, ask, and do it. `data`, `lines`: what the result says besides the transactions.

    Raises Refused if a contract says no or the fee cannot be paid, WrongInput if nobody can be asked.
    """
    extra = dict(data or {})
    if not steps:
        session.out.say("Nothing is left to do.")
        session.out.data(command, {"sent": False, "transactions": [], **extra}, lines)
        return
    prepared = [_prepared(session, step) for step in steps]
    _preview(session, title, rows, steps, prepared)
    for warning in warnings:
        session.out.warn(warning)
    shown = [_as_data(step, ready) for step, ready in zip(steps, prepared, strict=True)]
    if session.consent.unsigned:
        _print_unsigned(session, command, prepared, extra)
        return
    if session.consent.dry_run:
        session.out.say("Nothing was sent: this was a dry run.")
        session.out.data(command, {"sent": False, "transactions": shown, **extra}, lines)
        return
    require_fee(session, sum(ready.max_cost for ready in prepared if ready is not None))
    ask(session, f"Send {'this' if len(steps) == 1 else f'these {len(steps)} transactions'}?")
    receipts = _execute(session, steps, prepared)
    done = [{**one, **receipt_data(receipt)} for one, receipt in zip(shown, receipts, strict=True)]
    session.out.data(command, {"sent": True, "transactions": done, **extra}, [*map(_line, done), *lines])


def ask(session: Session, question: str, done: str = "sent") -> None:
    """Go on only if the person says yes, or has. Raises WrongInput where nobody can be asked, click.Abort on no."""
    if session.consent.yes:
        return
    if not sys.stdin.isatty():
        raise WrongInput(
            f"Nothing was {done}, because nobody can be asked here: read the above, and say --yes if it is right."
        )
    click.confirm(question, abort=True, err=True)


def require_fee(session: Session, most: int) -> None:
    """Refused if the account has less ether than the transactions may cost (wei)."""
    held = session.view.balance(session.address)
    if held < most:
        raise Refused(
            f"{session.address} has {show_ether(held)} ETH on {session.network.name} and the fee may be up to "
            f"{show_ether(most)} ETH: send it some first."
        )


def receipt_data(receipt: "Receipt") -> dict[str, Any]:
    """What a machine wants to know of a mined transaction; cost in wei."""
    return {
        "hash": receipt.tx_hash, "block": receipt.block_number, "gas_used": receipt.gas_used, "cost": receipt.cost,
    }  # fmt: skip


def show_ether(wei: int) -> str:
    """Ether with six decimals, rounded up: a fee is never said to be less than it is."""
    return f"{(Decimal(wei) / 10**18).quantize(Decimal('0.000001'), ROUND_UP):,}"


def _prepared(session: Session, step: Step) -> "Prepared | None":
    """Simulated and priced; None for what has to wait for the step before it."""
    try:
        return step.call.prepare(session.sender(signing=False))
    except ContractRefused:
        if step.follows:
            return None
        raise


def _preview(
    session: Session,
    title: str,
    rows: Sequence[tuple[str, str]],
    steps: Sequence[Step],
    prepared: Sequence["Prepared | None"],
) -> None:
    session.out.facts(title, [("chain", session.chain_name), ("from", session.address), *rows])
    for number, (step, ready) in enumerate(zip(steps, prepared, strict=True), 1):
        contract = step.call.contract
        moved = [("pays", f"{show_usdc(step.usdc)} USDC to {step.payee}")] if step.payee else []
        price = [("highest fee", f"{show_ether(ready.max_cost)} ETH ({ready.gas:,} gas)")] if ready else []
        session.out.facts(
            f"{number}. {step.what}",
            [
                ("contract", f"{contract.name} {contract.address}, {step.call.function}"),
                *moved,
                *price,
                ("simulation", "succeeds" if ready else LATER),
            ],
        )


def _as_data(step: Step, ready: "Prepared | None") -> dict[str, Any]:
    contract = step.call.contract
    return {
        "what": step.what, "contract": contract.name, "to": contract.address, "function": step.call.function,
        "payee": step.payee or None, "usdc": step.usdc if step.payee else None,
        "max_fee": ready.max_cost if ready else None, "simulation": "succeeds" if ready else LATER,
    }  # fmt: skip


def _print_unsigned(
    session: Session, command: str, prepared: Sequence["Prepared | None"], extra: Mapping[str, Any]
) -> None:
    """Those that can be signed now. Without --json one transaction object, or a list of several."""
    import json

    ready = [one.as_json() for one in prepared if one is not None]
    text = json.dumps(ready[0] if len(ready) == 1 else ready, indent=2)
    session.out.data(command, {"sent": False, "unsigned": ready, **extra}, [text])
    if len(ready) < len(prepared):
        session.out.say("Run this again once these are mined: the next step can only be simulated then.")


def _execute(session: Session, steps: Sequence[Step], prepared: Sequence["Prepared | None"]) -> list["Receipt"]:
    sender, receipts = session.sender(signing=True), []
    for number, (step, ready) in enumerate(zip(steps, prepared, strict=True), 1):
        receipt = sender.execute(ready if ready is not None else step.call.prepare(sender))
        assert receipt is not None
        receipts.append(receipt)
        if number < len(steps):
            session.out.say(f"{number} of {len(steps)} is mined: {step.what} (0x{receipt.tx_hash.hex()})")
    return receipts


def _line(done: Mapping[str, Any]) -> str:
    return f"{done['what']}: 0x{done['hash'].hex()} in block {done['block']}, {done['gas_used']:,} gas"
