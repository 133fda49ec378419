"""A history, played on the chain and in the model at once; whatever differs is a Disagreement.

A step is a transaction as data, with everything it needs (facts, signatures, the time): steps can be left out of a
history, and what remains is still one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import decode

from praxis_chain.evm.abi import checksum
from praxis_chain.evm.refusals import explain
from praxis_chain.evm.rpc import Reverted

from .chain import Log, Outcome
from .invariants import Broken, Witness
from .state import Reason, Refused, Said
from .views import differences
from .world import Model, World

WAIT = "wait"


@dataclass(frozen=True)
class Step:
    """At `at` (unix seconds) somebody calls a contract, both named by their role; or everybody waits till then."""

    at: int
    by: str
    contract: str
    function: str
    args: tuple[Any, ...] = ()

    @property
    def calls(self) -> Sequence[tuple[str, str, tuple[Any, ...]]]:
        """Contract, function, arguments: one call, or those that a contract wallet makes in one transaction."""
        if self.contract == "contract_wallet":
            return tuple(self.args[0])
        return ((self.contract, self.function, self.args),)


class Differs(AssertionError):
    """Contract and model differ; the text says in what."""


Disagreement = (Differs, Broken)
"""What a step may raise: contract and model differ, or an invariant does not hold."""


@dataclass
class Tally:
    """What was tried and how it ended."""

    accepted: Counter[str] = field(default_factory=Counter)  # by contract.function
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)  # by contract.error, or what USDC says
    tried: int = 0  # steps, those included that end in a Disagreement

    @property
    def actions(self) -> int:
        """Steps after which everything was compared, and agreed."""
        return self.accepted.total() + self.refused.total()


class Play:
    """Takes steps. `tally` may be shared by many plays."""

    def __init__(self, world: World, tally: Tally | None = None) -> None:
        self.world = world
        self.model: Model = world.new_model()
        self.tally = tally or Tally()
        self.history: list[Step] = []
        self.compare()
        self.witness = Witness(world, self.model)

    @property
    def now(self) -> int:
        return self.world.chain.now

    def take(self, step: Step) -> bool:
        """Whether it was accepted. Raises Disagreement."""
        self.history.append(step)
        self.tally.tried += 1
        self.world.chain.time(step.at)
        name = f"{step.contract}.{step.function}"
        reasons = self._expect(step)
        if step.function == WAIT:
            self.compare()
            self.witness.check(step, [])
            self.tally.accepted[name] += 1
            return True
        outcome = self._send(step)
        if not outcome.succeeded:
            self._compare_refusal(step, outcome, reasons)
        elif reasons:
            raise Differs(f"{name} was accepted; the model refuses it: {' or '.join(map(str, reasons))}")
        else:
            emitted = self._compare_events(outcome)
        self.compare()
        if outcome.succeeded:
            self.witness.check(step, emitted)
        ended = self.tally.accepted if outcome.succeeded else self.tally.refused
        ended[name] += 1
        return outcome.succeeded

    def compare(self) -> None:
        """Everything that can be asked."""
        found = differences(self.world, self.model)
        if found:
            raise Differs("; ".join(found[:5]))

    def _expect(self, step: Step) -> list[Reason]:
        scene = self.model.scene
        scene.begin(step.at, self.world.addresses[step.by])
        if step.function == WAIT:
            return []
        try:
            for contract, function, args in step.calls:
                getattr(self.model.contracts[contract], function)(*args)
        except Refused as refused:
            scene.undo()
            return refused.reasons
        return []

    def _send(self, step: Step) -> Outcome:
        world, by = self.world, self.world.addresses[step.by]
        if by == world.contract_wallet.address:
            wanted = [(getattr(world, contract), function, args) for contract, function, args in step.calls]
            batch = [(contract.address, calldata(contract.abi, function, args)) for contract, function, args in wanted]
            data = world.contract_wallet.abi.encode_call("execute", (batch,))
            return world.chain.send(world.people["contract's owner"].address, by, data)
        contract = getattr(world, step.contract)
        data = calldata(contract.abi, step.function, step.args)
        if by == world.hostile.address:
            data = world.hostile.abi.encode_call("execute", (contract.address, data))
            return world.chain.send(world.people["thief"].address, by, data)
        return world.chain.send(by, contract.address, data)

    def _compare_refusal(self, step: Step, outcome: Outcome, reasons: Sequence[Reason]) -> None:
        abis = [contract.abi for contract in self.world.protocol]
        abis.insert(0, getattr(self.world, step.contract).abi)
        refusal = explain(Reverted(outcome.data), abis)
        given = Reason(refusal.name, dict(refusal.values))
        name = given.values["reason"] if given.name == "Error" else f"{refusal.contract}.{refusal.name}"
        self.tally.errors[str(name)] += 1
        if given not in reasons:
            expected = " or ".join(map(str, reasons)) if reasons else "acceptance"
            raise Differs(f"{step.contract}.{step.function} was refused with {given}; the model expects {expected}")

    def _compare_events(self, outcome: Outcome) -> list[Said]:
        """What the chain emitted. The order of different events within a transaction is left to the code."""
        emitted = [said for log in outcome.logs if (said := self._decode(log))]
        left = list(emitted)
        for said in self.model.scene.events:
            if said not in left:
                raise Differs(f"not emitted: {said}; instead: {left}")
            left.remove(said)
        if left:
            raise Differs(f"emitted, and not expected: {left}")
        return emitted

    def _decode(self, log: Log) -> Said | None:
        for contract in self.world.protocol:
            if contract.address == log.address:
                item = contract.abi.events[log.topics[0]]
                values = dict(zip([p["name"] for p in item.in_data], decode(item.in_data_types, log.data), strict=True))
                for parameter, kind, topic in zip(item.indexed, item.indexed_types, log.topics[1:], strict=True):
                    values[parameter["name"]] = decode([kind], topic)[0]
                return Said(contract.name, item.name, {p["name"]: _plain(p, values[p["name"]]) for p in item.inputs})
        return None


def calldata(abi: Any, function: str, args: Sequence[Any]) -> bytes:
    if function == "multicall":
        args = ([calldata(abi, name, given) for name, given in args[0]],)
    return bytes(abi.encode_call(function, args))


def _plain(parameter: Any, value: Any) -> Any:
    if parameter["type"] == "address":
        return checksum(value)
    if parameter["type"] == "tuple":
        parts = parameter["components"]
        return {part["name"]: _plain(part, v) for part, v in zip(parts, value, strict=True)}
    return value
