"""Deploying the four contracts, one after the other, so that a failure half way loses nothing.

    Attesters → Stakeholders → Prax → BountyEscrow

What is being done is written down before it is done: a transaction's hash before it is sent. The same command, given
again, asks the chain what became of it and goes on from there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ... import __version__
from ...core.addresses import parse_address
from ...core.errors import Incomplete, Refused, UnknownNetwork, WrongInput
from ...core.units import MAX_AMOUNT
from .. import artifacts
from ..abi import Abi
from ..bindings.call import abi_of
from ..client import Client
from ..local import LocalNetwork
from ..local_usdc import deploy_usdc
from ..networks import Network
from ..sender import Sender
from ..usdc import known_usdc
from .record import CONTRACTS, Record, Step
from .token import choose_usdc, require_usdc

Say = Callable[[str], None]
"""Told what happens, a sentence at a time."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What whoever deploys decides. Raises WrongInput where the contracts would refuse.

    owner: of Attesters and Prax, should be a Safe or a timelock. quorum: more than half of the members. epoch_cap: the
    most PRAX minted in 28 days, in wei. usdc: the token, needed only on chains that this package knows no USDC of.
    """

    members: Sequence[str]
    quorum: int
    owner: str
    epoch_cap: int
    usdc: str | None = None

    def __post_init__(self) -> None:
        members = tuple(sorted((parse_address(member) for member in self.members), key=str.lower))
        object.__setattr__(self, "members", members)
        object.__setattr__(self, "owner", parse_address(self.owner))
        if self.usdc is not None:
            object.__setattr__(self, "usdc", parse_address(self.usdc))
        for address in (self.owner, *members):
            if int(address, 16) == 0:
                raise WrongInput("Neither the owner nor a member may be the zero address.")
        if len(set(members)) != len(members):
            raise WrongInput("An attester is named twice: members are distinct.")
        if not len(members) // 2 < self.quorum <= len(members):
            raise WrongInput(
                f"A quorum of {self.quorum} does not fit {len(members)} members: it is more than half of them, and at "
                "most all."
            )
        if not 0 <= self.epoch_cap <= MAX_AMOUNT:
            raise WrongInput(f"The epoch cap is from 0 to 2^96 - 1 wei, not {self.epoch_cap}.")

    def arguments(self, name: str, record: Record) -> list[Any]:
        """The constructor's, in order. Earlier contracts are found in the record."""
        match name:
            case "Attesters":
                return [list(self.members), self.quorum, self.owner]
            case "Stakeholders":
                return [record.address_of("Attesters")]
            case "Prax":
                return [record.address_of("Stakeholders"), self.epoch_cap, self.owner]
            case "BountyEscrow":
                return [record.usdc]
        raise KeyError(name)


def deploy(sender: Sender, parameters: Parameters, path: Path, say: Say = lambda _: None) -> Record:
    """Deploy what the record at `path` does not have yet, and keep the record. Twice is harmless.

    On a local chain a token is deployed first. Raises WrongInput before anything is sent: unknown USDC, parameters or
    sources other than those the record was begun with. Raises Incomplete if a transaction is not mined in time, and
    whatever Sender.execute raises; then the same call goes on.
    """
    if sender.dry_run:
        raise WrongInput("Deploying needs a key: without one nothing can be created.")
    record = _begin(sender, parameters, path, say)
    for name in CONTRACTS:
        record = _settle(sender, record, name, path)
        step = record.contracts.get(name)
        if step is not None:
            _require_same(record, name, step, parameters)
        if step is not None and step.is_finished:
            say(f"{name} is at {step.address}.")
            continue
        record = _create(sender, record, name, parameters, path)
        say(f"{name} was created at {record.address_of(name)}.")
    return record


def constructor_arguments(abi: Abi, values: Sequence[Any]) -> dict[str, Any]:
    """By parameter name, as the record keeps them."""
    return {p["name"]: _as_text(value) for p, value in zip(abi.constructor.inputs, values, strict=True)}


def encode_arguments(abi: Abi, arguments: Mapping[str, Any]) -> bytes:
    """From what the record keeps to what a creation's data ends with."""
    values = [arguments[p["name"]] for p in abi.constructor.inputs]
    typed = [int(v) if p["type"].startswith("uint") else v for p, v in zip(abi.constructor.inputs, values, strict=True)]
    return abi.encode_constructor(typed)


def genesis_of(network: Network) -> str:
    """Hash of block 0, as 0x text."""
    return "0x" + Client(network).stamp(0).hash.hex()


def require_same_chain(network: Network, record: Record) -> None:
    """Raises UnknownNetwork if the record is of another chain than the one behind `network`."""
    if record.chain_id != network.chain_id:
        raise UnknownNetwork(
            f"The record is of chain {record.chain_id} and {network.name} is chain {network.chain_id}: "
            "name the other record or the other network."
        )
    if record.genesis != genesis_of(network):
        raise UnknownNetwork(
            f"The record is of another chain {record.chain_id} than the one {network.name} shows now "
            "(a local chain that was started anew?): name another file, or remove it."
        )


# -- steps ------------------------------------------------------------------------------------------------------------


def _begin(sender: Sender, parameters: Parameters, path: Path, say: Say) -> Record:
    network = sender.network
    if path.exists():
        record = Record.read(path)
        require_same_chain(network, record)
        if parameters.usdc is not None and parameters.usdc != record.usdc:
            raise WrongInput(
                f"{path} was begun for the token {record.usdc}, not {parameters.usdc}: "
                "give the same, or another file for a new deployment."
            )
    else:
        record = _new(sender, parameters, path, say)
    require_usdc(Client(network).at("latest"), record.usdc)
    record.write(path)
    return record


def _new(sender: Sender, parameters: Parameters, path: Path, say: Say) -> Record:
    network = sender.network
    record = Record(
        chain_id=network.chain_id,
        genesis=genesis_of(network),
        usdc="",
        usdc_origin="local",
        package_version=__version__,
        compiler=artifacts.load(CONTRACTS[0]).compiler,
    )
    if isinstance(network, LocalNetwork) and parameters.usdc is None and known_usdc(network.chain_id) is None:
        *_, circle, admin = network.accounts
        token = deploy_usdc(network, circle, admin.address)
        say(f"{'USDC' if token.is_circle else 'A stand-in for USDC'} was created at {token.address}.")
        return replace(record, usdc=token.address)
    address, origin = choose_usdc(network.chain_id, parameters.usdc)
    return replace(record, usdc=address, usdc_origin=origin)


def _settle(sender: Sender, record: Record, name: str, path: Path) -> Record:
    """Ask the chain what became of a step that is in the record."""
    network, step = sender.network, record.contracts.get(name)
    if step is None:
        return record
    if step.address is not None:
        if not Client(network).at("latest").code(step.address):
            raise Refused(
                f"{path} says that {name} is at {step.address}, and there is no code on {network.name}: "
                "wait until the node has caught up, or name another file for a new deployment."
            )
        return record
    receipt = network.request("eth_getTransactionReceipt", step.transaction)
    if receipt is not None and receipt.get("blockNumber") is not None:
        if int(receipt["status"], 16) == 1:
            address = parse_address(receipt["contractAddress"])
            return _keep(record, name, replace(step, address=address, block=int(receipt["blockNumber"], 16)), path)
    elif network.request("eth_getTransactionByHash", step.transaction) is not None:
        raise Incomplete(
            f"The transaction {step.transaction} that creates {name} is not mined yet: run this again later."
        )
    return replace(record, contracts={key: kept for key, kept in record.contracts.items() if key != name})


def _create(sender: Sender, record: Record, name: str, parameters: Parameters, path: Path) -> Record:
    artifact, abi = artifacts.load(name), abi_of(name)
    values = parameters.arguments(name, record)
    step = Step(constructor_arguments(abi, values), artifact.source_hash)
    prepared = sender.prepare_deployment(abi, bytes.fromhex(artifact.bytecode[2:]), *values)

    def announce(transaction: bytes) -> None:
        _keep(record, name, replace(step, transaction="0x" + transaction.hex()), path)

    receipt = sender.execute(prepared, announce)
    assert receipt is not None
    done = replace(
        step,
        transaction="0x" + receipt.tx_hash.hex(),
        address=receipt.contract_address,
        block=receipt.block_number,
    )
    return _keep(record, name, done, path)


def _require_same(record: Record, name: str, step: Step, parameters: Parameters) -> None:
    wanted = constructor_arguments(abi_of(name), parameters.arguments(name, record))
    for parameter, value in wanted.items():
        if step.arguments.get(parameter) != value:
            raise WrongInput(
                f"This deployment was begun with {parameter} = {_shown(step.arguments.get(parameter))} for {name}, "
                f"not {_shown(value)}: give the same, or another file for a new deployment."
            )
    if not record.is_finished and step.source_hash != artifacts.load(name).source_hash:
        raise WrongInput(
            f"This deployment was begun with praxis-chain {record.package_version}, whose {name} has other sources: "
            "finish it with that version, or name another file for a new deployment."
        )


def _keep(record: Record, name: str, step: Step, path: Path) -> Record:
    changed = record.with_step(name, step)
    changed.write(path)
    return changed


def _as_text(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_as_text(part) for part in value]
    return str(value)


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
