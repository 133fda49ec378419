"""What was deployed where: one JSON file per deployment, readable by people and other programs."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from ...core.addresses import parse_address
from ...core.errors import WrongInput
from ..artifacts import CONTRACTS

_FOLDER = Path(__file__).parent
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Step:
    """One contract's deployment: sent once `transaction` is there, finished once `address` and `block` are.

    arguments: the constructor's, by parameter name; addresses as EIP-55 text, integers as decimal text. transaction:
    hash as 0x text. source_hash: the IPFS hash in its code, which commits to sources, settings and compiler.
    """

    arguments: Mapping[str, Any]
    source_hash: str
    transaction: str | None = None
    address: str | None = None
    block: int | None = None

    @property
    def is_finished(self) -> bool:
        """Mined, and known where."""
        return self.address is not None


@dataclass(frozen=True, slots=True)
class Record:
    """One deployment. `genesis`: hash of the chain's block 0, because local chains share their ids.

    `usdc_origin`: "official" (Circle's address for that chain), "given" (told by whoever deployed) or "local" (deployed
    for a local chain).
    """

    chain_id: int
    genesis: str
    usdc: str
    usdc_origin: str
    package_version: str
    compiler: str
    contracts: Mapping[str, Step] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        """All four contracts are there."""
        return all(name in self.contracts and self.contracts[name].is_finished for name in CONTRACTS)

    @property
    def first_block(self) -> int:
        """The block of the first contract: nothing of this deployment happened before."""
        return min((step.block for step in self.contracts.values() if step.block is not None), default=0)

    def address_of(self, name: str) -> str:
        """EIP-55 text. Raises WrongInput if the deployment did not come that far."""
        step = self.contracts.get(name)
        if step is None or step.address is None:
            raise WrongInput(
                f"The recorded deployment has no {name} yet: run the same deploy command again to finish it."
            )
        return step.address

    def with_step(self, name: str, step: Step) -> Self:
        """A copy in which that step is this one."""
        return replace(self, contracts={**self.contracts, name: step})

    # -- files --------------------------------------------------------------------------------------------------------

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises WrongInput if the file is not there, or is no record."""
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
            steps = {name: _step(Step(**step)) for name, step in given.pop("contracts").items()}
            return replace(cls(**given, contracts=steps), usdc=_token(given))
        except FileNotFoundError:
            raise WrongInput(
                f"There is no deployment recorded in {path}: deploy first, or name another file."
            ) from None
        except OSError as error:
            raise WrongInput(f"{path} cannot be read: {error.strerror}.") from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise WrongInput(f"{path} is not a deployment's record: it should be the JSON that deploy wrote.") from None

    def write(self, path: Path) -> None:
        """Whole or not at all: a crash leaves the old file. Raises WrongInput if it cannot be written."""
        text = json.dumps(asdict(self), indent=2) + "\n"
        beside = path.with_name(path.name + ".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError as error:
            raise WrongInput(f"The record cannot be written to {path}: {error.strerror}.") from None


def _token(given: Mapping[str, Any]) -> str:
    """The token's address in EIP-55. Raises TypeError or ValueError if any field but the steps is of another kind."""
    if not all(isinstance(value, str) for name, value in given.items() if name != "chain_id"):
        raise TypeError
    if _whole(given["chain_id"]) == 0:
        raise ValueError
    return parse_address(given["usdc"]) if given["usdc"] else ""


def _step(step: Step) -> Step:
    """The same step, its address in EIP-55. Raises TypeError, ValueError, WrongInput."""
    if not isinstance(step.arguments, Mapping) or not isinstance(step.source_hash, str):
        raise TypeError
    if step.transaction is not None and not _HASH.fullmatch(step.transaction):
        raise ValueError
    if step.block is not None:
        _whole(step.block)
    return replace(step, address=None if step.address is None else parse_address(step.address))


def _whole(number: Any) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**64:
        raise ValueError
    return number


def packaged_record(chain_id: int) -> Record | None:
    """The deployment that this package carries for a chain, or None."""
    path = _FOLDER / f"{chain_id}.json"
    return Record.read(path) if path.is_file() else None
