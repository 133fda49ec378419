"""Facts out of the transactions that used them: the chain keeps only their hashes in storage and events.

A node's word is not taken for it: a fact counts only if its hash is the one that the escrow's event names.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain, islice
from typing import Any

from eth_abi.exceptions import DecodingError

from ...core.errors import WrongInput
from ...core.events import Event
from ...core.facts import Closure, Commit, Fact, fact_hash
from ...core.ledger import Ledger
from ...evm.abi import Abi
from ...evm.batch import request_many
from ...evm.bindings.call import abi_of
from ...evm.networks import Network
from ..index import Progress

TRANSACTIONS = "transactions of awards read"
LARGEST = 1 << 17  # bytes of calldata; nodes pass on no larger transaction
MOST_CALLS = 256  # places in it that begin like a call
MOST_FACTS = 2_000
_FUNCTIONS = ("award", "awardMany", "close")
_KINDS: tuple[type[Fact], ...] = (Commit, Closure)


def shown_facts(
    network: Network,
    ledger: Ledger,
    events: Sequence[Event],
    known: Container[bytes] = (),
    progress: Progress | None = None,
) -> dict[bytes, Fact]:
    """The Commits and Closures of all awards and closures by hash, as far as their transactions show them.

    Raises NetworkFailed. What another contract passed on in a form of its own is not found. `known`: hashes of facts
    that nobody has to look for.
    """
    wanted: dict[bytes, set[bytes]] = {}
    for event in events:
        if event.address != ledger.addresses.escrow or event.name not in ("Awarded", "Closed"):
            continue
        if event.args["fact"] not in known:
            wanted.setdefault(event.tx_hash, set()).add(event.args["fact"])
    asked = list(wanted)
    found: dict[bytes, Fact] = {}
    replies = request_many(network, "eth_getTransactionByHash", [["0x" + one.hex()] for one in asked])
    abi = abi_of("BountyEscrow")
    for place, (transaction, reply) in enumerate(zip(asked, replies, strict=True), start=1):
        facts = {fact_hash(fact): fact for fact in facts_in(abi, _input(reply))}
        found |= {one: facts[one] for one in wanted[transaction] if one in facts}
        if progress is not None:
            progress(TRANSACTIONS, place, len(asked))
    return found


def facts_in(abi: Abi, data: bytes) -> Iterator[Fact]:
    """Commits and Closures in calldata, wherever in it the escrow is called: also by a Safe, or in a multicall.

    Whoever sends a transaction writes its calldata, and pointers in it may lead to one place many times: no more of it
    is read than an honest one has.
    """
    facts = chain.from_iterable(map(_facts, _calls(abi, data[:LARGEST])))
    return islice(facts, MOST_FACTS)


def _calls(abi: Abi, data: bytes) -> Iterator[Any]:
    """Arguments of calls, decoded one after the other."""
    tried = 0
    for name in _FUNCTIONS:
        selector, start = abi.function(name).hash[:4], -1
        while (start := data.find(selector, start + 1)) >= 0 and tried < MOST_CALLS:
            tried += 1
            try:
                called = abi.decode_call(data[start:])
            except (DecodingError, ValueError, OverflowError):
                continue
            yield called and called[1]


def _facts(value: Any) -> Iterator[Fact]:
    """Structs that have exactly the fields of a fact, however deep."""
    if isinstance(value, Mapping):
        for kind in _KINDS:
            if value.keys() == {field.name for field in fields(kind)}:
                try:
                    yield kind(**value)
                except WrongInput:
                    return
                return
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _facts(item)


def _input(reply: Any) -> bytes:
    """Calldata of a transaction as a node tells it; nothing where it does not."""
    text = reply.get("input") if isinstance(reply, Mapping) else None
    try:
        return bytes.fromhex(str(text or "0x")[2:])
    except ValueError:
        return b""
