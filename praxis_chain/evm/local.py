"""A chain of one's own: its clock, its blocks, its storage and its accounts are ours to change.

The method names are anvil's; the embedded node answers to the same ones.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from web3.providers.base import BaseProvider

from ..core.errors import WrongInput
from .accounts import local_keys
from .networks import Network

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


class _Process(Protocol):
    def close(self) -> None: ...


class LocalNetwork(Network):
    """Embedded, or an anvil. Every change of state made here is mined into a block of its own."""

    simulate_at = "pending"  # the last block's clock stands still while nothing is mined
    poll = 0.02

    def __init__(
        self, name: str, provider: BaseProvider, process: _Process | None = None, start: int | None = None
    ) -> None:
        self._process = process
        super().__init__(name, provider)
        if start is not None and self.is_anvil:
            self.request("anvil_setBlockTimestampInterval", 1)

    @cached_property
    def is_anvil(self) -> bool:
        return str(self.request("web3_clientVersion")).startswith("anvil/")

    @cached_property
    def accounts(self) -> tuple["LocalAccount", ...]:
        """Funded accounts whose keys everybody knows; they sign here, not in the node."""
        from eth_account import Account

        return tuple(Account.from_key(key) for key in local_keys())

    # -- clock --------------------------------------------------------------------------------------------------------

    def now(self) -> int:
        """Unix seconds of the last block."""
        return int(self.request("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def mine(self, blocks: int = 1) -> None:
        """Mine empty blocks."""
        for _ in range(blocks):
            self.request("evm_mine")

    def warp(self, *, by: int | None = None, to: int | None = None) -> int:
        """Mine one block `by` seconds after the last one, or at `to` (unix seconds); returns its time."""
        now = self.now()
        if (by is None) == (to is None):
            raise ValueError("warp takes either by or to")
        target = now + by if by is not None else to
        assert target is not None
        if target <= now:
            raise WrongInput(f"The chain's clock only goes forward: {target} is not after the last block's {now}.")
        self.next_time(target)
        self.mine()
        return target

    def next_time(self, timestamp: int) -> None:
        """The next block, whatever is in it, has exactly this time (unix seconds)."""
        self.request("evm_setNextBlockTimestamp", timestamp)

    # -- state --------------------------------------------------------------------------------------------------------

    def snapshot(self) -> str:
        """Remember this state; the name is good for one `revert`."""
        return str(self.request("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot: blocks, balances and clock."""
        if self.request("evm_revert", snapshot) is not True:
            raise WrongInput(f"There is no snapshot {snapshot} on {self.name}: each can be gone back to once.")
        if self.is_anvil:
            # It forgets a mined transaction a moment after it shows the receipt. One still remembered would count for
            # its sender's next nonce here, where it never happened, and what is sent with that one is never mined.
            self.request("anvil_dropAllTransactions")

    @contextmanager
    def rollback(self) -> Iterator[None]:
        """Whatever happens inside is gone afterwards."""
        snapshot = self.snapshot()
        try:
            yield
        finally:
            self.revert(snapshot)

    def set_storage(self, address: str, slot: int, value: int | bytes) -> None:
        """Write one storage word past every contract, and mine it. For showing that an audit sees it."""
        word = value if isinstance(value, bytes) else value.to_bytes(32, "big")
        with self._edit():
            self.request("anvil_setStorageAt", address, f"0x{slot:064x}", "0x" + word.rjust(32, b"\0").hex())

    def set_code(self, address: str, code: bytes) -> None:
        """Put other code at an address, and mine it."""
        with self._edit():
            self.request("anvil_setCode", address, "0x" + code.hex())

    def set_balance(self, address: str, wei: int) -> None:
        """Give an account this much ether, and mine it."""
        with self._edit():
            self.request("anvil_setBalance", address, hex(wei))

    @contextmanager
    def _edit(self) -> Iterator[None]:
        """A block before, as anvil changes the state of its last block, and one after, so that it counts as mined."""
        self.mine()
        yield
        self.mine()

    def close(self) -> None:
        super().close()
        if self._process is not None:
            self._process.close()


def require_local(network: Network, what: str) -> LocalNetwork:
    """The network as a local one, or WrongInput that says what cannot be done there."""
    if not isinstance(network, LocalNetwork):
        raise WrongInput(f"{network.name} is not a local network, so {what} is not possible: use embedded or anvil.")
    return network
