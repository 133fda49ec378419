"""Putting findings into words: which invariant, how bad, where, and how to see it for oneself."""

from collections import Counter
from collections.abc import Iterator, Mapping

from ..core.events import BlockStamp, Event
from ..core.ledger import Addresses, Contradiction, Value
from ..core.units import show_prax, show_usdc
from ..evm.deployments import Contracts
from ..evm.deployments.findings import Finding as CodeFinding
from .findings import CODE, HEADER, LOGS, PROOF, STORAGE, TOKEN, Finding, NotChecked, Severity, Where
from .layout import Field, Plain
from .predict import Slot

CRITICAL = frozenset({"E1", "E2", "E3", "E7", "P1", CODE, HEADER, LOGS, PROOF, STORAGE, TOKEN})

HASH_SIZE = 32

_OF_VARIABLE: Mapping[str, str] = {
    "Attesters": "A1", "Attesters.memberCount": "A2", "Attesters.quorum": "A2", "Attesters.configuration": "A2",
    "Stakeholders": "S1", "Stakeholders.contributorOf": "S2", "Stakeholders.referrerOf": "P2",
    "Stakeholders._people.standing": "P2", "Stakeholders._people.admittedAt": "P2",
    "Prax": "P1", "Prax.epoch": "P2", "Prax.referralReward": "P2", "Prax._movedTo": "P3",
    "Prax.accruals.fact": "P2", "Prax.referrals.fact": "P2",
    "BountyEscrow._totals.escrowed": "E2", "BountyEscrow._totals.sequence": "E8", "BountyEscrow.programs": "E9",
    "BountyEscrow.bounties.pool": "E2", "BountyEscrow.bounties.shares": "E3", "BountyEscrow.bounties": "E4",
    "BountyEscrow.bounties.reviewed": "E6",
    "BountyEscrow.locks": "E5", "BountyEscrow.reviews": "E6",
    "BountyEscrow.stakes.shares": "E3", "BountyEscrow.stakes.committedUntil": "E5",
    "BountyEscrow.awards.amount": "E2", "BountyEscrow.awards.state": "E2", "BountyEscrow.awards.reviewEnd": "E6",
    "BountyEscrow.awards": "E4", "BountyEscrow.isCancelled": "E4",
}  # fmt: skip
"""The invariant that a storage field belongs to: the longest entry that its name begins with."""

_USDC_FIELDS = frozenset(
    {"_totals.escrowed", "bounties.pool", "awards.amount", "programs.closingAward", "programs.minimum"}
)
_PRAX_FIELDS = frozenset(
    {
        "_supply.votes",
        "_accounts.balance",
        "_accounts.votes",
        "epoch.cap",
        "epoch.minted",
        "accruals.amount",
        "referrals.amount",
    }
)


def invariant_of(contract: str, path: str) -> str:
    """Which invariant breaks if this field is wrong."""
    parts = [contract, *path.split(".")]
    return next(_OF_VARIABLE[name] for n in range(len(parts), 0, -1) if (name := ".".join(parts[:n])) in _OF_VARIABLE)


class Writer:
    """Collects what one audit says. `tested`: how often, by invariant; the lists are the report's of those names.

    `recompiled`: whether the sources were compiled for this audit.
    """

    def __init__(self, block: BlockStamp) -> None:
        self.block = block
        self.tested: Counter[str] = Counter()
        self.not_checked: list[NotChecked] = []
        self.incomplete: list[str] = []
        self.information: list[str] = []
        self.recompiled = False
        self._findings: list[Finding] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        """In the order in which they were written."""
        return tuple(self._findings)

    def slot(self, slot: Slot, word: int) -> None:
        """Compare a word of storage: a test for each field in it."""
        for field, actual in _differing(slot, word):
            name = f"{slot.contract}.{field.path}" + "".join(f"[{show(key)}]" for key in slot.keys)
            self.add(
                invariant_of(slot.contract, field.path),
                f"{name} is {_amount(field, actual)} in storage, and {_amount(field, field.number)} by the events.",
                _amount(field, field.number),
                _amount(field, actual),
                Where(self.block.number, slot.contract, slot=f"0x{slot.number:064x}"),
                f'eth_getStorageAt("{slot.address}", "0x{slot.number:064x}", {self.pinned})',
            )
        self.tested.update(invariant_of(slot.contract, field.path) for field in slot.fields)

    def contradiction(self, found: Contradiction, addresses: Addresses) -> None:
        """An event that cannot be, or what all events add up to."""
        event = found.event
        if event is None:
            where, reproduce = Where(self.block.number), "replay all events"
            summary = found.complaint
        else:
            names = {
                addresses.attesters: "Attesters", addresses.stakeholders: "Stakeholders", addresses.prax: "Prax",
                addresses.escrow: "BountyEscrow", addresses.usdc: "USDC",
            }  # fmt: skip
            where, reproduce = place_of(event, names.get(event.address))
            summary = f"{event.name} at block {event.block_number}, log {event.log_index}: {found.complaint}"
        self.add(
            found.invariant,
            summary,
            show(found.expected, found.unit),
            show(found.actual, found.unit),
            where,
            reproduce,
        )

    def code(self, found: CodeFinding, reproduce: str = "praxis verify") -> None:
        """The contracts are not what the record and the sources say."""
        self.add(
            CODE, f"{found.subject}: {found.detail}.", "the package's sources and the record", found.name,
            Where(self.block.number, found.subject), reproduce,
        )  # fmt: skip

    def insolvent(self, contracts: Contracts, balance: int, owed: int) -> None:
        """The escrow cannot pay."""
        summary = f"INSOLVENT: the escrow holds {show_usdc(balance)} USDC and owes {show_usdc(owed)} USDC."
        self._usdc(summary, contracts, balance, owed)

    def vanished(self, contracts: Contracts, balance: int, came_and_stayed: int) -> None:
        """It can pay, and yet USDC is gone without a Transfer."""
        less = show_usdc(came_and_stayed - balance)
        self._usdc(f"The escrow holds {less} USDC less than its Transfers make.", contracts, balance, came_and_stayed)

    def _usdc(self, summary: str, contracts: Contracts, balance: int, least: int) -> None:
        data = contracts.usdc.abi.encode_call("balanceOf", [contracts.escrow.address]).hex()
        self.add(
            "E1", summary, f"at least {show_usdc(least)} USDC", f"{show_usdc(balance)} USDC",
            Where(self.block.number, "USDC"),
            f'eth_call({{"to": "{contracts.usdc.address}", "data": "0x{data}"}}, {self.pinned})',
        )  # fmt: skip

    def add(self, invariant: str, summary: str, expected: str, actual: str, where: Where, reproduce: str) -> None:
        """Any finding; `reproduce`: the request that shows it."""
        number = 1 + sum(finding.invariant == invariant for finding in self._findings)
        severity = Severity.CRITICAL if invariant in CRITICAL else Severity.HIGH
        self._findings.append(
            Finding(f"{invariant}-{number}", invariant, severity, summary, expected, actual, where, reproduce)
        )

    @property
    def pinned(self) -> str:
        """The audited block, as JSON-RPC's parameter (EIP-1898)."""
        return f'{{"blockHash": "0x{self.block.hash.hex()}"}}'


def place_of(event: Event, contract: str | None) -> tuple[Where, str]:
    """Where an event is, and the request that shows it. Receipts do not tell the hash of their transaction."""
    if len(event.tx_hash) != HASH_SIZE:
        shown = f'eth_getBlockReceipts("0x{event.block_hash.hex()}")'
        return Where(event.block_number, contract, log=event.log_index), shown
    transaction = "0x" + event.tx_hash.hex()
    where = Where(event.block_number, contract, transaction, event.log_index)
    return where, f'eth_getTransactionReceipt("{transaction}")'


def _differing(slot: Slot, word: int) -> Iterator[tuple[Field, int]]:
    """The fields that are not as predicted, with what they are; the whole word if it is bytes that belong to none."""
    found = False
    for field in slot.fields:
        if field.of(word) != field.number:
            found = True
            yield field, field.of(word)
    if not found and word != slot.word:
        yield Field(slot.fields[0].path, 0, 32, slot.word), word


def _amount(field: Field, number: int) -> str:
    if field.path in _USDC_FIELDS:
        return f"{show_usdc(number)} USDC"
    if field.path in _PRAX_FIELDS:
        return f"{show_prax(number)} PRAX"
    return str(number) if field.size < 12 else f"0x{number:0{2 * field.size}x}"


def show(value: Value | Plain, unit: str = "") -> str:
    """A value as findings state it; `unit`: USDC (base units) or PRAX (wei)."""
    if unit and isinstance(value, int):
        return f"{show_usdc(value) if unit == 'USDC' else show_prax(value)} {unit}"
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)
