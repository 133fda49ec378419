"""USDC's own parameters: who runs it, what code it runs, and whether it lets the escrow pay.

    USDC.implementation, USDC.admin                          of the proxy, from its storage
    USDC.owner, USDC.masterMinter, USDC.pauser, USDC.blacklister, USDC.rescuer
    USDC.paused, USDC.escrowBlacklisted

They are Circle's to change, and no invariant of the protocol. What a token does not have (a stand-in) is left out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from eth_hash.auto import keccak

from ...core.addresses import ZERO_ADDRESS, to_checksum
from ...core.errors import ContractRefused, WrongInput
from ...core.events import Event
from ...evm.abi import Abi, Contract
from ...evm.client import View
from ...evm.deployments import Contracts
from ..token import IMPLEMENTATION_SLOT
from .changes import Change, Value, moved

_ADDRESSES = ("owner", "masterMinter", "pauser", "blacklister", "rescuer")
_SET_BY: Mapping[str, str] = {
    "OwnershipTransferred": "owner",
    "MasterMinterChanged": "masterMinter",
    "PauserChanged": "pauser",
    "BlacklisterChanged": "blacklister",
    "RescuerChanged": "rescuer",
    "AdminChanged": "admin",
    "Upgraded": "implementation",
}
"""Event → the parameter that its last argument is."""
_SLOTS = {"implementation": IMPLEMENTATION_SLOT, "admin": int.from_bytes(keccak(b"org.zeppelinos.proxy.admin"), "big")}
"""Where FiatTokenProxy keeps them; it is older than EIP-1967."""


def _view(name: str, returns: str, *takes: str) -> dict[str, Any]:
    inputs = [{"name": "", "type": kind} for kind in takes]
    return {"type": "function", "name": name, "inputs": inputs, "outputs": [{"name": "", "type": returns}]}


def _event(name: str, *arguments: tuple[str, bool]) -> dict[str, Any]:
    """Arguments: name of an address, and whether it is indexed."""
    inputs = [{"name": argument, "type": "address", "indexed": indexed} for argument, indexed in arguments]
    return {"type": "event", "name": name, "inputs": inputs}


_ABI = Abi(
    "USDC",
    [
        *(_view(name, "address") for name in _ADDRESSES),
        _view("paused", "bool"),
        _view("isBlacklisted", "bool", "address"),
        *(_event(name, ("to", True)) for name in _SET_BY if name.endswith("Changed") and name != "AdminChanged"),
        *(_event(name, ("before", False), ("to", False)) for name in ("OwnershipTransferred", "AdminChanged")),
        _event("Upgraded", ("to", False)),
        _event("Pause"),
        _event("Unpause"),
        _event("Blacklisted", ("account", True)),
        _event("UnBlacklisted", ("account", True)),
    ],
)
"""Of FiatTokenV2_2 and FiatTokenProxy, what is read here."""


def token_values(view: View, contracts: Contracts) -> dict[str, Value]:
    """As of the view's block, what of it the token knows. Raises NetworkFailed."""
    token = Contract(contracts.usdc.address, _ABI)
    values: dict[str, Value] = {f"USDC.{name}": _asked(view, token, name) for name in (*_ADDRESSES, "paused")}
    values["USDC.escrowBlacklisted"] = _asked(view, token, "isBlacklisted", contracts.escrow.address)
    for name, slot in _SLOTS.items():
        values[f"USDC.{name}"] = _address(to_checksum(view.storage(token.address, slot).to_bytes(32)[12:]))
    return {name: value for name, value in sorted(values.items()) if value is not None}


def token_changes(view: View, contracts: Contracts, before: Mapping[str, Value], after_block: int) -> Iterator[Change]:
    """Every change after that block, at the end of which the parameters were `before`."""
    token, values = Contract(contracts.usdc.address, _ABI), dict(before)
    wanted = sorted({item.name for item in _ABI.events.values()})
    for event in view.events([token], after_block + 1, wanted):
        yield from moved(values, event, _set_by(event, contracts.escrow.address))


def _set_by(event: Event, escrow: str) -> Iterator[tuple[str, Value]]:
    match event.name:
        case "Pause" | "Unpause":
            yield "USDC.paused", event.name == "Pause"
        case "Blacklisted" | "UnBlacklisted":
            if event.args["account"] == escrow:
                yield "USDC.escrowBlacklisted", event.name == "Blacklisted"
        case _:
            yield f"USDC.{_SET_BY[event.name]}", _address(event.args["to"])


def _asked(view: View, token: Contract, function: str, *args: str) -> Value:
    try:
        answer = view.call(token, function, *args)
    except (ContractRefused, WrongInput):
        return None
    return _address(answer) if isinstance(answer, str) else bool(answer)


def _address(address: str) -> str | None:
    return None if address == ZERO_ADDRESS else address
