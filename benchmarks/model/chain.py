"""A very fast chain: pyrevm behind four words (deploy, send, ask, and put back).

There are no blocks, no gas price and no signatures of transactions: a call is made by whoever is named, at the time
that is named. revm keeps transient storage until it is told otherwise, so every transaction here begins by ending it.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from praxis_chain.core.errors import WrongInput
from praxis_chain.evm import artifacts
from praxis_chain.evm.abi import Abi, Contract, checksum

CHAIN_ID = 1
GAS_LIMIT = 30_000_000
ANYBODY = "0x00000000000000000000000000000000000000a1"
_REVERTED = re.compile(r"output: 0x([0-9a-f]*)")


@dataclass(frozen=True)
class Log:
    """As it was emitted; `address` is EIP-55 text."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True)
class Outcome:
    """What became of a transaction: its answer, or the data it reverted with, and its logs."""

    succeeded: bool
    data: bytes
    logs: tuple[Log, ...] = ()


class Chain:
    """One EVM. Addresses are 0x text of any case; time is in unix seconds. Raises WrongInput without pyrevm."""

    def __init__(self, now: int) -> None:
        try:
            from pyrevm import EVM, BlockEnv
        except ImportError:
            sentence = "pyrevm, on which the model plays, is for Linux on x86-64 with Python 3.11 or 3.12 only"
            raise WrongInput(sentence) from None
        self._block_env = BlockEnv
        self.evm = EVM(gas_limit=GAS_LIMIT, spec_id="PRAGUE")
        self.time(now)

    def time(self, now: int) -> None:
        """What follows happens at this time."""
        self.now = now
        self.evm.set_block_env(self._block_env(number=now, timestamp=now, gas_limit=GAS_LIMIT))

    def send(self, by: str, to: str, data: bytes) -> Outcome:
        """One transaction, kept if it succeeds."""
        self.evm.reset_transient_storage()
        try:
            answer = self.evm.message_call(by, to, data)
        except RuntimeError as stopped:
            found = _REVERTED.search(str(stopped))
            if found is None:
                raise  # out of gas, or an invalid opcode: nothing a contract of ours may ever do
            return Outcome(False, bytes.fromhex(found[1]))
        assert self.evm.result is not None
        logs = (Log(checksum(log.address), tuple(log.data[0]), bytes(log.data[1])) for log in self.evm.result.logs)
        return Outcome(True, bytes(answer), tuple(logs))

    def ask(self, to: str, data: bytes) -> bytes:
        """A view's raw answer. RuntimeError if it reverts."""
        return bytes(self.evm.message_call(ANYBODY, to, data, is_static=True))

    def deploy(self, by: str, abi: Abi, code: bytes, *args: Any) -> Contract:
        """A new contract."""
        self.evm.reset_transient_storage()
        return Contract(checksum(self.evm.deploy(by, code + abi.encode_constructor(args))), abi)

    def deploy_published(self, by: str, name: str, *args: Any) -> Contract:
        """One of the protocol's contracts, as it is published."""
        artifact = artifacts.load(name)
        return self.deploy(by, Abi(name, artifact.abi), bytes.fromhex(artifact.bytecode[2:]), *args)

    @contextmanager
    def rollback(self) -> Iterator[None]:
        """Whatever happens inside is gone afterwards, the clock too."""
        checkpoint, now = self.evm.snapshot(), self.now
        try:
            yield
        finally:
            self.evm.revert(checkpoint)
            self.time(now)


@dataclass(frozen=True)
class Deployer:
    """Deploys and sends as one account, as `deploy_circle` wants it; fails where anything is refused."""

    chain: Chain
    address: str

    def deploy(self, abi: Abi, code: bytes, *args: Any) -> tuple[Contract, None]:
        return self.chain.deploy(self.address, abi, code, *args), None

    def transact(self, contract: Contract, function: str, *args: Any) -> Sequence[Log]:
        outcome = self.chain.send(self.address, contract.address, contract.abi.encode_call(function, args))
        assert outcome.succeeded, f"{contract.name}.{function}: 0x{outcome.data.hex()}"
        return outcome.logs
