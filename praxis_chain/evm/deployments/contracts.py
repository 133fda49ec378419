"""A deployment's contracts, bound and ready to use."""

from dataclasses import dataclass
from pathlib import Path

from ...core.errors import WrongInput
from ..abi import Contract
from ..bindings import Attesters, BountyEscrow, Prax, Stakeholders
from ..networks import Network
from ..usdc import usdc_at
from .deploy import require_same_chain
from .record import Record, packaged_record


@dataclass(frozen=True, slots=True)
class Contracts:
    """The four contracts and the token. `first_block`: nothing of them is older."""

    attesters: Attesters
    stakeholders: Stakeholders
    prax: Prax
    escrow: BountyEscrow
    usdc: Contract
    first_block: int

    @property
    def emitters(self) -> tuple[Contract, ...]:
        """Whose events tell everything that happened."""
        bound = (self.attesters, self.stakeholders, self.prax, self.escrow)
        return tuple(binding.contract for binding in bound)


def bind(record: Record) -> Contracts:
    """Raises WrongInput if the deployment is not finished."""
    return Contracts(
        attesters=Attesters.at(record.address_of("Attesters")),
        stakeholders=Stakeholders.at(record.address_of("Stakeholders")),
        prax=Prax.at(record.address_of("Prax")),
        escrow=BountyEscrow.at(record.address_of("BountyEscrow")),
        usdc=usdc_at(record.usdc),
        first_block=record.first_block,
    )


def find_record(network: Network, path: Path | None = None) -> Record:
    """The record in that file, else the one that the package carries for the network's chain.

    Raises WrongInput if there is none, UnknownNetwork if it is of another chain.
    """
    record = Record.read(path) if path is not None else packaged_record(network.chain_id)
    if record is None:
        raise WrongInput(
            f"No deployment on chain {network.chain_id} is known: deploy one, or name the file of its record."
        )
    require_same_chain(network, record)
    return record
