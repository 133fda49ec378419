"""What a binding gives back for a write: the call, not sent yet."""

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self

from ...core.addresses import ZERO_ADDRESS, parse_address
from .. import artifacts
from ..abi import Abi, Contract
from ..networks import Network
from ..refusals import explain
from ..rpc import Reverted
from ..sender import Sender
from ..transactions import Prepared, Receipt
from ..usdc import USDC_ABI


@dataclass(frozen=True, slots=True)
class Call:
    """A function of a contract and its arguments. Nothing has happened yet."""

    contract: Contract
    function: str
    args: tuple[Any, ...]

    @property
    def data(self) -> bytes:
        """Calldata. Raises WrongInput if an argument does not fit its type."""
        return self.contract.abi.encode_call(self.function, self.args)

    def simulate(self, network: Network, caller: str) -> Any:
        """What the function would return to `caller` in the next block. Raises ContractRefused, NetworkFailed."""
        message = {"from": caller, "to": self.contract.address, "data": "0x" + self.data.hex()}
        try:
            returned = network.request("eth_call", message, network.simulate_at)
        except Reverted as reverted:
            abis = (self.contract.abi, *protocol_abis())
            raise explain(reverted, abis, self.contract.name) from None
        return self.contract.abi.decode_result(self.function, bytes.fromhex(returned[2:]), len(self.args))

    def prepare(self, sender: Sender) -> Prepared:
        """Simulated and priced: see Sender.prepare."""
        return sender.prepare(self.contract, self.function, *self.args)

    def transact(self, sender: Sender) -> Receipt | None:
        """Prepared, signed, sent, mined: see Sender.transact."""
        return sender.transact(self.contract, self.function, *self.args)


@dataclass(frozen=True)
class Binding:
    """A contract of this project at an address: a method per function.

    Writes return a Call. Reads take the View to read from, so that everything read through one View is of one block.
    """

    contract: Contract

    NAME: ClassVar[str]

    @classmethod
    def at(cls, address: str) -> Self:
        """Bound to an address (EIP-55 or one case). Raises WrongInput. Asks no chain whether the contract is there."""
        return cls(Contract(parse_address(address), abi_of(cls.NAME)))

    @property
    def address(self) -> str:
        """EIP-55 text."""
        return self.contract.address

    def _call(self, function: str, *args: Any) -> Call:
        return Call(self.contract, function, args)


@cache
def abi_of(name: str) -> Abi:
    """The ABI of a contract of this project, from the package's artifacts. Raises WrongInput if there is none."""
    return Abi(name, artifacts.load(name).abi)


@cache
def protocol_abis() -> tuple[Abi, ...]:
    """Those of the four contracts and USDC: what a Sender needs to name errors of calls that go through several."""
    return (*(abi_of(name) for name in artifacts.CONTRACTS), USDC_ABI)


def address_or_none(address: str) -> str | None:
    """The zero address means that there is none."""
    return None if address == ZERO_ADDRESS else address
