"""The state behind one block, proven account by account and slot by slot (EIP-1186), and whole storages at once."""

from collections.abc import Iterable, Mapping, Sequence

from eth_hash.auto import keccak

from ..core.errors import BadProof
from ..core.proofs.account import Account, prove_account, prove_slots, storage_root
from ..core.proofs.header import Header
from ..evm.deployments import CONTRACTS, Record
from ..evm.deployments.code import compare_code
from ..evm.deployments.findings import Finding as CodeFinding
from .findings import CODE, PROOF, STORAGE, NotChecked, Where
from .index import Progress
from .predict import Slot
from .witness import Witness
from .writing import Writer

SLOTS = "slots compared"
KEEPS_ZEROS = NotChecked(
    "slots under keys that no event named",
    "this chain keeps slots that are zero, as anvil does and no real chain, so that a whole storage has no one root",
)


class State:
    """What a witness says of the state behind a block: each proof that leads elsewhere is a finding.

    `total`: how many slots there will be, for the progress.
    """

    def __init__(self, witness: Witness, header: Header, writer: Writer, progress: Progress | None = None) -> None:
        self._witness = witness
        self._header = header
        self._writer = writer
        self._progress = progress
        self.total = self._done = 0
        self.zeros: set[int] = set()  # slots that some account keeps as zero
        self.codes: dict[str, bytes] = {}  # proven, by contract

    def read(self, contract: str, address: str, slots: Sequence[int]) -> tuple[Account | None, dict[int, int]]:
        """An account, and words by slot: None and nothing where there is proven to be none, or nothing was proven.

        `contract`: its name, for people.
        """
        try:
            proofs = self._witness.proofs(self._header.hash, address, slots, self._tell)
            account = prove_account(self._header.state_root, address, proofs.account_nodes)
            words = self._words(account, contract, address, slots, proofs.slot_nodes) if account else {}
        except BadProof as error:
            self._unproven(contract, address, str(error))
            return None, {}
        self._done += len(slots)
        self._writer.tested[PROOF] += 1 + len(words)
        return account, words

    def code(self, contract: str, address: str, account: Account) -> bytes | None:
        """What stands at an address; None, and a finding, where that is not what the account says."""
        code = self._witness.code(self._header.hash, address)
        if keccak(code) == account.code_hash:
            return code
        self._writer.add(
            PROOF, f"The code that was given for {contract} does not hash to the code hash of its account.",
            f"0x{account.code_hash.hex()}", f"0x{keccak(code).hex()}", Where(self._header.number, contract),
            f'eth_getCode("{address}", {self._writer.pinned})',
        )  # fmt: skip
        return None

    def _words(
        self,
        account: Account,
        contract: str,
        address: str,
        slots: Sequence[int],
        nodes: Mapping[int, tuple[bytes, ...]],
    ) -> dict[int, int]:
        """All at once, as proofs share nodes; one by one where that fails, to tell which it is."""
        try:
            return prove_slots(account.storage_root, {slot: nodes[slot] for slot in slots}, self.zeros)
        except BadProof:
            words: dict[int, int] = {}
            for slot in slots:
                try:
                    words |= prove_slots(account.storage_root, {slot: nodes[slot]})
                except BadProof as error:
                    self._unproven(contract, address, str(error), slot)
            return words

    def _unproven(self, contract: str, address: str, why: str, slot: int | None = None) -> None:
        named = f"A slot of {contract}" if slot is not None else contract
        shown = f"0x{slot:064x}" if slot is not None else None
        asked = f'"{shown}"' if shown else ""
        self._writer.add(
            PROOF, f"{named} is not proven: the proof that was given does not lead to the state of the block.",
            "a proof in the state behind the block", why, Where(self._header.number, contract, slot=shown),
            f'eth_getProof("{address}", [{asked}], {self._writer.pinned})',
        )  # fmt: skip

    def _tell(self, count: int) -> None:
        if self._progress is not None and self.total:
            self._progress(SLOTS, min(self._done + count, self.total), self.total)


def compare_state(
    state: State, record: Record, slots: Iterable[Slot], extra: Iterable[tuple[str, int]], writer: Writer
) -> int:
    """The four contracts: code, every predicted slot, and that storage holds nothing else. Returns how many slots.

    `extra`: address and number of slots that may hold anything, beside those that are predicted.
    """
    predicted: dict[tuple[str, str], dict[int, Slot]] = {
        (name, record.address_of(name)): {}
        for name in CONTRACTS  # also one that never said anything
    }
    for slot in slots:
        predicted.setdefault((slot.contract, slot.address), {})[slot.number] = slot
    free: dict[str, list[int]] = {}
    for address, number in extra:
        free.setdefault(address, []).append(number)
    whole: list[tuple[str, str, Account, dict[int, int]]] = []
    state.total = sum(map(len, predicted.values())) + sum(map(len, free.values()))
    for (contract, address), by_number in predicted.items():
        account, words = state.read(contract, address, [*by_number, *free.get(address, [])])
        if account is None:
            if not any(f.where.contract == contract for f in writer.findings):
                writer.code(CodeFinding("NoCode", contract, f"there is no account at {address}"))
            continue
        compare_contract(state, record, contract, account, writer)
        for number, slot in by_number.items():
            if number in words:
                writer.slot(slot, words[number])
        if len(words) == len(by_number) + len(free.get(address, [])):
            whole.append((contract, address, account, words))
    if state.zeros:
        writer.not_checked.append(KEEPS_ZEROS)
    else:
        for contract, address, account, words in whole:
            _compare_whole(contract, address, account, words, writer)
    return state.total


def compare_contract(state: State, record: Record, contract: str, account: Account, writer: Writer) -> None:
    """The code at a recorded address with what the package's sources make of it."""
    code = state.code(contract, record.address_of(contract), account)
    writer.tested[CODE] += 1
    if code is None:
        return
    state.codes[contract] = code
    difference = compare_code(record, contract, code)
    if difference is not None:
        writer.code(difference)


def _compare_whole(contract: str, address: str, account: Account, words: dict[int, int], writer: Writer) -> None:
    """The words that events tell of are all that there is: together they make the root of the account's storage."""
    writer.tested[STORAGE] += 1
    root = storage_root(words)
    if root != account.storage_root:
        writer.add(
            STORAGE, f"The storage of {contract} holds something that no event tells of.",
            f"storage root 0x{root.hex()}", f"storage root 0x{account.storage_root.hex()}",
            Where(writer.block.number, contract), f'eth_getProof("{address}", [], {writer.pinned})',
        )  # fmt: skip
