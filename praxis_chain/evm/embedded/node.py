"""The chain inside this process: py-evm, set up by eth-tester's backend, with a clock of its own.

eth-tester's own front door is left out on purpose: it turns revert data into text, lets block times lag behind the wall
clock and scans every block for a log. What stands here instead mines one block per transaction, remembers each block's
logs when it is mined, and keeps revert data as bytes. `embedded_rpc` speaks JSON-RPC in front of it.
"""

import logging
import sys
import time
from dataclasses import dataclass
from typing import Any

from eth import EVM_RECURSION_LIMIT
from eth.vm.spoof import SpoofTransaction
from eth_hash.auto import keccak
from eth_keys.datatypes import PrivateKey
from eth_tester.backends.pyevm import PyEVMBackend
from eth_utils.exceptions import ValidationError

from ..accounts import LOCAL_BALANCE, local_keys

BLOCK_GAS_LIMIT = 30_000_000
SUGGESTED_TIP = 10**9  # wei per gas
NO_ONE = bytes(20)

logging.getLogger("eth").setLevel(logging.ERROR)
# py-evm loads py_ecc, which lifts the limit to 100,000: then deeply nested JSON from a stranger overflows the stack and
# ends the process, where it should raise RecursionError. This much is what py-evm needs for a call depth of 1,024.
sys.setrecursionlimit(EVM_RECURSION_LIMIT)


@dataclass(slots=True)
class MinedBlock:
    """A block as it was mined: never changes, may leave the chain again by a revert to a snapshot."""

    header: Any
    transactions: tuple[Any, ...]
    receipts: tuple[Any, ...]
    targets: tuple[bytes, ...]  # per transaction: the contract it called or created

    @property
    def hash(self) -> bytes:
        return bytes(self.header.hash)


class EmbeddedNode:
    """One chain, one block per transaction.

    With `start` (unix seconds) the chain is fully deterministic: genesis has that time and every block is one second
    after its parent. Without it, blocks carry the wall clock's time, always at least a second apart.
    """

    def __init__(self, start: int | None = None) -> None:
        self._fixed = start is not None
        self._ahead = 0  # seconds that this chain's clock runs ahead of the wall clock
        self._next_time: int | None = None
        parameters = {"timestamp": int(time.time()) if start is None else start, "gas_limit": BLOCK_GAS_LIMIT}
        backend = PyEVMBackend(
            genesis_parameters=PyEVMBackend.generate_genesis_params(parameters),
            genesis_state=_funded_accounts(),
        )
        self.chain: Any = backend.chain  # a py-evm MiningChain
        genesis = MinedBlock(self.chain.get_canonical_block_header_by_number(0), (), (), ())
        self.blocks = [genesis]  # canonical, by number
        self.known = {genesis.hash: genesis}  # every block ever mined, also those reverted
        self._places: dict[bytes, tuple[MinedBlock, int]] = {}  # transaction hash → where it was mined last

    @property
    def head(self) -> MinedBlock:
        return self.blocks[-1]

    def pending_header(self) -> Any:
        """The header the next block will have, with the time it would have if it were mined now."""
        self.chain.set_header_timestamp(self._time_of_next_block())
        return self.chain.header

    def find_transaction(self, transaction_hash: bytes) -> tuple[MinedBlock, int] | None:
        """The block that holds a transaction and its index there; None if it is not, or no longer, on the chain."""
        place = self._places.get(transaction_hash)
        if place is None or place[0] not in self.blocks[place[0].header.block_number :][:1]:
            return None
        return place

    # -- running ------------------------------------------------------------------------------------------------------

    def run(self, header: Any, sender: bytes, to: bytes, data: bytes, value: int, gas: int) -> Any:
        """Run a message on the state behind `header`, in its block, and forget it. Costs the sender no fee."""
        free = header.copy(base_fee_per_gas=0) if header.base_fee_per_gas else header
        vm = self.chain.get_vm(free)
        unsigned = vm.create_unsigned_transaction(
            nonce=vm.state.get_nonce(sender), gas_price=0, gas=gas, to=to, value=value, data=data
        )
        return vm.state.apply_transaction(SpoofTransaction(unsigned, from_=sender))

    def state_at(self, header: Any) -> Any:
        """py-evm's state behind a header: balances, nonces, code, storage."""
        return self.chain.get_vm(header).state

    # -- changing -----------------------------------------------------------------------------------------------------

    def send(self, raw: bytes) -> bytes:
        """Check, run and mine a signed transaction → its hash. Raises ValidationError if no block could hold it."""
        transaction = self.chain.get_transaction_builder().decode(raw)
        self.pending_header()
        _, _, computation = self.chain.apply_transaction(transaction)
        self.mine((bytes(computation.msg.storage_address),))
        return bytes(transaction.hash)

    def mine(self, targets: tuple[bytes, ...] = ()) -> MinedBlock:
        """Close the pending block; `targets` are those of the transactions in it."""
        if not self.chain.header.gas_used:
            self.pending_header()
        number = self.chain.header.block_number
        mined = self.chain.mine_block(coinbase=NO_ONE, mix_hash=keccak(number.to_bytes(32, "big")), blob_gas_used=0)
        receipts = tuple(mined.get_receipts(self.chain.chaindb))
        block = MinedBlock(mined.header, tuple(mined.transactions), receipts, targets)
        if self._next_time is not None and not self._fixed:
            self._ahead = self._next_time - int(time.time())
        self._next_time = None
        self.blocks.append(block)
        self.known[block.hash] = block
        self._places.update({bytes(t.hash): (block, i) for i, t in enumerate(block.transactions)})
        return block

    def set_next_time(self, timestamp: int) -> None:
        """Unix seconds of the next block; later than the head's."""
        if timestamp <= self.head.header.timestamp:
            raise ValidationError(f"timestamp {timestamp} is not after the last block's {self.head.header.timestamp}")
        self._next_time = timestamp

    def revert_to(self, number: int) -> None:
        """Make the block of that number the head again."""
        del self.blocks[number + 1 :]
        self._next_time = None
        self.chain.header = self.chain.create_header_from_parent(self.head.header)

    def set_storage(self, account: bytes, slot: int, value: int) -> None:
        """Write a storage slot past every contract; visible from the next block on."""
        self._edit(lambda state: state.set_storage(account, slot, value))

    def set_code(self, account: bytes, code: bytes) -> None:
        """Put other code at an address; visible from the next block on."""
        self._edit(lambda state: state.set_code(account, code))

    def set_balance(self, account: bytes, wei: int) -> None:
        """Set an account's ether; visible from the next block on."""
        self._edit(lambda state: state.set_balance(account, wei))

    def _edit(self, change: Any) -> None:
        state = self.chain.get_vm().state
        change(state)
        state.persist()
        self.chain.header = self.chain.header.copy(state_root=state.state_root)

    def _time_of_next_block(self) -> int:
        if self._next_time is not None:
            return self._next_time
        earliest: int = self.head.header.timestamp + 1
        return earliest if self._fixed else max(earliest, int(time.time()) + self._ahead)


def _funded_accounts() -> dict[bytes, dict[str, Any]]:
    account = {"balance": LOCAL_BALANCE, "storage": {}, "code": b"", "nonce": 0}
    return {PrivateKey(key).public_key.to_canonical_address(): account for key in local_keys()}
