"""The audit of one deployment as of one block, out of what a witness can prove and nothing else.

    header → ancestors → receipts → events → ledger → every slot, code and USDC in the state behind the same header

Each arrow is a hash. What does not hold is a finding; what the witness does not have is said.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from ..core.errors import BadProof
from ..core.proofs.header import Header
from ..evm.deployments import Contracts, Record, bind
from ..evm.deployments.findings import Finding as CodeFinding
from .findings import ANCESTOR, DELEGATIONS, HEADER, LOGS, NotChecked, Where
from .index import Index, Progress
from .lineage import Ancestors, link_all, prove_each
from .logs import Ours, blocks_of, read_logs
from .predict import predict, unpredicted
from .reckoning import Reckoning, compare_held, keep_books
from .state import State, compare_state
from .token import read_token, require_official
from .witness import Witness
from .writing import Writer

LIMITS = (
    NotChecked(
        "by which transaction something was logged",
        "receipts prove the place of a log in its block; the hashes of transactions are the node's word",
    ),
    DELEGATIONS,
    NotChecked("whether USDC's code is Circle's", "its hashes are stated: compare them with Circle's own"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """Which deployment, as of which block. `linked`: whether all headers since its first block are to be read."""

    record: Record
    header: Header
    linked: bool


def examine(
    witness: Witness, question: Question, told: Index | Mapping[bytes, int], writer: Writer,
    progress: Progress | None = None,
) -> Reckoning:  # fmt: skip
    """Prove and compare everything. `told`: the logs that a node told of, or the blocks whose receipts are at hand.

    Raises NotKept where the witness lacks what every audit needs, NetworkFailed.
    """
    contracts, header = bind(question.record), question.header
    writer.tested[HEADER] += 1
    official = require_official(question.record.chain_id, question.record.usdc)
    if official is not None:
        writer.code(CodeFinding("NotUsdc", "record", official))
    ours = Ours(contracts)
    blocks = blocks_of(told) if isinstance(told, Index) else told
    headers = _ancestors(witness, question, contracts, ours, blocks, writer, progress)
    found = read_logs(witness, headers, told if isinstance(told, Index) else None, ours, writer, progress)
    writer.tested[LOGS] += 0 if isinstance(told, Index) else found.logs
    ledger = keep_books(contracts, question.record.chain_id, found.events, found.foreign, writer)
    state = State(witness, header, writer, progress)
    slots = compare_state(state, question.record, predict(ledger), unpredicted(ledger), writer)
    held = read_token(state, ledger, writer)
    if held is not None:
        compare_held(contracts, ledger, held, writer)
    writer.not_checked += LIMITS
    return Reckoning(ledger, found.events, slots, held, state.codes)


def _ancestors(
    witness: Witness, question: Question, contracts: Contracts, ours: Ours, blocks: Mapping[bytes, int],
    writer: Writer, progress: Progress | None,
) -> list[Header]:  # fmt: skip
    """The headers of all blocks whose receipts are to be read."""
    trusted, first = question.header, contracts.first_block
    found: Ancestors | None = None
    if question.linked:
        try:
            found = link_all(witness, trusted, first, lambda one: one.hash in blocks or ours.may_be_in(one), progress)
            writer.tested[ANCESTOR] += trusted.number - first
        except BadProof as error:
            _broken(writer, trusted, str(error))
    if found is None:
        found = prove_each(witness, trusted, _headers(witness, blocks))
        writer.tested[ANCESTOR] += len(blocks) - len(found.unknown)
        writer.not_checked.append(
            NotChecked(
                "whether the node gave all logs",
                f"the headers since block {first} were not all read; a log that is missing shows where a slot differs",
            )
        )
    if found.unknown:
        what = f"{ANCESTOR}: whether blocks with logs are ancestors of the audited one"
        writer.not_checked.append(NotChecked(what, found.why, len(found.unknown)))
    for block, number in blocks.items():
        if block not in found.known and block not in found.unknown:
            _stranger(writer, trusted, block, number)
    return [*found.known.values(), *found.unknown.values()]


def _headers(witness: Witness, blocks: Mapping[bytes, int]) -> Iterator[Header]:
    """Those that hash to what they should; the others are no ancestors of anything."""
    for block in blocks:
        with suppress(BadProof):
            yield Header.decode(witness.header(block))


def _stranger(writer: Writer, trusted: Header, block: bytes, number: int) -> None:
    writer.add(
        ANCESTOR, f"Logs were told of a block {number} that is not an ancestor of block {trusted.number}.",
        f"an ancestor of 0x{trusted.hash.hex()}", f"0x{block.hex()}", Where(number),
        f'eth_getBlockByNumber("{number:#x}", false)',
    )  # fmt: skip


def _broken(writer: Writer, trusted: Header, why: str) -> None:
    writer.add(
        ANCESTOR, f"The headers before block {trusted.number} are not its ancestors.", "each the parent of the next",
        why, Where(trusted.number), "eth_getBlockByNumber, from the audited block down",
    )  # fmt: skip
