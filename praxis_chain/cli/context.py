"""What a command works with: settings, chain, deployment, key. Each is opened when it is first needed, and closed."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ..core.errors import Incomplete, UnknownNetwork, WrongInput
from .output import Output

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from ..core.ids import Id
    from ..core.programs import Program
    from ..evm.client import Client, View
    from ..evm.deployments import Contracts, Record
    from ..evm.networks import Network
    from ..evm.sender import Sender
    from .books import Books
    from .settings import Settings

LOCAL_URL = "http://127.0.0.1:8545"


@dataclass(frozen=True, slots=True)
class Consent:
    """What may be done: without asking, nothing but looking, or only writing down what another wallet would sign."""

    yes: bool = False
    dry_run: bool = False
    unsigned: bool = False


class Session:
    """One run of one command. `flags` are the settings given as options; None = not given."""

    def __init__(self, flags: dict[str, Any], consent: Consent = Consent(), *, as_json: bool = False) -> None:
        self.flags = flags
        self.consent = consent
        self.out = Output(as_json)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "network" in self.__dict__:
            self.network.close()

    @cached_property
    def settings(self) -> "Settings":
        """Raises WrongInput for what cannot be read."""
        from .settings import load_settings

        return load_settings(**self.flags)

    def use_repo(self, repo: str) -> None:
        """Look at that repository, as if --repo had said so."""
        self.flags["repo"] = repo
        self.__dict__.pop("settings", None)

    # -- the chain ----------------------------------------------------------------------------------------------------

    @cached_property
    def network(self) -> "Network":
        """The chain behind the RPC. Raises UnknownNetwork, NetworkFailed; never starts a chain of its own."""
        from ..evm.networks import ANVIL, EMBEDDED, open_network

        where = self.settings.network
        if where in (EMBEDDED, ANVIL):
            raise UnknownNetwork(
                f"A chain that {where!r} would start ends with this command, so nothing could be kept on it: start "
                f"anvil in another terminal and give --network {LOCAL_URL}, or run `praxis demo`."
            )
        return open_network(where, chain_id=self.settings.chain_id)

    @property
    def client(self) -> "Client":
        """Reads of the chain."""
        from ..evm.client import Client

        return Client(self.network)

    @property
    def latest(self) -> "View":
        """The chain as it is at this moment: another one each time."""
        return self.client.at("latest")

    @cached_property
    def view(self) -> "View":
        """The chain as it was when this command first looked: everything that is shown together is of one block."""
        return self.latest

    def look_again(self) -> None:
        """Whatever is read from now on is of a newer block."""
        for name in ("view", "books"):
            self.__dict__.pop(name, None)

    @property
    def chain_name(self) -> str:
        """For people: the chain's name where it is known, its id, and who answered."""
        from ..evm.usdc import OFFICIAL

        known = OFFICIAL.get(self.network.chain_id)
        return f"{known.chain + ', ' if known else ''}chain {self.network.chain_id}, asked at {self.network.name}"

    # -- the deployment -----------------------------------------------------------------------------------------------

    @cached_property
    def record_path(self) -> Path:
        """Where the deployment's record is, or would be: as set, or in the data folder.

        Local chains share their id, so there the genesis is part of the name: a chain started anew has no record yet.
        """
        from ..evm.deployments.deploy import genesis_of
        from ..evm.local import LocalNetwork

        if self.settings.deployment is not None:
            return self.settings.deployment
        name = str(self.network.chain_id)
        if isinstance(self.network, LocalNetwork):
            name += "-" + genesis_of(self.network)[2:10]
        return self.settings.data / "deployments" / f"{name}.json"

    @cached_property
    def record(self) -> "Record":
        """Raises WrongInput if there is none, UnknownNetwork if it is of another chain."""
        from ..evm.deployments import find_record

        named = self.settings.deployment is not None or self.record_path.is_file()
        return find_record(self.network, self.record_path if named else None)

    @cached_property
    def contracts(self) -> "Contracts":
        """The four contracts and the token. Raises Incomplete if the deployment stopped half way."""
        from ..evm.deployments import bind

        if not self.record.is_finished:
            raise Incomplete(
                f"The deployment recorded in {self.record_path} stopped half way: run the same praxis deploy again."
            )
        return bind(self.record)

    @cached_property
    def books(self) -> "Books":
        """All that happened up to the session's block, and what it comes to."""
        from .books import read_books

        return read_books(self)

    def program_id(self, given: str | None = None) -> "Id":
        """The program that is meant: as given, else as set. Raises WrongInput."""
        from .params import parse_id

        named = given or self.settings.program
        if not named:
            raise WrongInput("Name the program: --program 0x… (praxis program list shows those there are).")
        return parse_id("program", named)

    def rules(self, program: "Id") -> "Program":
        """A program's rules. Raises WrongInput if nobody created it."""
        found = self.contracts.escrow.program(self.view, program)
        if found is None:
            raise WrongInput(
                f"There is no program 0x{program.hex()} on {self.chain_name}: check its id and the network, "
                "or make it with praxis program create."
            )
        return found

    # -- the key ------------------------------------------------------------------------------------------------------

    @cached_property
    def address(self) -> str:
        """Whose transactions these are: the key's, or without one the address to simulate as. Raises WrongInput."""
        from ..core.addresses import parse_address
        from .keyring import address_of

        if self.settings.key:
            return address_of(self.settings.key, self.network) or str(self.account.address)
        if self.settings.sender:
            return parse_address(self.settings.sender)
        raise WrongInput("Name the key that signs: --key NAME, or --from 0x… to only see what would happen.")

    @cached_property
    def account(self) -> "LocalAccount":
        """The key, unlocked. Raises KeyNotFound, WrongInput."""
        from .keyring import unlock

        if not self.settings.key:
            raise WrongInput("This needs a key: --key NAME, the name or path of a keystore.")
        return unlock(self.settings.key, self.network)

    def sender(self, *, signing: bool) -> "Sender":
        """Prepares and sends; without `signing` the key stays locked, and nothing can be sent."""
        from ..evm.bindings import protocol_abis
        from ..evm.sender import Sender

        if signing:
            return Sender(self.network, self.account, abis=protocol_abis())
        return Sender(self.network, sender=self.address, abis=protocol_abis())
