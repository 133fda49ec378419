"""Deploying the four contracts, one after the other, so that a failure half way loses nothing.

    Attesters → Stakeholders → Prax → BountyEscrow

What is being done is written down before it is done: a transaction's hash before it is sent. The same command, given
again, asks the chain what became of it and goes on from there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ... import __version__
from ...core.addresses import parse_address
from ...core.errors import Incomplete, Refused, UnknownNetwork, WrongInput
from .. import artifacts
from ..accounts import LOCAL_BALANCE
from ..bindings.call import abi_of
from ..client import Client
from ..local import LocalNetwork, require_local
from ..local_usdc import deploy_usdc
from ..networks import Network
from ..sender import Sender
from ..usdc import known_usdc
from .parameters import Parameters, constructor_arguments
from .record import Record, Step
from .token import choose_usdc, require_usdc

Say = Callable[[str], None]
"""Told what happens, a sentence at a time."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What `deploy` would do. `usdc`: None if a token is to be deployed first. `done`: addresses by contract."""

    usdc: str | None
    usdc_origin: str
    done: Mapping[str, str]
    todo: tuple[str, ...]


def deploy(sender: Sender, parameters: Parameters, path: Path, say: Say = lambda _: None) -> Record:
    """Deploy what the record at `path` does not have yet, and keep the record. Twice is harmless.

    On a local chain a token is deployed first. Raises WrongInput before anything is sent: unknown USDC, parameters or
    sources other than those the record was begun with. Raises Incomplete if a transaction is not mined in time, and
    whatever Sender.execute raises; then the same call goes on.
    """
    if sender.dry_run:
        raise WrongInput("Deploying needs a key: without one nothing can be created.")
    record = _begin(sender.network, parameters, path)
    if not record.usdc:
        record = _with_local_token(sender.network, record, say)
    record.write(path)
    for name in artifacts.CONTRACTS:
        record = _settle(sender.network, record, name, path)
        if name in record.contracts:
            _require_same(record, name, parameters)
            say(f"{name} is at {record.address_of(name)}.")
        else:
            record = _create(sender, record, name, parameters, path)
            say(f"{name} was created at {record.address_of(name)}.")
    return record


def preview(network: Network, parameters: Parameters, path: Path) -> Preview:
    """What `deploy` would do with the same, after the same checks; sends and writes nothing."""
    record = _begin(network, parameters, path)
    done = {name: step.address for name, step in record.contracts.items() if step.address is not None}
    for name in done:
        _require_code(network, record, name, path)
        _require_same(record, name, parameters)
    todo = tuple(name for name in artifacts.CONTRACTS if name not in done)
    return Preview(record.usdc or None, record.usdc_origin, done, todo)


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


def _begin(network: Network, parameters: Parameters, path: Path) -> Record:
    """The record so far, or a new one; without a token if one is to be deployed first. The token is one that can be."""
    if path.exists():
        record = Record.read(path)
        require_same_chain(network, record)
        if parameters.usdc is not None and parameters.usdc != record.usdc:
            raise WrongInput(
                f"{path} was begun for the token {record.usdc}, not {parameters.usdc}: "
                "give the same, or another file for a new deployment."
            )
    else:
        record = _new(network, parameters)
    if record.usdc:
        require_usdc(Client(network).at("latest"), record.usdc)
    return record


def _new(network: Network, parameters: Parameters) -> Record:
    if isinstance(network, LocalNetwork) and parameters.usdc is None and known_usdc(network.chain_id) is None:
        usdc, origin = "", "local"
    else:
        usdc, origin = choose_usdc(network.chain_id, parameters.usdc)
    return Record(
        chain_id=network.chain_id,
        genesis=genesis_of(network),
        usdc=usdc,
        usdc_origin=origin,
        package_version=__version__,
        compiler=artifacts.load(artifacts.CONTRACTS[0]).compiler,
    )


def _with_local_token(network: Network, record: Record, say: Say) -> Record:
    local = require_local(network, "deploying a token")
    *_, circle, admin = local.accounts
    if not Client(local).at().balance(circle.address):  # an anvil that somebody else started funds ten accounts
        local.set_balance(circle.address, LOCAL_BALANCE)
    token = deploy_usdc(local, circle, admin.address)
    say(f"{'USDC' if token.is_circle else 'A stand-in for USDC'} was created at {token.address}.")
    return replace(record, usdc=token.address)


def _settle(network: Network, record: Record, name: str, path: Path) -> Record:
    """Ask the chain what became of a step in the record: afterwards it is finished, or gone and to be done again."""
    step = record.contracts.get(name)
    if step is None:
        return record
    if step.is_finished:
        _require_code(network, record, name, path)
        return record
    receipt = network.request("eth_getTransactionReceipt", step.transaction)
    if receipt is None or receipt.get("blockNumber") is None:
        if network.request("eth_getTransactionByHash", step.transaction) is not None:
            raise Incomplete(
                f"The transaction {step.transaction} that creates {name} is not mined yet: run this again later."
            )
    elif int(receipt["status"], 16) == 1:
        address = parse_address(receipt["contractAddress"])
        return _keep(record, name, replace(step, address=address, block=int(receipt["blockNumber"], 16)), path)
    return replace(record, contracts={key: kept for key, kept in record.contracts.items() if key != name})


def _require_code(network: Network, record: Record, name: str, path: Path) -> None:
    address = record.address_of(name)
    if not Client(network).at("latest").code(address):
        raise Refused(
            f"{path} says that {name} is at {address}, and there is no code on {network.name}: "
            "wait until the node has caught up, or name another file for a new deployment."
        )


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


def _require_same(record: Record, name: str, parameters: Parameters) -> None:
    step = record.contracts[name]
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


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
