"""What an audit says: findings, what was checked, and what was not."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum
from typing import Any

from ..core.events import BlockStamp
from ..core.ledger import INVARIANTS

SCHEMA = 1
"""Version of the JSON that a report gives: raised when a key changes its meaning or goes away."""

HEADER, ANCESTOR, LOGS, PROOF, CODE, STORAGE, TOKEN = "HEADER", "ANCESTOR", "LOGS", "PROOF", "CODE", "STORAGE", "USDC"

EVIDENCE_OF_THE_CHAIN: Mapping[str, str] = {
    HEADER: "the header of the audited block hashes to that block's hash",
    ANCESTOR: "every block that was read is an ancestor of the audited one",
    LOGS: "the logs are those that the receipts of each block hold: none is missing, added or changed",
    PROOF: "every account and slot is proven in the state behind the audited block",
    CODE: "the contracts' code is what the published sources make of the recorded addresses and the chain's id",
    STORAGE: "the contracts' storage holds nothing but what their events make it",
    TOKEN: "USDC may leave the escrow: it is not frozen, and the token is there",
}
"""Beside the invariants: whether what the invariants are tested on is the chain's."""

EXTERNAL: Mapping[str, str] = {
    "X1": "every fact on chain follows from its evidence by the rules, judged again",
    "X2": "each field of a fact on chain is what its evidence says, and each document is of its hash",
    "X3": "every fact on chain that was undone is revoked",
    "X4": "a merge counts for one work",
    "X5": "an attester's log holds, holds all that its key signed on chain, and shows each fact in its batch",
}
"""Beside the invariants: whether what attesters signed is true. Tested where evidence is at hand."""

STATEMENTS: Mapping[str, str] = {**EVIDENCE_OF_THE_CHAIN, **INVARIANTS, **EXTERNAL}


class Severity(StrEnum):
    """critical: money or PRAX is not where it must be. high: a right, a rule or a record is not as it must be."""

    CRITICAL = "critical"
    HIGH = "high"


class Assurance(IntEnum):
    """How much of a report rests on somebody's word."""

    ONE_RPC = 0
    TWO_RPCS = 1
    PROVEN_AGAINST_RPC_HEADER = 2
    PROVEN_AGAINST_GIVEN_HASH = 3
    PROVEN_AGAINST_LIGHT_CLIENT = 4

    @property
    def sentence(self) -> str:
        """What that means."""
        return {
            Assurance.ONE_RPC: "one RPC is believed: if it lies consistently, so does this report",
            Assurance.TWO_RPCS: "two RPCs agree",
            Assurance.PROVEN_AGAINST_RPC_HEADER: "every slot is proven against a header that the RPC gave",
            Assurance.PROVEN_AGAINST_GIVEN_HASH: "every slot is proven against a block hash that the reader supplied",
            Assurance.PROVEN_AGAINST_LIGHT_CLIENT: "every slot is proven against a header of a light client",
        }[self]


@dataclass(frozen=True, slots=True)
class Where:
    """As far as it is known: contract by name, transaction (0x text), index of the log in its block, storage slot."""

    block: int
    contract: str | None = None
    transaction: str | None = None
    log: int | None = None
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold.

    `id` is the invariant's and a running number. `expected`, `actual` for people; `reproduce`: the JSON-RPC request
    that shows it.
    """

    id: str
    invariant: str
    severity: Severity
    summary: str
    expected: str
    actual: str
    where: Where
    reproduce: str


@dataclass(frozen=True, slots=True)
class Checked:
    """An invariant that was tested this many times."""

    invariant: str
    statement: str
    count: int


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Something that this audit does not know, why, and how often that came up (0: it concerns all of it)."""

    what: str
    why: str
    count: int = 0


DELEGATIONS = NotChecked("which signatures over delegations were used", "no event says so, and they move no balance")


@dataclass(frozen=True, slots=True)
class Report:
    """One audit of one deployment as of one block.

    `finalized` is None where nobody said. `figures`: totals, in USDC base units and PRAX wei. `information`: what is no
    finding and worth knowing. `incomplete`: why something that belongs to every audit could not be done; empty if all
    was done.
    """

    network: str
    chain_id: int
    contracts: Mapping[str, str]
    block: BlockStamp
    finalized: bool | None
    assurance: Assurance
    events: int
    slots: int
    figures: Mapping[str, int]
    checked: tuple[Checked, ...]
    not_checked: tuple[NotChecked, ...]
    incomplete: tuple[str, ...]
    findings: tuple[Finding, ...]
    information: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Everything that was to be checked was checked, and holds."""
        return not self.findings and not self.incomplete

    @property
    def exit_code(self) -> int:
        """0 all hold, 3 a check failed, 5 something that belongs to every audit could not be checked."""
        return 3 if self.findings else 5 if self.incomplete else 0

    def as_json(self) -> dict[str, Any]:
        """For machines: plain values; bytes as 0x text, amounts as integers."""
        plain: dict[str, Any] = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}
        plain["block"] = {**plain["block"], "hash": "0x" + self.block.hash.hex()}
        plain["assurance"] = {"level": int(self.assurance), "meaning": self.assurance.sentence}
        return {"schema": SCHEMA, "holds": self.holds, "exit_code": self.exit_code, **plain}
