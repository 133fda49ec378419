"""Nonces that the chain waits for and nobody here knows of: what comes after them is not mined before they are used.

A lost database leaves them, or a node that forgot. A payment of nothing to oneself uses one.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from ...evm.abi import Abi
from ...evm.networks import Network
from ...evm.transactions import Prepared
from ...store.intents import Attempt, Intent, Meant, State
from ...store.transactions import Transactions
from .fees import look_up
from .following import Following
from .heads import Heads
from .nonces import count_at
from .pace import Pace, Tell

MOST = 8
"""Nonces. A wider gap than this is no gap but a node that once counted wrongly: what was sent beyond it is given up, as
filling it would cost more than to send that again."""

NO_ABI = Abi("an account", [])

SignPrepared = Callable[[Prepared, int, int], Attempt]
"""Sign with that nonce, the chain's head being at that height."""


class Gaps:
    """Of one key on one network."""

    def __init__(
        self,
        network: Network,
        address: str,
        store: Transactions,
        heads: Heads,
        following: Following,
        sign: SignPrepared,
        pace: Pace,
        tell: Tell,
    ) -> None:
        self._network = network
        self._address = address
        self._store = store
        self._heads = heads
        self._following = following
        self._sign = sign
        self._pace = pace
        self._tell = tell

    def fill(self, lowest: Intent) -> None:
        """The first one below the lowest of ours that is not mined, if there is one. Raises NetworkFailed, TooDear.

        A transaction that is in the node's pool gets `patience` blocks' time to be mined itself.
        """
        head = self._heads.check()
        free, pooled = (count_at(self._network, self._address, at) for at in ("latest", "pending"))
        is_late = head.number - lowest.attempts[0].signed_at >= self._pace.patience
        if free >= lowest.nonce or (pooled > free and not is_late):
            return
        if lowest.nonce - free > MOST:
            if is_late:
                self._store.mark(lowest, State.DROPPED)
                self._following.alarm(
                    lowest,
                    f"Nonce {lowest.nonce} is {lowest.nonce - free} beyond what {self._network.name} counts: "
                    f"{lowest.meant.action} is given up, and sent anew if it is still to be done.",
                )
            return
        filler = self._filler(free)
        intent = self._store.begin(meant(filler), free, lambda nonce: self._sign(filler, nonce, head.number), free)
        if intent is not None:
            self._tell("gap filled", nonce=free, hash="0x" + intent.newest.hash.hex())
            self._following.broadcast(intent)

    def _filler(self, nonce: int) -> Prepared:
        price = look_up(self._network, self._pace.most)
        draft = Prepared(
            action=f"fill nonce {nonce}", sender=self._address, to=self._address, data=b"", value=0, gas=0,
            max_fee=price.max_fee, tip=price.tip, chain_id=self._network.chain_id, abi=NO_ABI,
        )  # fmt: skip
        return replace(draft, gas=int(self._network.request("eth_estimateGas", draft.message()), 16))


def meant(prepared: Prepared) -> Meant:
    """What is to be done, named by the hash of all that makes it this and no other."""
    about = (prepared.chain_id, prepared.sender, prepared.to, prepared.data.hex(), prepared.value, prepared.action)
    name = hashlib.sha256(repr(about).encode()).hexdigest()
    return Meant(name, prepared.to, prepared.data, prepared.value, prepared.gas, prepared.action)
