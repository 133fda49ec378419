"""What an examination of a deployment brings out, and what its USDC must come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..core.events import Event
from ..core.ledger import Addresses, Ledger
from ..evm.deployments import Contracts
from .writing import Writer


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`slots`: how many were compared. `held`: USDC of the escrow in base units, None where nobody could say.

    `codes`: of each contract, by name, as far as it is known.
    """

    ledger: Ledger
    events: tuple[Event, ...]
    slots: int
    held: int | None
    codes: Mapping[str, bytes]


def addresses_of(contracts: Contracts, chain_id: int) -> Addresses:
    """What a ledger of these contracts needs to know."""
    bound = (contracts.attesters, contracts.stakeholders, contracts.prax, contracts.escrow, contracts.usdc)
    return Addresses(chain_id, *(contract.address for contract in bound))


def keep_books(
    contracts: Contracts, chain_id: int, events: Sequence[Event], foreign: Sequence[str], writer: Writer
) -> Ledger:
    """Replay the events, and note what contradicts itself or is not understood."""
    ledger = Ledger.from_events(events, addresses_of(contracts, chain_id), writer.block.timestamp)
    for contradiction in ledger.contradictions:
        writer.contradiction(contradiction, ledger.addresses)
    writer.tested.update(ledger.checked)
    strange = [*foreign, *(f"event {event.name} of block {event.block_number}" for event in ledger.unknown)]
    writer.incomplete += [f"The contracts emitted something that this version does not know: {it}." for it in strange]
    return ledger


def compare_held(contracts: Contracts, ledger: Ledger, held: int, writer: Writer) -> None:
    """E1 with what the token says the escrow holds."""
    writer.tested["E1"] += 2
    came_and_stayed = ledger.escrow.cash.received - ledger.escrow.cash.paid
    if held < ledger.escrow.escrowed:
        writer.insolvent(contracts, held, ledger.escrow.escrowed)
    elif held < came_and_stayed:
        writer.vanished(contracts, held, came_and_stayed)


def figures_of(ledger: Ledger, held: int) -> dict[str, int]:
    """Totals: USDC in base units, PRAX in wei."""
    escrow, flows = ledger.escrow, ledger.escrow.flows.values()
    return {
        "usdc_held": held,
        "usdc_owed": escrow.escrowed,
        "usdc_surplus": held - escrow.escrowed,
        "usdc_in_pools": sum(bounty.pool for bounty in escrow.bounties.values()),
        "usdc_awarded_not_released": sum(award.owed for award in escrow.awards.values()),
        "usdc_funded": sum(flow.funded for flow in flows),
        "usdc_released": sum(flow.released for flow in flows),
        "usdc_refunded": sum(flow.refunded for flow in flows),
        "prax_accrued": ledger.recognition.minted,
        "prax_revoked": ledger.recognition.burned,
    }
