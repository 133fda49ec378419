"""Seeing an intent through: one look at the chain at a time, from a free nonce to a final block.

    open        no attempt is mined and the nonce is free: broadcast the stored bytes, and raise the price in time
    mined       an attempt is in a block that is part of the chain; closed once that block is final
    superseded  the nonce is used, and not by us; closed once that is final

A reorg leads back from each of them. Each look is harmless to repeat, and to be taken by several processes at once.
"""

from collections.abc import Callable

from ...core.errors import NetworkFailed
from ...core.events import BlockStamp
from ...evm.networks import Network
from ...evm.rpc import Reverted, RpcError
from ...store.intents import Attempt, Intent, State
from ...store.transactions import Transactions
from .fees import Price, TooDear, look_up, replacing, show_gwei
from .heads import Heads
from .nonces import count_at, who_used
from .pace import CrashAt, Pace, Tell

REFUSALS = 3
"""So many times in a row a node may say that a transaction cannot be, before its nonce is used for another."""

PUZZLING = 20
"""Blocks after which a person is told that a node shows no receipt of what it counts."""

SignAt = Callable[[Intent, Price, int], Attempt]
"""Sign an intent anew: at that price, the chain's head being at that height."""

_KNOWN = ("already known", "already imported", "already exists", "already in")
_LATER = ("nonce", "underpriced", "base fee", "insufficient", "funds", "afford", "balance", "rate limit", "too many")
_POOR = ("insufficient", "funds", "afford", "balance")


class Following:
    """For one key on one network."""

    def __init__(
        self,
        network: Network,
        address: str,
        store: Transactions,
        heads: Heads,
        sign: SignAt,
        pace: Pace,
        tell: Tell,
        crash_at: CrashAt,
    ) -> None:
        self._network = network
        self._address = address
        self._store = store
        self._heads = heads
        self._sign = sign
        self._pace = pace
        self._tell = tell
        self._crash_at = crash_at
        self._alarmed: set[tuple[int, str]] = set()

    def look(self, intent: Intent, head: BlockStamp | None = None) -> Intent:
        """Once: what became of it, written down, and what has to be done about it. Raises NetworkFailed.

        head: the chain's, where it was checked just now.
        """
        intent = self._store.read(intent)
        if intent.state in (State.CLOSED, State.DROPPED):
            return intent
        head = head or self._heads.check()
        mined = self._find(intent)
        if mined is not None:
            return self._is_mined(intent, mined, head)
        if count_at(self._network, self._address, "latest") > intent.nonce:
            return self._is_used(intent, head)
        if intent.state is not State.OPEN:
            self._tell("reopened", **_about(intent))
            intent = self._store.reopen(intent)
        return self._push(intent, head) if intent.state is State.OPEN else intent

    def alarm(self, intent: Intent, sentence: str) -> None:
        """Say it once for each intent, and each thing to say."""
        if (intent.id, sentence) not in self._alarmed:
            self._alarmed.add((intent.id, sentence))
            self._tell("alarm", says=sentence, **_about(intent))

    # -- mined --------------------------------------------------------------------------------------------------------

    def _find(self, intent: Intent) -> dict[str, object] | None:
        """The receipt of whichever attempt was mined, if the chain holds its block."""
        for attempt in reversed(intent.attempts):
            found = self._network.request("eth_getTransactionReceipt", "0x" + attempt.hash.hex())
            if not found or found.get("blockNumber") is None:
                continue
            number, block = int(found["blockNumber"], 16), bytes.fromhex(found["blockHash"][2:])
            if self._heads.is_canonical(number, block, attempt.hash):
                return dict(found) | {"number": number, "block": block, "hash": attempt.hash}
        return None

    def _is_mined(self, intent: Intent, found: dict[str, object], head: BlockStamp) -> Intent:
        if intent.state is not State.MINED or intent.block_hash != found["block"]:
            self._crash_at("seen mined")
            succeeded = found["status"] == "0x1"
            intent = self._store.mark(
                intent, State.MINED, refusals=0, block_number=found["number"], block_hash=found["block"],
                tx_hash=found["hash"], succeeded=succeeded,
            )  # fmt: skip
            self._tell("mined" if succeeded else "failed on chain", block=found["number"], **_about(intent))
            self._crash_at("recorded")
        if intent.block_number is not None and intent.block_number <= self._heads.final(head, self._pace.depth):
            return self._close(intent)
        return intent

    def _close(self, intent: Intent) -> Intent:
        self._crash_at("seen final")
        intent = self._store.mark(intent, State.CLOSED)
        self._tell("closed", block=intent.block_number, **_about(intent))
        return intent

    # -- used by somebody else ----------------------------------------------------------------------------------------

    def _is_used(self, intent: Intent, head: BlockStamp) -> Intent:
        """Its nonce is used, and the node shows no receipt of ours: whose transaction was it?"""
        if intent.state is State.SUPERSEDED:
            final = self._heads.final(head, self._pace.depth)
            return self._close(intent) if intent.block_number is not None and intent.block_number <= final else intent
        stranger = self._stranger(intent, head)
        if stranger is None or any(stranger == attempt.hash for attempt in intent.attempts):
            if head.number - intent.newest.signed_at >= PUZZLING:
                self.alarm(
                    intent, f"{self._network.name} says that nonce {intent.nonce} is used, and shows nothing of it."
                )
            return intent  # ours, and its receipt is still to come
        intent = self._store.mark(
            intent, State.SUPERSEDED, block_number=head.number, block_hash=head.hash, tx_hash=stranger
        )
        self._tell("superseded", by="0x" + stranger.hex(), **_about(intent))
        return intent

    def _stranger(self, intent: Intent, head: BlockStamp) -> bytes | None:
        """Whose transaction it was; b"" if the node forgot, but it is so final that ours would have been found."""
        try:
            return who_used(self._network, self._address, intent.nonce, intent.attempts[0].signed_at, head.number)
        except NetworkFailed:
            final = self._heads.final(head, self._pace.depth)
            if count_at(self._network, self._address, final) > intent.nonce:
                return b""
            raise

    # -- not mined yet ------------------------------------------------------------------------------------------------

    def _push(self, intent: Intent, head: BlockStamp) -> Intent:
        """Have a node hold it, at a price that is good enough."""
        if head.number - intent.newest.signed_at >= self._pace.patience:
            intent = self._raise_price(intent, head)
        known = self._network.request("eth_getTransactionByHash", "0x" + intent.newest.hash.hex())
        return intent if known else self.broadcast(intent)

    def _raise_price(self, intent: Intent, head: BlockStamp) -> Intent:
        old = Price(intent.newest.max_fee, intent.newest.tip)
        try:
            now = look_up(self._network, self._pace.most)
        except TooDear as dear:
            self.alarm(intent, str(dear))
            return intent
        price = replacing(old, now, self._pace.most)
        if price is None:
            assert self._pace.most is not None
            self.alarm(
                intent,
                f"It is not mined at {show_gwei(old.max_fee)} gwei, and a replacement would cost more than the highest "
                f"fee of {show_gwei(self._pace.most)} gwei: raise --max-fee, or wait.",
            )
            return intent

        def sign(_: int) -> Attempt:
            signed = self._sign(intent, price, head.number)
            self._crash_at("replacement signed")
            return signed

        raised = self._store.replace(intent, sign)
        self._crash_at("replacement stored")
        self._tell("replaced", max_fee=price.max_fee, tip=price.tip, **_about(raised))
        raised = self.broadcast(raised)
        self._crash_at("replacement sent")
        return raised

    def broadcast(self, intent: Intent) -> Intent:
        """Hand the stored bytes of its newest attempt to the node. What the node says to it is no proof of anything."""
        try:
            self._network.request("eth_sendRawTransaction", "0x" + intent.newest.raw.hex())
        except (RpcError, Reverted) as error:
            return self._refused(intent, error)
        self._tell("sent", **_about(intent))
        return intent

    def _refused(self, intent: Intent, error: RpcError | Reverted) -> Intent:
        said = error.message.lower() if isinstance(error, RpcError) else str(error)
        if any(word in said for word in _KNOWN):
            return intent
        self._tell("not taken", says=said, **_about(intent))
        if any(word in said for word in _POOR):
            self.alarm(
                intent, f"{self._address} has not enough ether on {self._network.name} for {intent.meant.action}."
            )
        if any(word in said for word in _LATER):
            return intent
        refusals = intent.refusals + 1
        state = State.DROPPED if refusals >= REFUSALS else State.OPEN
        intent = self._store.mark(intent, state, refusals=refusals)
        if state is State.DROPPED:
            self.alarm(intent, f"{self._network.name} takes no such transaction ({said}): it is given up.")
        return intent


def _about(intent: Intent) -> dict[str, object]:
    return {
        "action": intent.meant.action,
        "nonce": intent.nonce,
        "hash": "0x" + (intent.tx_hash or intent.newest.hash).hex(),
    }
