"""The contracts' logs by the receipts of their blocks, and how what a node told of them differs.

The receipts of a block hash to its header's receipts root, so that within a block no log can be withheld, forged or
altered. That no other block has any is known where all headers are: their blooms say so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..core.errors import BadProof
from ..core.events import Event
from ..core.naming import printable
from ..core.proofs.bloom import may_hold
from ..core.proofs.header import Header
from ..core.proofs.receipts import ReceiptLog, prove_logs
from ..evm.abi import checksum
from ..evm.client import decode_log
from ..evm.deployments import Contracts
from .findings import LOGS, Where
from .index import Index, Progress
from .witness import Witness
from .writing import Writer, place_of, show

RECEIPTS = "blocks of receipts proven"
Place = tuple[bytes, int]
"""A block's hash, and the index of a log in it."""


class Ours:
    """Which logs an audit is about: all of the four contracts, and the token's Transfers from and to the escrow."""

    def __init__(self, contracts: Contracts) -> None:
        self.emitters = {contract.address: contract.name for contract in contracts.emitters}
        self.token = contracts.usdc.address
        self.abis = {contract.address: contract.abi for contract in (*contracts.emitters, contracts.usdc)}
        self._transfer = bytes.fromhex(contracts.usdc.abi.topic("Transfer")[2:])
        self._escrow = bytes.fromhex(contracts.escrow.address[2:]).rjust(32, b"\0")

    def name(self, address: str) -> str:
        """A contract's name, for people."""
        return self.emitters.get(address, "USDC")

    def has(self, log: ReceiptLog) -> bool:
        """Whether a log is one of them."""
        return log.address in self.emitters or (
            log.address == self.token and log.topics[:1] == (self._transfer,) and self._escrow in log.topics[1:3]
        )

    def may_be_in(self, header: Header) -> bool:
        """False is certain; True means that the receipts have to be read."""
        bloom = header.logs_bloom
        return any(may_hold(bloom, address) for address in self.emitters) or (
            may_hold(bloom, self.token, self._transfer) and may_hold(bloom, self.token, self._escrow)
        )


@dataclass(frozen=True, slots=True)
class Proven:
    """`events` in the chain's order. `foreign`: places of logs that no ABI here knows. `logs`: how many were read."""

    events: tuple[Event, ...]
    foreign: tuple[str, ...]
    logs: int


def read_logs(
    witness: Witness, headers: Iterable[Header], told: Index | None, ours: Ours, writer: Writer,
    progress: Progress | None = None,
) -> Proven:  # fmt: skip
    """Read the receipts of these blocks, and note how they differ from what was told, if anything was."""
    blocks = sorted(headers, key=lambda header: header.number)
    said = _told(told) if told is not None else None
    events: list[Event] = []
    foreign: list[str] = []
    taken: set[bytes] = set()
    count = 0
    for done, header in enumerate(blocks, 1):
        try:
            logs = [log for log in prove_logs(header, witness.receipts(header.hash)) if ours.has(log)]
        except BadProof as error:
            _unproven(writer, header, str(error))
            continue
        names = _transactions(said or {}, header, logs, taken)
        for log in logs:
            event, text = _read(log, header, names[log.tx_index], ours)
            if event is not None:
                events.append(event)
            else:
                foreign.append(f"log {log.log_index} of block {header.number}")
            if said is not None:
                _compare(writer, ours, header, log, event, text, said.pop((header.hash, log.log_index), None))
            count += 1
        if said is not None:
            _forged(writer, ours, header, said)
        if progress is not None:
            progress(RECEIPTS, done, len(blocks))
    return Proven(tuple(events), tuple(foreign), count)


@dataclass(frozen=True, slots=True, order=True)
class At:
    """Where a log is, by somebody's word."""

    block: int
    log: int
    hash: bytes


def differences(one: Index, other: Index) -> list[tuple[At, str, str]]:
    """What two nodes tell otherwise, in the chain's order: where, and what each of them says ("nothing" where it does
    not)."""
    heights = blocks_of(one) | blocks_of(other)
    first, second = _told(one), _told(other)
    found: list[tuple[At, str, str]] = []
    for place in first.keys() | second.keys():
        here, there = _text_at(first, place), _text_at(second, place)
        if here != there:
            found.append((At(heights[place[0]], place[1], place[0]), here, there))
    return sorted(found)


def blocks_of(told: Index) -> dict[bytes, int]:
    """The blocks that a node told of, with their heights by its word."""
    found = {event.block_hash: event.block_number for event in told.events}
    return found | {_bytes(log["blockHash"]): int(log["blockNumber"], 16) for log in told.foreign}


def _read(log: ReceiptLog, header: Header, transaction: bytes, ours: Ours) -> tuple[Event | None, str]:
    raw = {
        "address": log.address, "topics": ["0x" + topic.hex() for topic in log.topics], "data": "0x" + log.data.hex(),
        "blockNumber": hex(header.number), "blockHash": "0x" + header.hash.hex(), "logIndex": hex(log.log_index),
        "transactionHash": "0x" + transaction.hex(), "blockTimestamp": hex(header.timestamp),
    }  # fmt: skip
    event = decode_log(raw, ours.abis)
    return event, _text_of(event) if event is not None else _raw_text(raw)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a node said a log is."""

    text: str
    event: Event | None
    transaction: bytes


def _told(told: Index) -> dict[Place, _Told]:
    said = {(event.block_hash, event.log_index): _Told(_text_of(event), event, event.tx_hash) for event in told.events}
    for log in told.foreign:
        place = _bytes(log["blockHash"]), int(log["logIndex"], 16)
        said[place] = _Told(_raw_text(log), None, _bytes(log["transactionHash"]))
    return said


def _text_at(said: Mapping[Place, _Told], place: Place) -> str:
    return said[place].text if place in said else "nothing"


def _transactions(
    said: Mapping[Place, _Told], header: Header, logs: Iterable[ReceiptLog], taken: set[bytes]
) -> dict[int, bytes]:
    """A name for each transaction of a block, by index: the hash that was told of it, unless it was told of two.

    Receipts do not hold the hashes of their transactions; without one the name is the block's hash and the index.
    `taken`: names of transactions of other blocks, for what happened in two was not one transaction.
    """
    named: dict[int, bytes] = {}
    for log in logs:
        at = said.get((header.hash, log.log_index))
        if at is not None and log.tx_index not in named and at.transaction not in taken:
            named[log.tx_index] = at.transaction
            taken.add(at.transaction)
    return {log.tx_index: named.get(log.tx_index, header.hash + log.tx_index.to_bytes(4, "big")) for log in logs}


def _compare(
    writer: Writer, ours: Ours, header: Header, log: ReceiptLog, event: Event | None, text: str, told: _Told | None
) -> None:
    writer.tested[LOGS] += 1
    if told is not None and told.event is not None and told.event.block_time != header.timestamp:
        text, told = f"{text} at {header.timestamp}", replace(told, text=f"{told.text} at {told.event.block_time}")
    if told is not None and told.text == text:
        return
    name = event.name if event is not None else "A log"
    if event is not None:
        where, reproduce = place_of(event, ours.name(log.address))
    else:
        where, reproduce = _at(header, ours.name(log.address), log.log_index)
    wrong = "was withheld" if told is None else "was altered"
    writer.add(
        LOGS, f"{name} at block {header.number}, log {log.log_index}, {wrong} by the node that was asked for logs.",
        text, told.text if told is not None else "nothing", where, reproduce,
    )  # fmt: skip


def _forged(writer: Writer, ours: Ours, header: Header, said: dict[Place, _Told]) -> None:
    """What is left of this block was never logged there."""
    for place in [place for place in said if place[0] == header.hash]:
        told = said.pop(place)
        contract = ours.name(told.event.address) if told.event is not None else None
        where, reproduce = _at(header, contract, place[1])
        name = told.event.name if told.event is not None else "A log"
        writer.tested[LOGS] += 1
        writer.add(
            LOGS, f"{name} at block {header.number}, log {place[1]}, was forged: the receipts have no such log.",
            "nothing", told.text, where, reproduce,
        )  # fmt: skip


def _unproven(writer: Writer, header: Header, why: str) -> None:
    where, reproduce = _at(header, None, None)
    writer.add(
        LOGS, f"The receipts of block {header.number} are not those of its header.",
        f"receipts with the root 0x{header.receipts_root.hex()}", why, where, reproduce,
    )  # fmt: skip


def _at(header: Header, contract: str | None, log: int | None) -> tuple[Where, str]:
    shown = f'eth_getBlockReceipts("0x{header.hash.hex()}")'
    return Where(header.number, contract, log=log), shown


def _text_of(event: Event) -> str:
    """All that an event says, for people and for comparing. Strangers wrote a part of it."""
    values = ", ".join(f"{name} = {show(value)}" for name, value in event.args.items())
    return printable(f"{event.name}({values}) of {event.address} in block {event.block_number}")


def _raw_text(log: Mapping[str, Any]) -> str:
    topics = ", ".join(topic.lower() for topic in log["topics"])
    return f"[{topics}] {log['data'].lower()} of {checksum(log['address'])} in block {int(log['blockNumber'], 16)}"


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
