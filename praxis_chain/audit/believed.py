"""The same audit where a node gives no proofs: its storage is believed, or two nodes' that agree."""

from collections.abc import Iterator

from ..core.units import show_usdc
from ..evm.batch import read_storage
from ..evm.client import Client, View
from ..evm.deployments import Contracts, Record, Verification, bind, verify
from ..evm.networks import Network
from .findings import CODE, DELEGATIONS, HEADER, LOGS, PROOF, TOKEN, NotChecked, Where
from .index import Index, Progress, read
from .logs import differences
from .predict import predict
from .reckoning import Reckoning, compare_held, keep_books
from .state import SLOTS
from .writing import Writer

NOT_KNOWN_HOW_CREATED = "OtherCreation"

LIMITS = (
    NotChecked(
        "whether the node gave all logs",
        "only the escrow's are numbered; a log of another contract that is missing shows where a slot differs",
    ),
    NotChecked("slots under keys that no event named", "a mapping's keys cannot be listed"),
    NotChecked(
        "whether USDC is paused, froze an account or was upgraded", "that is Circle's to decide, and no invariant"
    ),
    DELEGATIONS,
)


def believe(
    view: View, record: Record, told: Index, writer: Writer, second: Network | None, progress: Progress | None = None
) -> Reckoning:
    """Compare every slot with what the node says is in it. Raises NetworkFailed."""
    contracts = bind(record)
    verification = verify(view, record)
    for finding in verification.findings:
        if finding.name != NOT_KNOWN_HOW_CREATED:
            writer.code(finding)
    writer.tested[CODE] += len(record.contracts)
    writer.incomplete += _unverified(verification)
    foreign = [f"log {int(log['logIndex'], 16)} of block {int(log['blockNumber'], 16)}" for log in told.foreign]
    ledger = keep_books(contracts, record.chain_id, told.events, foreign, writer)
    slots = predict(ledger)

    def done(count: int) -> None:
        if progress is not None:
            progress(SLOTS, count, len(slots))

    places = [(slot.address, slot.number) for slot in slots]
    words = read_storage(view, places, done)
    for slot, word in zip(slots, words, strict=True):
        writer.slot(slot, word)
    held = int(view.call(contracts.usdc, "balanceOf", contracts.escrow.address))
    compare_held(contracts, ledger, held, writer)
    if second is not None:
        other = View(second, view.block)
        writer.tested[PROOF] += len(slots) + 1
        for slot, word, again in zip(slots, words, read_storage(other, places), strict=True):
            if word != again:
                where = Where(view.block.number, slot.contract, slot=f"0x{slot.number:064x}")
                asked = f'eth_getStorageAt("{slot.address}", "0x{slot.number:064x}", {writer.pinned})'
                writer.add(PROOF, f"Two nodes say otherwise what is in a slot of {slot.contract}.",
                           f"0x{word:064x}", f"0x{again:064x} by {second.name}", where, asked)  # fmt: skip
    writer.not_checked += LIMITS
    codes = {name: view.code(record.address_of(name)) for name in record.contracts}
    return Reckoning(ledger, told.events, len(slots), held, codes)


def ask_second(second: Network, view: View, contracts: Contracts, told: Index, writer: Writer) -> None:
    """Whether another node knows the same block, and tells the same logs. Raises NetworkFailed."""
    other = Client(second).stamp(view.block.number)
    writer.tested[HEADER] += 1
    if other.hash != view.block.hash:
        writer.add(
            HEADER, f"Two nodes say otherwise which block {view.block.number} is.", f"0x{view.block.hash.hex()}",
            f"0x{other.hash.hex()} by {second.name}", Where(view.block.number),
            f'eth_getBlockByNumber("{view.block.number:#x}", false)',
        )  # fmt: skip
        return
    writer.tested[LOGS] += len(told.events) + len(told.foreign)
    for place, ours, theirs in differences(told, read(View(second, view.block), contracts)):
        where = Where(place.block, log=place.log)
        asked = f'eth_getLogs({{"blockHash": "0x{place.hash.hex()}"}})'
        summary = f"Two nodes tell otherwise of log {place.log} in block {place.block}."
        writer.add(LOGS, summary, ours, f"{theirs} by {second.name}", where, asked)


def ask_token(view: View, contracts: Contracts, held: int, writer: Writer) -> None:
    """Whether USDC answers with the balance that was proven in its storage: if not, its code keeps it elsewhere now."""
    said = int(view.call(contracts.usdc, "balanceOf", contracts.escrow.address))
    if said != held:
        data = contracts.usdc.abi.encode_call("balanceOf", [contracts.escrow.address]).hex()
        writer.add(
            TOKEN, "USDC says otherwise than its storage what the escrow holds.", f"{show_usdc(held)} USDC",
            f"{show_usdc(said)} USDC", Where(view.block.number, "USDC"),
            f'eth_call({{"to": "{contracts.usdc.address}", "data": "0x{data}"}}, {writer.pinned})',
        )  # fmt: skip


def _unverified(verification: Verification) -> Iterator[str]:
    """The code is as it must be, and only the node or the record does not say with which arguments it was created."""
    for finding in verification.findings:
        if finding.name == NOT_KNOWN_HOW_CREATED:
            yield f"How {finding.subject} was created could not be verified: {finding.detail}."
