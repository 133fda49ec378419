"""The one place that sends.

    prepare   build, simulate on the chain (a refusal ends here, named), estimate gas, price it
    execute   sign with the key in this process, send, wait, check that it did not revert

Between the two stands `Prepared`, a value that can be shown, asked about, or handed to another wallet unsigned. Without
a key everything is simulated and nothing is sent. One Sender sends one transaction after the other; two processes must
not share a key. What runs for months keeps what it sends in a database: service.sending.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..core.errors import ContractRefused, Incomplete, NetworkFailed, Refused, WrongInput
from .abi import Abi, Contract, checksum
from .networks import Network
from .refusals import explain
from .rpc import Reverted, RpcError
from .transactions import Prepared, Receipt, receipt_from

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

GAS_SPARE = 100_000
"""Gas on top of every estimate, and a quarter of it again: a token that keeps checkpoints needs up to 67,000 more when
the transaction lands in a later second than the estimate was made in. What is not used is not paid."""
GAS_CAP = 2**24  # the most gas that one transaction may have (EIP-7825)
WAIT = 180.0  # seconds for a transaction to be mined


@dataclass(frozen=True, slots=True)
class Fixed:
    """Gas and price that are not asked for but given: for local chains, where asking is most of the time spent."""

    gas: int = 16_000_000
    max_fee: int = 100 * 10**9  # wei per gas
    tip: int = 10**9  # wei per gas


class Sender:
    """Sends for one account on one network.

    `key` signs; without it `sender` (an address) is who everything is simulated for, and nothing is ever sent. `abis`
    name errors and decode logs. `fixed` skips simulation and estimate; a refusal then shows after sending, with the
    same error.
    """

    def __init__(
        self,
        network: Network,
        key: "LocalAccount | None" = None,
        *,
        sender: str | None = None,
        abis: Sequence[Abi] = (),
        fixed: Fixed | None = None,
        wait: float = WAIT,
    ) -> None:
        if key is None and sender is None:
            raise WrongInput("Without a key, say for which address this is to be simulated: --from 0x….")
        self.network = network
        self.address = checksum(key.address if key is not None else sender)
        self.abis = tuple(abis)
        self._key = key
        self._fixed = fixed
        self._wait = wait
        self._next_nonce = 0

    @property
    def dry_run(self) -> bool:
        """True if there is no key, so that nothing can be sent."""
        return self._key is None

    # -- in one go ----------------------------------------------------------------------------------------------------

    def transact(self, contract: Contract, function: str, *args: Any, value: int = 0) -> Receipt | None:
        """Prepare and execute; None in a dry run."""
        return self.execute(self.prepare(contract, function, *args, value=value))

    def deploy(self, abi: Abi, bytecode: bytes, *args: Any) -> tuple[Contract, Receipt]:
        """Create a contract. Raises like `execute`; needs a key."""
        receipt = self.execute(self.prepare_deployment(abi, bytecode, *args))
        if receipt is None or receipt.contract_address is None:
            raise WrongInput(f"Deploying {abi.name} needs a key: a dry run creates nothing.")
        return Contract(receipt.contract_address, abi), receipt

    # -- in two steps -------------------------------------------------------------------------------------------------

    def prepare(self, contract: Contract, function: str, *args: Any, value: int = 0) -> Prepared:
        """Simulated and priced, not signed. Raises ContractRefused, WrongInput, NetworkFailed."""
        data = contract.abi.encode_call(function, args)
        return self._prepare(
            contract.address, data, value, f"{contract.name}.{function.partition('(')[0]}", contract.abi
        )

    def prepare_deployment(self, abi: Abi, bytecode: bytes, *args: Any) -> Prepared:
        """The same for creating a contract."""
        return self._prepare(None, bytecode + abi.encode_constructor(args), 0, f"deploy {abi.name}", abi)

    def execute(self, prepared: Prepared, announce: Callable[[bytes], None] | None = None) -> Receipt | None:
        """Sign, send, wait; None in a dry run.

        `announce` is told the transaction's hash before it is sent: for a record that outlives this process.
        Raises ContractRefused, Refused if the node does not take it, Incomplete if it is not mined in time.
        """
        if self._key is None:
            return None
        self._require_mine(prepared)
        nonce = self._nonce()
        tx_hash = self._broadcast(self._key, prepared, nonce, announce)
        receipt = self._await(tx_hash, prepared.abi)
        self._next_nonce = nonce + 1
        if not receipt.succeeded:
            raise self._why(prepared, receipt)
        return receipt

    # -- steps --------------------------------------------------------------------------------------------------------

    def _require_mine(self, prepared: Prepared) -> None:
        if prepared.chain_id != self.network.chain_id or prepared.sender != self.address:
            raise WrongInput(
                f"This was prepared for {prepared.sender} on chain {prepared.chain_id}, "
                f"not for {self.address} on chain {self.network.chain_id}: prepare it again."
            )

    def _prepare(self, to: str | None, data: bytes, value: int, action: str, abi: Abi) -> Prepared:
        draft = Prepared(
            action=action, sender=self.address, to=to, data=data, value=value, gas=0, max_fee=0, tip=0,
            chain_id=self.network.chain_id, abi=abi,
        )  # fmt: skip
        if self._fixed is not None:
            return replace(draft, gas=self._fixed.gas, max_fee=self._fixed.max_fee, tip=self._fixed.tip)
        message = draft.message()
        if to is not None and self.network.request("eth_getCode", to, "latest") == "0x":
            raise WrongInput(
                f"There is no contract at {to} on {self.network.name}, so {action} would do nothing: "
                "check the address and the network."
            )
        try:
            self.network.request("eth_call", message, self.network.simulate_at)
            estimate = int(self.network.request("eth_estimateGas", message), 16)
        except Reverted as reverted:
            raise self._explain(reverted, draft) from None
        except RpcError as error:
            raise self._understood(error, draft) from None
        max_fee, tip = self._price()
        gas = max(estimate, min(estimate + estimate // 4 + GAS_SPARE, GAS_CAP))
        return replace(draft, gas=gas, max_fee=max_fee, tip=tip)

    def _price(self) -> tuple[int, int]:
        """EIP-1559: the suggested tip, on top of twice the base fee (which then may rise for six full blocks)."""
        base_fee = self.network.request("eth_getBlockByNumber", "latest", False).get("baseFeePerGas", "0x0")
        tip = int(self.network.request("eth_maxPriorityFeePerGas"), 16)
        return 2 * int(base_fee, 16) + tip, tip

    def _nonce(self) -> int:
        """The chain's count; on a network that is not ours, never below what we sent ourselves (its nodes may lag)."""
        counted = int(self.network.request("eth_getTransactionCount", self.address, "pending"), 16)
        from .local import LocalNetwork

        return counted if isinstance(self.network, LocalNetwork) else max(counted, self._next_nonce)

    def _broadcast(
        self, key: "LocalAccount", prepared: Prepared, nonce: int, announce: Callable[[bytes], None] | None
    ) -> bytes:
        signed = key.sign_transaction(prepared.unsigned(nonce))
        if announce is not None:
            announce(bytes(signed.hash))
        try:
            self.network.request("eth_sendRawTransaction", "0x" + bytes(signed.raw_transaction).hex())
        except RpcError as error:
            if "already known" not in error.message.lower():
                raise self._understood(error, prepared) from None
        return bytes(signed.hash)

    def _await(self, tx_hash: bytes, abi: Abi) -> Receipt:
        pause, deadline = 0.001, time.monotonic() + self._wait
        while True:
            found = self.network.request("eth_getTransactionReceipt", "0x" + tx_hash.hex())
            if found is not None and found.get("blockNumber") is not None:
                return receipt_from(found, (abi, *self.abis))
            if time.monotonic() > deadline:
                raise Incomplete(
                    f"Transaction 0x{tx_hash.hex()} was sent but not mined within {self._wait:.0f} s: "
                    "it may still be; look it up before sending again."
                )
            time.sleep(pause)
            pause = min(pause * 2, self.network.poll)

    def _why(self, prepared: Prepared, receipt: Receipt) -> Refused:
        """Why a mined transaction failed: the same call again on the state after it, which a failure left as it was."""
        try:
            self.network.request("eth_call", prepared.message(), hex(receipt.block_number))
        except Reverted as reverted:
            return self._explain(reverted, prepared)
        except NetworkFailed:
            pass
        return Refused(
            f"{prepared.action} failed on chain in transaction 0x{receipt.tx_hash.hex()} "
            f"({receipt.gas_used} of {prepared.gas} gas used), and the node cannot say why."
        )

    def _explain(self, reverted: Reverted, prepared: Prepared) -> ContractRefused:
        return explain(reverted, (prepared.abi, *self.abis), prepared.abi.name)

    def _understood(self, error: RpcError, prepared: Prepared) -> Exception:
        said = error.message.lower()
        if "insufficient" in said or "funds" in said or "cannot afford" in said or "balance" in said:
            return Refused(
                f"{self.address} has not enough ether on {self.network.name} for the fee of {prepared.action}."
            )
        if "nonce" in said or "underpriced" in said:
            return Refused(
                f"{self.network.name} did not take {prepared.action} ({error.message}): another program sends with "
                f"the key of {self.address}; wait for it and try again."
            )
        return error
