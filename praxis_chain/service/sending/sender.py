"""A Sender that loses nothing: what is sent was written down first, and is followed until its block is final.

    sender = RecordingSender(network, key, open_store(url), abis=protocol_abis(), pace=Pace(most=50 * 10**9))
    sender.tend()                   at the start, and every now and then: go on with whatever is unfinished
    sender.execute(prepared)        as evm.Sender's, also if this process dies in the middle of it and is started again

What is lost with its database is only the knowledge of what is in flight. Whatever is done twice because of that is
refused, or passed over, by the contracts.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from ...core.errors import Incomplete, NetworkFailed, Refused
from ...evm.abi import Abi
from ...evm.networks import Network
from ...evm.refusals import explain
from ...evm.rpc import Reverted
from ...evm.sender import Fixed, Sender
from ...evm.transactions import Prepared, Receipt, receipt_from
from ...store.intents import Attempt, Intent, State
from ...store.transactions import Transactions
from .fees import Price, look_up, show_gwei
from .following import Following
from .gaps import NO_ABI, Gaps, meant
from .heads import Heads
from .nonces import count_at
from .pace import CrashAt, Pace, Tell, never, tell_nobody

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

LOW = 3_000_000
"""Gas: some forty releases, or twenty awards."""
ROUNDS = 3
"""How often a step is sent again whose nonce a stranger's transaction took."""


class RecordingSender(Sender):
    """For one key on one network; any number of them, in any number of processes, may share a key and a database.

    stop: once set, nobody is waited for any more: what is in flight is written down, and `execute` raises Incomplete.
    """

    def __init__(
        self,
        network: Network,
        key: "LocalAccount",
        engine: Engine,
        *,
        abis: Sequence[Abi] = (),
        fixed: Fixed | None = None,
        pace: Pace = Pace(),  # noqa: B008 (a frozen value)
        tell: Tell = tell_nobody,
        crash_at: CrashAt = never,
        stop: threading.Event | None = None,
    ) -> None:
        super().__init__(network, key, abis=abis, fixed=fixed, wait=pace.wait)
        self._account = key
        self._pace = pace
        self._tell = tell
        self._crash_at = crash_at
        self._stop = stop or threading.Event()
        self._is_low = False
        self._late: set[int] = set()  # intents that were waited for in vain
        self._store = Transactions(engine, network.chain_id, self.address)
        self.heads = Heads(network, self._store, pace.oldest)
        self._following = Following(
            network, self.address, self._store, self.heads, self._sign_again, pace, tell, crash_at
        )  # fmt: skip
        self._gaps = Gaps(network, self.address, self._store, self.heads, self._following, self._sign, pace, tell)

    # -- as evm.Sender ------------------------------------------------------------------------------------------------

    def execute(self, prepared: Prepared, announce: Callable[[bytes], None] | None = None) -> Receipt | None:
        """Write down, sign, store, send, follow until it is mined.

        Raises ContractRefused; Refused if the fee cannot be paid or no node takes it; Incomplete if it is not mined in
        time, or is not to be waited for: it is followed by `tend`, and by whoever means the same again.
        """
        self._require_mine(prepared)
        if self._stop.is_set():
            raise Incomplete(f"{prepared.action} is not sent: it was told to stop.")
        self._require_no_queue(prepared)
        for _ in range(ROUNDS):
            intent = self._begin(prepared)
            if announce is not None:
                announce(intent.newest.hash)
            intent = self._until_mined(intent)
            if intent.state is not State.SUPERSEDED:
                return self._receipt(prepared, intent)
            self._ask_again(prepared)
        raise Incomplete(f"Other transactions of {self.address} took the nonce of {prepared.action} {ROUNDS} times.")

    # -- seeing it through --------------------------------------------------------------------------------------------

    def tend(self) -> list[Intent]:
        """Look once at everything unfinished, and fill gaps before it; returns what is still not mined.

        Raises NetworkFailed; what was not looked at then is looked at the next time.
        """
        head = self.heads.check()
        found = [self._following.look(intent, head) for intent in self._store.unfinished()]
        waiting = [intent for intent in found if intent.state is State.OPEN]
        if waiting:
            self._gaps.fill(waiting[0])
        return waiting

    @property
    def unfinished(self) -> list[Intent]:
        """What is not final yet, by nonce."""
        return self._store.unfinished()

    def balance(self) -> int:
        """Ether of the account now, in wei."""
        return int(self.network.request("eth_getBalance", self.address, "latest"), 16)

    def check_balance(self, price: Price) -> None:
        """Alarm if what is left pays for less than LOW gas at that price; once, until it is enough again."""
        held = self.balance()
        low = held < LOW * price.max_fee
        if low and not self._is_low:
            left = f"{self.address} has {show_gwei(held)} gwei left on {self.network.name}"
            self._tell(
                "alarm", says=f"{left}, which pays for {held // price.max_fee:,} gas at this price: send it some."
            )
        self._is_low = low

    # -- steps --------------------------------------------------------------------------------------------------------

    def _price(self) -> tuple[int, int]:
        price = look_up(self.network, self._pace.most)
        return price.max_fee, price.tip

    def _begin(self, prepared: Prepared) -> Intent:
        """Written down with its first attempt, and handed to the node."""
        head = self.heads.check()
        self._require_fee(prepared)
        free = max(count_at(self.network, self.address, at) for at in ("latest", "pending"))
        signed: list[Attempt] = []

        def sign(nonce: int) -> Attempt:
            signed.append(self._sign(prepared, nonce, head.number))
            self._crash_at("signed")
            return signed[-1]

        intent = self._store.begin(meant(prepared), free, sign)
        assert intent is not None
        if not signed:  # somebody means the same already
            return intent
        self._crash_at("stored")
        self._tell("stored", action=prepared.action, nonce=intent.nonce, hash="0x" + intent.newest.hash.hex())
        intent = self._send_first(intent)
        self._crash_at("sent")
        return intent

    def _send_first(self, intent: Intent) -> Intent:
        try:
            return self._following.broadcast(intent)
        except NetworkFailed:
            return intent  # it is stored: whoever follows it hands it over once the node can be reached

    def _until_mined(self, intent: Intent) -> Intent:
        pause, deadline = 0.001, time.monotonic() + self._pace.wait
        while intent.state is State.OPEN:
            trouble = ""
            try:
                intent = self._following.look(intent)
                if intent.state is State.OPEN and pause >= self._pace.poll:
                    self.tend()  # what stands before it keeps it waiting
            except NetworkFailed as error:
                trouble = f" {error}"
            if intent.state is not State.OPEN:
                break
            if self._stop.is_set() or time.monotonic() > deadline:
                self._late.add(intent.id)
                raise Incomplete(
                    f"{intent.meant.action} is not mined yet (0x{intent.newest.hash.hex()}, nonce {intent.nonce}): "
                    f"it is followed further.{trouble}"
                )
            self._stop.wait(pause)
            pause = min(pause * 2, self._pace.poll)
        return intent

    def _require_no_queue(self, prepared: Prepared) -> None:
        """What was waited for in vain once keeps everything behind it waiting: nothing more is put there."""
        mine = meant(prepared).name
        for intent in self._store.unfinished() if self._late else ():
            if intent.id in self._late and intent.state is State.OPEN and intent.meant.name != mine:
                if self._following.look(intent).state is State.OPEN:
                    raise Incomplete(
                        f"{prepared.action} is not sent: nonce {intent.nonce} is not mined yet, and it would wait "
                        "behind it."
                    )
                self._late.discard(intent.id)

    def _receipt(self, prepared: Prepared, intent: Intent) -> Receipt:
        if intent.state is State.DROPPED or intent.tx_hash is None:
            raise Refused(f"{self.network.name} takes no transaction for {prepared.action}: it is given up.")
        try:
            found = self.network.request("eth_getTransactionReceipt", "0x" + intent.tx_hash.hex())
        except NetworkFailed as error:
            raise Incomplete(
                f"{prepared.action} was mined in 0x{intent.tx_hash.hex()}; more cannot be told: {error}"
            ) from None
        if not found or found.get("blockNumber") is None:
            raise Incomplete(f"{prepared.action} was mined in 0x{intent.tx_hash.hex()}, and no longer is: a reorg.")
        receipt = receipt_from(found, (prepared.abi, *self.abis))
        if not receipt.succeeded:
            raise self._why(prepared, receipt)
        return receipt

    def _ask_again(self, prepared: Prepared) -> None:
        """A stranger's transaction took the nonce: whether this is still to be done is the chain's to say."""
        try:
            self.network.request("eth_call", prepared.message(), self.network.simulate_at)
        except Reverted as reverted:
            raise explain(reverted, (prepared.abi, *self.abis), prepared.abi.name) from None

    def _require_fee(self, prepared: Prepared) -> None:
        held = self.balance()
        if held < prepared.max_cost:
            sentence = (
                f"{self.address} has {show_gwei(held)} gwei on {self.network.name} and {prepared.action} may cost "
                f"{show_gwei(prepared.max_cost)}: it has not enough ether."
            )
            self._tell("alarm", says=sentence, action=prepared.action)
            raise Refused(sentence)

    # -- signing ------------------------------------------------------------------------------------------------------

    def _sign(self, prepared: Prepared, nonce: int, height: int) -> Attempt:
        signed = self._account.sign_transaction(prepared.unsigned(nonce))
        return Attempt(bytes(signed.hash), bytes(signed.raw_transaction), prepared.max_fee, prepared.tip, height)

    def _sign_again(self, intent: Intent, price: Price, height: int) -> Attempt:
        was = intent.meant
        prepared = Prepared(
            action=was.action, sender=self.address, to=was.recipient, data=was.data, value=was.value, gas=was.gas,
            max_fee=price.max_fee, tip=price.tip, chain_id=self.network.chain_id, abi=NO_ABI,
        )  # fmt: skip
        return self._sign(prepared, intent.nonce, height)
