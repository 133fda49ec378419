"""A program: the fixed rules of a set of bounties, named by their hash."""

from dataclasses import dataclass

from eth_hash.auto import keccak

from .addresses import ZERO_ADDRESS, address_word, parse_address
from .errors import WrongInput
from .ids import Id
from .units import MAX_AMOUNT

DAY = 24 * 3600
MAX_PERIOD = 365 * DAY


@dataclass(frozen=True, slots=True)
class Program:
    """The rules of `BountyEscrow.Program`: addresses as EIP-55 text, periods in seconds, amounts in USDC base units.

    `lock_period`: how long progress keeps the lock. `review_period`: how long an award or closure can be cancelled; 0
    pays at once, for good. `commitment_period`: how long a stake stays in an open bounty. `arbiter` may cancel under
    review, the zero address if nobody. `closing_award`: what a good explanation earns, at most the pool. `minimum`:
    what the pool, scaled to the whole subject, must reach for an award or closure.

    Raises WrongInput for what the contract would refuse.
    """

    attesters: str
    stakeholders: str
    lock_period: int = 5 * DAY
    review_period: int = 0
    commitment_period: int = 0
    arbiter: str = ZERO_ADDRESS
    closing_award: int = 0
    minimum: int = 0

    def __post_init__(self) -> None:
        for name in ("attesters", "stakeholders", "arbiter"):
            object.__setattr__(self, name, parse_address(getattr(self, name)))
        for name in ("lock_period", "review_period", "commitment_period"):
            _require_between(name, getattr(self, name), MAX_PERIOD, "seconds (a year)")
        for name in ("closing_award", "minimum"):
            _require_between(name, getattr(self, name), MAX_AMOUNT, "USDC base units")

    @property
    def id(self) -> Id:
        """keccak256(abi.encode(program)): what bounties, events and the escrow's functions name it by."""
        words = (
            address_word(value) if isinstance(value, str) else value.to_bytes(32, "big") for value in self.values()
        )
        return Id(keccak(b"".join(words)))

    def values(self) -> tuple[str | int, ...]:
        """The fields in the contract's order, as the ABI encoder takes them."""
        return (
            self.attesters, self.lock_period, self.review_period, self.commitment_period,
            self.arbiter, self.closing_award, self.stakeholders, self.minimum,
        )  # fmt: skip


def _require_between(name: str, value: int, most: int, unit: str) -> None:
    if not 0 <= value <= most:
        raise WrongInput(f"{name} must be from 0 to {most} {unit}, not {value}.")
