"""The internal audit: what all events come to = what storage says = what USDC says, at one block.

    report = audit(network, record)
    report.exit_code, report.findings, report.not_checked

Nothing that the contracts computed is believed: the ledger computes it again from its inputs, and every slot of storage
that holds a balance or a right is compared with what the ledger makes it.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from ..core.ledger import INVARIANTS, Addresses, Ledger
from ..evm.batch import read_storage
from ..evm.client import Client, View
from ..evm.deployments import Contracts, Record, Verification, bind, verify
from ..evm.networks import Network
from .findings import CODE, STATEMENTS, Assurance, Checked, NotChecked, Report
from .index import Index, Progress, read
from .predict import predict
from .writing import Writer

SLOTS = "slots compared"
NOT_KNOWN_HOW_CREATED = "OtherCreation"

LIMITS = (
    NotChecked(
        "whether the node tells the truth",
        "its storage is not proven against a block header, and nobody else was asked",
    ),
    NotChecked(
        "whether the node gave all logs",
        "only the escrow's are numbered; a log of another contract that is missing shows where a slot differs",
    ),
    NotChecked("slots under keys that no event named", "a mapping's keys cannot be listed"),
    NotChecked("whether the facts are true", "the evidence was not collected and judged again"),
    NotChecked(
        "whether USDC is paused, froze an account or was upgraded", "that is Circle's to decide, and no invariant"
    ),
    NotChecked("which signatures over delegations were used", "no event says so, and they move no balance"),
)


def audit(network: Network, record: Record, block: str | int | None = None, progress: Progress | None = None) -> Report:
    """Audit a deployment as of a block: a height, "latest", "finalized"; by default the newest that is final, or where
    the chain knows no such thing the latest.

    Raises WrongInput if the deployment is unfinished or younger than the block, UnknownNetwork if it is of another
    chain, NetworkFailed if the node does not answer.
    """
    contracts = bind(record)
    view = Client(network).at(block if block is not None else "finalized" if network.has_finalized else "latest")
    verification = verify(view, record)
    found = read(view, contracts, progress)
    ledger = Ledger.from_events(found.events, addresses_of(contracts, network), view.block.timestamp)
    writer = Writer(view)
    for finding in verification.findings:
        if finding.name != NOT_KNOWN_HOW_CREATED:
            writer.code(finding)
    for contradiction in ledger.contradictions:
        writer.contradiction(contradiction, ledger.addresses)
    tested = Counter(ledger.checked)
    tested[CODE] = len(record.contracts)
    slots = _compare(view, ledger, writer, tested, progress)
    balance = _compare_usdc(view, contracts, ledger, writer, tested)
    return Report(
        network=network.name,
        chain_id=network.chain_id,
        contracts=_named(ledger.addresses),
        block=view.block,
        finalized=_is_final(network, view),
        assurance=Assurance.ONE_RPC,
        events=len(found.events),
        slots=slots,
        figures=_figures(ledger, balance),
        checked=tuple(Checked(name, STATEMENTS[name], tested[name]) for name in STATEMENTS if tested[name]),
        not_checked=(*_not_checked(ledger, tested), *LIMITS),
        incomplete=(*_unverified(verification), *_incomplete(found, ledger)),
        findings=writer.findings,
    )


def addresses_of(contracts: Contracts, network: Network) -> Addresses:
    """What a ledger of these contracts needs to know."""
    bound = (contracts.attesters, contracts.stakeholders, contracts.prax, contracts.escrow, contracts.usdc)
    return Addresses(network.chain_id, *(contract.address for contract in bound))


def _compare(view: View, ledger: Ledger, writer: Writer, tested: Counter[str], progress: Progress | None) -> int:
    """Every predicted slot with storage; returns how many."""
    slots = predict(ledger)
    done: Callable[[int], None] | None = None
    if progress is not None:
        tell = progress
        done = lambda count: tell(SLOTS, count, len(slots))  # noqa: E731
    words = read_storage(view, [(slot.address, slot.number) for slot in slots], done)
    for slot, word in zip(slots, words, strict=True):
        tested.update(writer.slot(slot, word))
    return len(slots)


def _compare_usdc(view: View, contracts: Contracts, ledger: Ledger, writer: Writer, tested: Counter[str]) -> int:
    """E1 with the token; returns what the escrow holds."""
    balance = int(view.call(contracts.usdc, "balanceOf", contracts.escrow.address))
    tested["E1"] += 2
    came_and_stayed = ledger.escrow.cash.received - ledger.escrow.cash.paid
    if balance < ledger.escrow.escrowed:
        writer.insolvent(contracts, balance, ledger.escrow.escrowed)
    elif balance < came_and_stayed:
        writer.vanished(contracts, balance, came_and_stayed)
    return balance


def _figures(ledger: Ledger, balance: int) -> dict[str, int]:
    escrow, flows = ledger.escrow, ledger.escrow.flows.values()
    return {
        "usdc_held": balance,
        "usdc_owed": escrow.escrowed,
        "usdc_surplus": balance - escrow.escrowed,
        "usdc_in_pools": sum(bounty.pool for bounty in escrow.bounties.values()),
        "usdc_awarded_not_released": sum(award.owed for award in escrow.awards.values()),
        "usdc_funded": sum(flow.funded for flow in flows),
        "usdc_released": sum(flow.released for flow in flows),
        "usdc_refunded": sum(flow.refunded for flow in flows),
        "prax_accrued": ledger.recognition.minted,
        "prax_revoked": ledger.recognition.burned,
    }


def _not_checked(ledger: Ledger, tested: Counter[str]) -> list[NotChecked]:
    """Invariants that nothing tested, and what events could not show of those that were."""
    idle = [
        NotChecked(f"{name}: {statement}", "nothing happened yet that it speaks of")
        for name, statement in INVARIANTS.items()
        if not tested[name]
    ]
    partly = [
        NotChecked(f"{name}: {why}", "events alone cannot show it", n) for (name, why), n in ledger.untested.items()
    ]
    return idle + sorted(partly, key=lambda part: part.what)


def _unverified(verification: Verification) -> Iterator[str]:
    """The code is as it must be, and only the node or the record does not say with which arguments it was created."""
    for finding in verification.findings:
        if finding.name == NOT_KNOWN_HOW_CREATED:
            yield f"How {finding.subject} was created could not be verified: {finding.detail}."


def _incomplete(found: Index, ledger: Ledger) -> tuple[str, ...]:
    """Logs that nobody here understands: then the books may be wrong without showing it."""
    strange = [f"log {int(log['logIndex'], 16)} of block {int(log['blockNumber'], 16)}" for log in found.foreign]
    strange += [f"event {event.name} of block {event.block_number}" for event in ledger.unknown]
    return tuple(f"The contracts emitted something that this version does not know: {what}." for what in strange)


def _is_final(network: Network, view: View) -> bool:
    return network.has_finalized and view.block.number <= Client(network).stamp("finalized").number


def _named(addresses: Addresses) -> dict[str, str]:
    return {
        "Attesters": addresses.attesters,
        "Stakeholders": addresses.stakeholders,
        "Prax": addresses.prax,
        "BountyEscrow": addresses.escrow,
        "USDC": addresses.usdc,
    }
