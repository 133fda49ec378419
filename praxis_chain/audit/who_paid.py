"""Looking up payments: by issue, work, contributor or wallet, the newest first."""

import re
from collections.abc import Callable, Iterable

from ..core.addresses import parse_address
from ..core.errors import WrongInput
from ..core.ids import bounty_id, check_uri, hash_uri, wallet_contributor
from .payments import Payment

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_ID = re.compile(r"0x[0-9a-fA-F]{64}")


def who_paid(payments: Iterable[Payment], wanted: str | None = None) -> tuple[Payment, ...]:
    """Those that concern what is wanted, all if it is None; what was last paid, released or cancelled comes first.

    `wanted`: the canonical name of an issue, a work or a contributor, a wallet's address, or an id: also of a bounty, a
    fact, an award or a transaction. Raises WrongInput for anything else.
    """
    concerns = concerning(wanted) if wanted is not None else lambda _: True
    found = [payment for payment in payments if concerns(payment)]
    return tuple(sorted(found, key=_newest, reverse=True))


def concerning(wanted: str) -> Callable[[Payment], bool]:
    """Whether a payment concerns it. Raises WrongInput."""
    if _ADDRESS.fullmatch(wanted):
        address = parse_address(wanted)
        return lambda payment: payment.wallet == address or payment.contributor == wallet_contributor(address)
    return _of_id(bytes.fromhex(wanted[2:]) if _ID.fullmatch(wanted) else hash_uri(_canonical(wanted)))


def _of_id(wanted: bytes) -> Callable[[Payment], bool]:
    def concerns(payment: Payment) -> bool:
        ids = {payment.work, payment.contributor, payment.bounty, payment.fact, payment.award}
        moments = (payment.awarded, payment.settled)
        ids |= {moment.transaction for moment in moments if moment is not None}
        issue = payment.program is not None and bounty_id(payment.program, wanted) == payment.bounty
        return issue or wanted in ids

    return concerns


def _canonical(wanted: str) -> str:
    for kind in ("subject", "work", "contributor"):
        try:
            return check_uri(kind, wanted)
        except WrongInput:
            continue
    raise WrongInput(
        f"{wanted!r} is no issue, work, contributor or wallet: give a name such as github:repo/10270250/issue/7, "
        "github:repo/10270250/pull/9 or github:user/583231, an address, or an id of 0x and 64 hex digits."
    )


def _newest(payment: Payment) -> tuple[int, int]:
    moment = payment.settled or payment.awarded
    return moment.block, moment.log
