"""py-evm's blocks, transactions, receipts and logs in the shapes of JSON-RPC."""

from typing import Any

import rlp  # type: ignore[import-untyped]

from .node import MinedBlock


def to_hex(value: bytes) -> str:
    """0x and every digit."""
    return "0x" + bytes(value).hex()


def block_json(block: MinedBlock, full: bool) -> dict[str, Any]:
    """A block; its transactions as hashes, or whole if `full`."""
    header = block.header
    transactions = block.transactions
    return {
        "number": hex(header.block_number),
        "hash": to_hex(header.hash),
        "parentHash": to_hex(header.parent_hash),
        "timestamp": hex(header.timestamp),
        "nonce": to_hex(header.nonce),
        "mixHash": to_hex(header.mix_hash),
        "sha3Uncles": to_hex(header.uncles_hash),
        "logsBloom": f"0x{header.bloom:0512x}",
        "transactionsRoot": to_hex(header.transaction_root),
        "stateRoot": to_hex(header.state_root),
        "receiptsRoot": to_hex(header.receipt_root),
        "withdrawalsRoot": to_hex(header.withdrawals_root),
        "parentBeaconBlockRoot": to_hex(header.parent_beacon_block_root),
        "requestsHash": to_hex(header.requests_hash),
        "miner": to_hex(header.coinbase),
        "difficulty": hex(header.difficulty),
        "totalDifficulty": hex(header.difficulty),
        "extraData": to_hex(header.extra_data),
        "size": hex(len(rlp.encode(header)) + sum(len(t.encode()) for t in transactions)),
        "gasLimit": hex(header.gas_limit),
        "gasUsed": hex(header.gas_used),
        "baseFeePerGas": hex(header.base_fee_per_gas),
        "blobGasUsed": hex(header.blob_gas_used),
        "excessBlobGas": hex(header.excess_blob_gas),
        "transactions": [transaction_json(block, i) if full else to_hex(t.hash) for i, t in enumerate(transactions)],
        "uncles": [],
        "withdrawals": [],
    }


def transaction_json(block: MinedBlock, index: int) -> dict[str, Any]:
    """The transaction at that index of a block."""
    transaction = block.transactions[index]
    kind = getattr(transaction, "type_id", None) or 0
    shown: dict[str, Any] = {
        "type": hex(kind),
        "hash": to_hex(transaction.hash),
        "nonce": hex(transaction.nonce),
        "blockHash": to_hex(block.hash),
        "blockNumber": hex(block.header.block_number),
        "transactionIndex": hex(index),
        "from": to_hex(transaction.sender),
        "to": to_hex(transaction.to) if transaction.to else None,
        "value": hex(transaction.value),
        "gas": hex(transaction.gas),
        "gasPrice": hex(_price(block, index)),
        "input": to_hex(transaction.data),
        "r": hex(transaction.r),
        "s": hex(transaction.s),
        "v": hex(transaction.y_parity if kind else transaction.v),
    }
    if kind >= 2:
        shown["maxFeePerGas"] = hex(transaction.max_fee_per_gas)
        shown["maxPriorityFeePerGas"] = hex(transaction.max_priority_fee_per_gas)
    if kind >= 1:
        shown |= {
            "chainId": hex(transaction.chain_id),
            "yParity": hex(transaction.y_parity),
            "accessList": [
                {"address": to_hex(address), "storageKeys": [f"0x{key:064x}" for key in keys]}
                for address, keys in transaction.access_list
            ],
        }
    return shown


def receipt_json(block: MinedBlock, index: int) -> dict[str, Any]:
    """The receipt of the transaction at that index of a block."""
    transaction, receipt = block.transactions[index], block.receipts[index]
    before = block.receipts[index - 1].gas_used if index else 0
    return {
        "type": hex(getattr(transaction, "type_id", None) or 0),
        "status": "0x1" if receipt.state_root == b"\x01" else "0x0",
        "transactionHash": to_hex(transaction.hash),
        "transactionIndex": hex(index),
        "blockHash": to_hex(block.hash),
        "blockNumber": hex(block.header.block_number),
        "from": to_hex(transaction.sender),
        "to": to_hex(transaction.to) if transaction.to else None,
        "contractAddress": None if transaction.to else to_hex(block.targets[index]),
        "gasUsed": hex(receipt.gas_used - before),
        "cumulativeGasUsed": hex(receipt.gas_used),
        "effectiveGasPrice": hex(_price(block, index)),
        "logsBloom": f"0x{receipt.bloom:0512x}",
        "logs": [log for log in logs_of(block) if log["transactionIndex"] == hex(index)],
    }


def logs_of(block: MinedBlock) -> list[dict[str, Any]]:
    """All logs of a block, in order."""
    logs: list[dict[str, Any]] = []
    for index, receipt in enumerate(block.receipts):
        for log in receipt.logs:
            logs.append(
                {
                    "address": to_hex(log.address),
                    "topics": [f"0x{topic:064x}" for topic in log.topics],
                    "data": to_hex(log.data),
                    "blockNumber": hex(block.header.block_number),
                    "blockHash": to_hex(block.hash),
                    "blockTimestamp": hex(block.header.timestamp),
                    "transactionHash": to_hex(block.transactions[index].hash),
                    "transactionIndex": hex(index),
                    "logIndex": hex(len(logs)),
                    "removed": False,
                }
            )
    return logs


def _price(block: MinedBlock, index: int) -> int:
    """Wei per gas that was paid."""
    transaction, base_fee = block.transactions[index], block.header.base_fee_per_gas
    return int(min(transaction.max_fee_per_gas, transaction.max_priority_fee_per_gas + base_fee))
