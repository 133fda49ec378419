"""JSON-RPC in front of the embedded node, so that everything above sees one kind of network.

Method names, shapes and error codes are those of geth and anvil (https://ethereum.github.io/execution-apis), the
few that this package uses; anything else is answered with "method not found".
"""

from collections.abc import Callable, Sequence
from typing import Any

from eth.exceptions import Revert, VMError
from eth_utils.exceptions import ValidationError
from web3.providers import BaseProvider
from web3.types import RPCEndpoint, RPCResponse

from .node import BLOCK_GAS_LIMIT, NO_ONE, SUGGESTED_TIP, EmbeddedNode, MinedBlock
from .proving import proof_json
from .shapes import block_json, logs_of, receipt_json, to_hex, transaction_json

REVERTED = 3
INVALID_PARAMS = -32602
METHOD_NOT_FOUND = -32601
SERVER_ERROR = -32000


class _Failed(Exception):
    def __init__(self, code: int, message: str, data: bytes | None = None) -> None:
        self.error = {"code": code, "message": message} | ({} if data is None else {"data": "0x" + data.hex()})


class EmbeddedProvider(BaseProvider):
    """A web3 provider that needs no connection. `node` is the chain itself."""

    def __init__(self, start: int | None = None) -> None:
        super().__init__()
        self.node = EmbeddedNode(start)
        self._request_id = 0

    def is_connected(self, show_traceback: bool = False) -> bool:
        return True

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        self._request_id += 1
        reply: dict[str, Any] = {"jsonrpc": "2.0", "id": self._request_id}
        handler = _METHODS.get(method)
        try:
            if handler is None:
                raise _Failed(METHOD_NOT_FOUND, f"the method {method} does not exist/is not available")
            reply["result"] = handler(self.node, *params)
        except _Failed as failure:
            reply["error"] = failure.error
        except (ValidationError, VMError) as error:
            reply["error"] = {"code": SERVER_ERROR, "message": str(error)}
        return reply  # type: ignore[return-value]


# -- blocks, transactions, logs -------------------------------------------------------------------------------------


def _find(node: EmbeddedNode, block: Any) -> Any:
    """Block identifier (tag, 0x number, or EIP-1898 object) → header."""
    if block in ("latest", "safe", "finalized"):
        return node.head.header
    if block == "pending":
        return node.pending_header()
    found = _mined(node, block)
    if found is None:
        raise _Failed(SERVER_ERROR, "header not found")
    return found.header


def _mined(node: EmbeddedNode, block: Any) -> MinedBlock | None:
    if isinstance(block, dict):
        return (
            node.known.get(_bytes(block["blockHash"])) if "blockHash" in block else _mined(node, block["blockNumber"])
        )
    if block in ("latest", "safe", "finalized"):
        return node.head
    number = 0 if block == "earliest" else int(block, 16)
    return node.blocks[number] if number < len(node.blocks) else None


def _block_by_number(node: EmbeddedNode, block: str, full: bool = False) -> Any:
    if block == "pending":
        return block_json(MinedBlock(node.pending_header(), (), (), ()), full) | {"hash": None}
    found = _mined(node, block)
    return None if found is None else block_json(found, full)


def _block_by_hash(node: EmbeddedNode, block_hash: str, full: bool = False) -> Any:
    found = node.known.get(_bytes(block_hash))
    return None if found is None else block_json(found, full)


def _transaction(node: EmbeddedNode, transaction_hash: str) -> Any:
    place = node.find_transaction(_bytes(transaction_hash))
    return None if place is None else transaction_json(*place)


def _receipt(node: EmbeddedNode, transaction_hash: str) -> Any:
    place = node.find_transaction(_bytes(transaction_hash))
    return None if place is None else receipt_json(*place)


def _block_receipts(node: EmbeddedNode, block: Any) -> Any:
    found = _mined(node, {"blockHash": block} if isinstance(block, str) and len(block) == 66 else block)
    return None if found is None else [receipt_json(found, index) for index in range(len(found.receipts))]


def _get_logs(node: EmbeddedNode, query: dict[str, Any]) -> list[dict[str, Any]]:
    if "blockHash" in query:
        found = node.known.get(_bytes(query["blockHash"]))
        if found is None:
            raise _Failed(SERVER_ERROR, "unknown block")
        blocks: Sequence[MinedBlock] = [found]
    else:
        first = _find(node, query.get("fromBlock", "latest")).block_number
        last = min(_find(node, query.get("toBlock", "latest")).block_number, node.head.header.block_number)
        blocks = node.blocks[first : last + 1]
    addresses = {a.lower() for a in _listed(query.get("address"))}
    wanted = [{t.lower() for t in _listed(topic)} for topic in query.get("topics", [])]
    return [
        log
        for block in blocks
        if block.header.bloom
        for log in logs_of(block)
        if (not addresses or log["address"] in addresses)
        and len(log["topics"]) >= len(wanted)
        and all(not choices or topic in choices for topic, choices in zip(log["topics"], wanted, strict=False))
    ]


def _listed(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


# -- running ----------------------------------------------------------------------------------------------------------


def _run(node: EmbeddedNode, header: Any, message: dict[str, Any], gas: int) -> Any:
    data = message.get("input", message.get("data", "0x"))
    computation = node.run(
        header,
        sender=_bytes(message["from"]) if message.get("from") else NO_ONE,
        to=_bytes(message["to"]) if message.get("to") else b"",
        data=_bytes(data) if isinstance(data, str) else bytes(data),
        value=_number(message.get("value", 0)),
        gas=gas,
    )
    if isinstance(computation._error, Revert):
        raise _Failed(REVERTED, "execution reverted", bytes(computation.output))
    if computation.is_error:
        raise _Failed(SERVER_ERROR, f"{type(computation.error).__name__}: {computation.error}")
    return computation


def _call(node: EmbeddedNode, message: dict[str, Any], block: Any = "latest", *_: Any) -> str:
    gas = _number(message.get("gas", BLOCK_GAS_LIMIT))
    return to_hex(_run(node, _find(node, block), message, gas).output)


def _estimate(node: EmbeddedNode, message: dict[str, Any], block: Any = "pending", *_: Any) -> str:
    """Gas of one run before refunds, and the 1/64 that a nested call holds back; doubled until it suffices."""
    header = _find(node, "pending" if block == "latest" else block)
    limit = _number(message.get("gas", BLOCK_GAS_LIMIT))
    guess = (limit - _run(node, header, message, limit).get_gas_remaining()) * 64 // 63 + 2_300
    while guess < limit:
        try:
            _run(node, header, message, guess)
        except (_Failed, ValidationError):
            guess *= 2
        else:
            return hex(guess)
    return hex(limit)


# -- state, mining ----------------------------------------------------------------------------------------------------


def _storage_at(node: EmbeddedNode, account: str, slot: str, block: Any = "latest") -> str:
    value = node.state_at(_find(node, block)).get_storage(_bytes(account), _number(slot))
    return f"0x{value:064x}"


def _proof(node: EmbeddedNode, account: str, slots: list[Any], block: Any = "latest") -> Any:
    return proof_json(node, _find(node, block), _bytes(account), [_number(slot) for slot in slots])


def _mine(node: EmbeddedNode, blocks: Any = "0x1", *_: Any) -> str:
    for _i in range(_number(blocks)):
        node.mine()
    return "0x0"


def _revert(node: EmbeddedNode, snapshot: str) -> bool:
    number = int(snapshot, 16)
    if number >= len(node.blocks):
        return False
    node.revert_to(number)
    return True


def _set_storage(node: EmbeddedNode, account: str, slot: str, value: str) -> bool:
    node.set_storage(_bytes(account), _number(slot), _number(value))
    return True


def _number(value: Any) -> int:
    return int(value, 16) if isinstance(value, str) else int(value)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


_METHODS: dict[str, Callable[..., Any]] = {
    "web3_clientVersion": lambda node: "praxis-embedded/py-evm",
    "net_version": lambda node: str(node.chain.chain_id),
    "eth_chainId": lambda node: hex(node.chain.chain_id),
    "eth_accounts": lambda node: [],
    "eth_blockNumber": lambda node: hex(node.head.header.block_number),
    "eth_getBlockByNumber": _block_by_number,
    "eth_getBlockByHash": _block_by_hash,
    "eth_getTransactionByHash": _transaction,
    "eth_getTransactionReceipt": _receipt,
    "eth_getBlockReceipts": _block_receipts,
    "eth_getLogs": _get_logs,
    "eth_getBalance": lambda node, who, at="latest": hex(node.state_at(_find(node, at)).get_balance(_bytes(who))),
    "eth_getTransactionCount": lambda node, who, at="latest": hex(
        node.state_at(_find(node, at)).get_nonce(_bytes(who))
    ),
    "eth_getCode": lambda node, who, at="latest": to_hex(node.state_at(_find(node, at)).get_code(_bytes(who))),
    "eth_getStorageAt": _storage_at,
    "eth_getProof": _proof,
    "eth_gasPrice": lambda node: hex(node.chain.header.base_fee_per_gas + SUGGESTED_TIP),
    "eth_maxPriorityFeePerGas": lambda node: hex(SUGGESTED_TIP),
    "eth_call": _call,
    "eth_estimateGas": _estimate,
    "eth_sendRawTransaction": lambda node, raw: to_hex(node.send(_bytes(raw))),
    "evm_mine": lambda node, *_: _mine(node),
    "anvil_mine": _mine,
    "evm_snapshot": lambda node: hex(node.head.header.block_number),
    "evm_revert": _revert,
    "evm_setNextBlockTimestamp": lambda node, time: node.set_next_time(_number(time)),
    "anvil_setStorageAt": _set_storage,
    "anvil_setCode": lambda node, who, code: node.set_code(_bytes(who), _bytes(code)),
    "anvil_setBalance": lambda node, who, wei: node.set_balance(_bytes(who), _number(wei)),
}
