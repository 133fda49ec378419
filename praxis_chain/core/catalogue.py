"""The catalogue of Commits: actions, their ten categories, and what a Commit of each is worth."""

from dataclasses import dataclass
from enum import IntEnum

from eth_hash.auto import keccak

from .errors import WrongInput
from .ids import Id
from .units import MAX_AMOUNT, WHOLE, Prax

MAX_QUALITY = 20_000  # basis points


class Category(IntEnum):
    """What a Commit builds: economy and culture (0 to 4), infrastructure (5 to 9)."""

    BUSINESS = 0
    CONSTRUCTION = 1
    MOVING = 2
    MOVEMENT = 3
    ART = 4
    GOVERNANCE = 5
    POLICY = 6
    PHYSICAL = 7
    SOCIAL = 8
    INSTITUTIONS = 9

    @property
    def is_infrastructure(self) -> bool:
        """False for economy and culture."""
        return self >= Category.GOVERNANCE


class Standing(IntEnum):
    """What a contributor is to the society; all but NONE accrue PRAX."""

    NONE = 0
    APPLICANT_RESIDENT = 1
    APPLICANT_BOP = 2
    RESIDENT = 3
    BOP = 4


@dataclass(frozen=True, slots=True)
class Action:
    """One version of an action: `Prax.Action`, content-addressed and write-once.

    reward: wei, for quality and completion of 10 000. attempt_share: basis points of the reward that an attempt earns
    whatever its completion. specification: hash (32 bytes) of the text that says what it is. Raises WrongInput.
    """

    category: Category
    reward: int
    attempt_share: int
    specification: bytes

    def __post_init__(self) -> None:
        if self.category not in tuple(Category):
            raise WrongInput(
                f"There is no category {self.category}: they are {', '.join(c.name.lower() for c in Category)}."
            )
        object.__setattr__(self, "category", Category(self.category))
        if not 0 <= self.reward <= MAX_AMOUNT:
            raise WrongInput(f"A reward is from 0 to 2^96 - 1 wei, not {self.reward}.")
        if not 0 <= self.attempt_share <= WHOLE:
            raise WrongInput(f"An attempt share is from 0 to 10000 basis points, not {self.attempt_share}.")
        if len(self.specification) != 32:
            raise WrongInput(f"A specification is a hash of 32 bytes, not {len(self.specification)}.")

    @property
    def id(self) -> Id:
        """keccak256(abi.encode(action)): what a Commit names it by."""
        words = [part.to_bytes(32, "big") for part in (self.category, self.reward, self.attempt_share)]
        return Id(keccak(b"".join(words) + self.specification))

    def values(self) -> tuple[int | bytes, ...]:
        """The fields in the contract's order, as the ABI encoder takes them."""
        return (int(self.category), self.reward, self.attempt_share, self.specification)


def accrued(reward: int, attempt_share: int, quality: int, completion: int) -> Prax:
    """What a Commit accrues, in wei: reward × quality × (a + (1 − a) × completion), one division, rounded down.

    All but the reward are basis points. The same integers as `Prax.accrue`.
    """
    share = attempt_share * WHOLE + (WHOLE - attempt_share) * completion
    return Prax(reward * quality * share // WHOLE**3)
