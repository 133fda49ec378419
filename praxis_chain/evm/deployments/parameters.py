"""What whoever deploys decides, and the constructors' arguments that follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...core.addresses import parse_address
from ...core.errors import WrongInput
from ...core.units import MAX_AMOUNT
from ..abi import Abi
from .record import Record


@dataclass(frozen=True, slots=True)
class Parameters:
    """What whoever deploys decides. Raises WrongInput where the contracts would refuse.

    owner: of Attesters and Prax, should be a Safe or a timelock. quorum: more than half of the members. epoch_cap: the
    most PRAX minted in 28 days, in wei. usdc: the token, needed only on chains that this package knows no USDC of.
    """

    members: Sequence[str]
    quorum: int
    owner: str
    epoch_cap: int
    usdc: str | None = None

    def __post_init__(self) -> None:
        members = tuple(sorted((parse_address(member) for member in self.members), key=str.lower))
        object.__setattr__(self, "members", members)
        object.__setattr__(self, "owner", parse_address(self.owner))
        if self.usdc is not None:
            object.__setattr__(self, "usdc", parse_address(self.usdc))
        for address in (self.owner, *members):
            if int(address, 16) == 0:
                raise WrongInput("Neither the owner nor a member may be the zero address.")
        if len(set(members)) != len(members):
            raise WrongInput("An attester is named twice: members are distinct.")
        if not len(members) // 2 < self.quorum <= len(members):
            raise WrongInput(
                f"A quorum of {self.quorum} does not fit {len(members)} members: it is more than half of them, and at "
                "most all."
            )
        if not 0 <= self.epoch_cap <= MAX_AMOUNT:
            raise WrongInput(f"The epoch cap is from 0 to 2^96 - 1 wei, not {self.epoch_cap}.")

    def arguments(self, name: str, record: Record) -> list[Any]:
        """The constructor's, in order. Earlier contracts are found in the record."""
        match name:
            case "Attesters":
                return [list(self.members), self.quorum, self.owner]
            case "Stakeholders":
                return [record.address_of("Attesters")]
            case "Prax":
                return [record.address_of("Stakeholders"), self.epoch_cap, self.owner]
            case "BountyEscrow":
                return [record.usdc]
        raise KeyError(name)


def constructor_arguments(abi: Abi, values: Sequence[Any]) -> dict[str, Any]:
    """By parameter name, as the record keeps them."""
    return {p["name"]: _as_text(value) for p, value in zip(abi.constructor.inputs, values, strict=True)}


def encode_arguments(abi: Abi, arguments: Mapping[str, Any]) -> bytes:
    """From what the record keeps to what a creation's data ends with."""
    values = [arguments[p["name"]] for p in abi.constructor.inputs]
    typed = [int(v) if p["type"].startswith("uint") else v for p, v in zip(abi.constructor.inputs, values, strict=True)]
    return abi.encode_constructor(typed)


def _as_text(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_as_text(part) for part in value]
    return str(value)
