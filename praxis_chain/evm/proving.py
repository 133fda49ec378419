"""Asking a node for what `core.proofs` proves: headers, receipts, and proofs of accounts and storage (EIP-1186).

Nodes answer in JSON. What a hash is taken of is RLP, so the bytes are rebuilt here, and the hash says whether they are
right. Nothing else in the answer is used: a slot's value is read from its proof, never from the `value` beside it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_hash.auto import keccak

from ..core.errors import BadProof, NetworkFailed
from ..core.proofs.header import ALWAYS, FIELDS
from ..core.proofs.receipts import DEPOSIT
from .answers import sensible
from .batch import BATCH, request_many
from .networks import Network
from .rpc import RpcError

SLOTS_AT_ONCE = 256  # per eth_getProof; geth takes up to 1,024
METHOD_NOT_FOUND = (-32601, -32004)  # JSON-RPC 2.0; EIP-1474 "method not supported"


@dataclass(frozen=True, slots=True)
class AccountProof:
    """Nodes from the root down, as the node gave them: nothing is proven yet.

    `account_nodes` for `core.proofs.account.prove_account`, `slot_nodes` by slot for `prove_slots`.
    """

    account_nodes: tuple[bytes, ...]
    slot_nodes: Mapping[int, tuple[bytes, ...]]


def fetch_header(network: Network, block: int | bytes) -> bytes:
    """RLP of the header at a height, or of the header with a hash (32 bytes), which it hashes to.

    At a height the hash is the node's word. Raises BadProof where the header does not hash to what it should, as on
    chains whose headers are not Ethereum's; NetworkFailed.
    """
    if isinstance(block, bytes):
        method, key, named = "eth_getBlockByHash", _hex(block), f"block {_hex(block)}"
    else:
        method, key, named = "eth_getBlockByNumber", hex(block), f"block {block}"
    found = network.request(method, key, False)
    if not isinstance(found, dict) or not found.get("hash"):
        raise NetworkFailed(f"{network.name} has no {named}.")
    with sensible(network.name, method):
        encoded: bytes = rlp.encode(_header_items(found))
        said = _bytes(found["hash"]), _number(found["number"])
    if block not in said:
        raise BadProof(f"{network.name} was asked for {named} and answered with block {said[1]}, {_hex(said[0])}.")
    if keccak(encoded) != said[0]:
        raise BadProof(
            f"{network.name} gave a header for {named} that hashes to {_hex(keccak(encoded))}, not to {_hex(said[0])}."
        )
    return encoded


def fetch_headers(network: Network, first: int, last: int) -> Iterator[bytes]:
    """RLP of the headers from height `last` down to `first`, as the node has them: nothing is proven yet.

    Raises NetworkFailed, RpcError.
    """
    method = "eth_getBlockByNumber"
    for end in range(last, first - 1, -BATCH):
        numbers = range(end, max(end - BATCH, first - 1), -1)
        for found in request_many(network, method, [[hex(number), False] for number in numbers]):
            with sensible(network.name, method):
                encoded: bytes = rlp.encode(_header_items(found))
            yield encoded


def fetch_receipts(network: Network, block_hash: bytes) -> tuple[bytes, ...]:
    """All receipts of a block in order, as EIP-2718 encodes them: nothing is proven yet. Raises NetworkFailed.

    A node without eth_getBlockReceipts is asked for each receipt by itself.
    """
    method = "eth_getBlockReceipts"
    try:
        found = network.request(method, _hex(block_hash))  # EIP-1898 does not list this method
    except RpcError as error:
        if error.code not in METHOD_NOT_FOUND:
            raise
        method = "eth_getTransactionReceipt"
        block = network.request("eth_getBlockByHash", _hex(block_hash), False)
        with sensible(network.name, "eth_getBlockByHash"):
            names = [[_hex(_bytes(each))] for each in block["transactions"]] if block is not None else None
        found = list(request_many(network, method, names)) if names is not None else None
    if found is None:
        raise NetworkFailed(f"{network.name} has no block 0x{block_hash.hex()}.")
    with sensible(network.name, method):
        return tuple(encode_receipt(receipt) for receipt in found)


def fetch_proofs(
    network: Network,
    block_hash: bytes,
    address: str,
    slots: Sequence[int],
    progress: Callable[[int], None] | None = None,
) -> AccountProof:
    """Proofs of an account and of these slots of it, all in the state behind one block. Raises NetworkFailed, RpcError.

    Asked for in chunks; BadProof where the node answers for another account, other slots, or for two states.
    `progress` is told how many slots are there.
    """
    account: tuple[bytes, ...] | None = None
    proofs: dict[int, tuple[bytes, ...]] = {}
    kept: dict[bytes, bytes] = {}  # neighbours have the same upper nodes: each is kept once
    for start in range(0, max(len(slots), 1), SLOTS_AT_ONCE):
        chunk = slots[start : start + SLOTS_AT_ONCE]
        keys = [f"0x{slot:064x}" for slot in chunk]
        reply = network.request("eth_getProof", address, keys, {"blockHash": _hex(block_hash)})
        with sensible(network.name, "eth_getProof"):
            nodes = _nodes(reply["accountProof"], kept)
            answered = str(reply["address"])
            entries = [(int(entry["key"], 16), _nodes(entry["proof"], kept)) for entry in reply["storageProof"]]
        if answered.lower() != address.lower():
            raise BadProof(f"{network.name} was asked for a proof of {address} and answered with another account's.")
        if [slot for slot, _ in entries] != list(chunk):
            raise BadProof(f"{network.name} was asked to prove some slots of {address} and answered with others.")
        if account is not None and account != nodes:
            raise BadProof(f"{network.name} proved {address} in two states that are said to be one block's.")
        account = nodes
        proofs.update(entries)
        if progress is not None:
            progress(len(proofs))
    assert account is not None
    return AccountProof(account, proofs)


def encode_receipt(receipt: Mapping[str, Any]) -> bytes:
    """A receipt in JSON-RPC's shape → its EIP-2718 encoding. Raises KeyError, TypeError, ValueError if it has none."""
    kind = _number(receipt.get("type") or "0x0")
    status = receipt.get("status")
    items: list[Any] = [
        _scalar(status) if status is not None else _bytes(receipt["root"]),  # EIP-658: a state root before Byzantium
        _scalar(receipt["cumulativeGasUsed"]),
        _bytes(receipt["logsBloom"]),
        [
            [_bytes(log["address"]), [_bytes(topic) for topic in log["topics"]], _bytes(log["data"])]
            for log in receipt["logs"]
        ],
    ]
    # Before Canyon nodes tell the nonce of a deposit too, but it is not part of what is hashed.
    if kind == DEPOSIT and receipt.get("depositReceiptVersion") is not None:
        items += [_scalar(receipt["depositNonce"]), _scalar(receipt["depositReceiptVersion"])]
    encoded: bytes = rlp.encode(items)
    return bytes([kind]) + encoded if kind else encoded


def _header_items(block: Mapping[str, Any]) -> list[bytes]:
    """Fields in order, up to the first that this block's fork does not have yet."""
    items: list[bytes] = []
    for name, size in FIELDS:
        text = block.get(name)
        if text is None and len(items) >= ALWAYS:
            break
        items.append(_scalar(text) if size is None else _bytes(text))
    return items


def _nodes(texts: Any, kept: dict[bytes, bytes]) -> tuple[bytes, ...]:
    if not isinstance(texts, list):
        raise TypeError
    return tuple(kept.setdefault(node, node) for node in map(_bytes, texts))


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str) or not text.startswith("0x"):
        raise TypeError
    return bytes.fromhex(text[2:])


def _number(text: Any) -> int:
    if not isinstance(text, str) or not text.startswith("0x"):
        raise TypeError
    return int(text, 16)


def _scalar(text: Any) -> bytes:
    """A number in JSON-RPC's shape → big-endian without leading zeros."""
    value = _number(text)
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _hex(value: bytes) -> str:
    return "0x" + value.hex()
