"""Opening a chain by name: `embedded` (in this process), `anvil` (a child process), or any RPC URL.

    with open_network("embedded") as network:
        network.request("eth_blockNumber")

All three are one thing afterwards: a `Network`. The first two, and a URL behind which an anvil runs, are a
`LocalNetwork` as well, whose clock, state and storage can be changed.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import HTTPError, Timeout
from web3 import IPCProvider, Web3
from web3.providers.base import BaseProvider
from web3.providers.rpc.utils import ExceptionRetryConfiguration

from ..core.errors import UnknownNetwork
from .answers import number, sensible
from .providers import FastHTTPProvider, FastIPCProvider
from .rpc import RpcError, request

EMBEDDED = "embedded"
ANVIL = "anvil"
REQUEST_TIMEOUT = 30  # seconds
RETRIED = (RequestsConnectionError, HTTPError, Timeout)  # twice more; web3 knows which methods are safe to repeat


class Network:
    """One chain behind one RPC.

    `name` is safe to show: never the URL, which may hold a key. `simulate_at` is the block to simulate writes on.
    `poll` is how long to wait at most between two questions for a receipt, in seconds.
    """

    simulate_at = "latest"
    poll = 2.0

    def __init__(self, name: str, provider: BaseProvider) -> None:
        self.name = name
        self.provider = provider
        self.w3 = Web3(provider)
        with sensible(name, "eth_chainId"):
            self.chain_id = number(self.request("eth_chainId"))
        self._has_finalized: bool | None = None

    def request(self, method: str, *params: Any) -> Any:
        """Result of one JSON-RPC request, as JSON. Raises Reverted, RpcError, NetworkFailed."""
        return request(self.provider, self.name, method, list(params))

    @property
    def has_finalized(self) -> bool:
        """Whether the node can say which block is final."""
        if self._has_finalized is None:
            try:
                self._has_finalized = self.request("eth_getBlockByNumber", "finalized", False) is not None
            except RpcError:
                self._has_finalized = False
        return self._has_finalized

    def close(self) -> None:
        """End what was started for this network. Twice is harmless."""
        pipe: Any = self.provider._socket if isinstance(self.provider, IPCProvider) else None
        if pipe is not None and pipe.sock is not None:
            pipe.sock.close()  # web3 leaves it to the garbage collector, which complains

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_network(where: str, *, chain_id: int | None = None, start: int | None = None) -> Network:
    """Open `embedded`, `anvil`, an http(s) URL, or the path of a node's IPC socket.

    `chain_id`: what it has to be; another one is refused. `start` (unix seconds): makes a local chain deterministic:
    genesis has that time and each block is one second after its parent; without it blocks follow the wall clock.
    Raises UnknownNetwork, NetworkFailed.
    """
    network = _open(where, start)
    if chain_id is not None and network.chain_id != chain_id:
        network.close()
        raise UnknownNetwork(
            f"{network.name} is chain {network.chain_id}, not {chain_id}: "
            "check the RPC URL, or state the chain id that is meant."
        )
    return network


def _open(where: str, start: int | None) -> Network:
    from .local import LocalNetwork

    if where == EMBEDDED:
        try:
            from .embedded.rpc import EmbeddedProvider
        except ModuleNotFoundError:
            raise UnknownNetwork(
                "The embedded chain is not installed: pip install 'praxis-chain[local]', or use --network anvil."
            ) from None
        return LocalNetwork(EMBEDDED, EmbeddedProvider(start))
    if where == ANVIL:
        from .anvil import AnvilProcess

        process = AnvilProcess(start)
        try:
            return LocalNetwork(ANVIL, FastIPCProvider(process.ipc_path), process, start)
        except BaseException:
            process.close()
            raise
    name, provider = _remote(where)
    network = Network(name, provider)
    version = str(network.request("web3_clientVersion"))
    return LocalNetwork(name, provider, start=start) if version.startswith("anvil/") else network


def _remote(where: str) -> tuple[str, BaseProvider]:
    url = urlsplit(where)
    if url.scheme in ("http", "https") and url.hostname:
        retry = ExceptionRetryConfiguration(RETRIED, retries=3, backoff_factor=0.2)
        provider = FastHTTPProvider(where, {"timeout": REQUEST_TIMEOUT}, exception_retry_configuration=retry)
        return url.hostname + (f":{url.port}" if url.port else ""), provider
    if not url.scheme and Path(where).expanduser().is_socket():
        return where, FastIPCProvider(os.path.expanduser(where), timeout=REQUEST_TIMEOUT)
    raise UnknownNetwork(f"{_without_key(where)!r} is not a network: give embedded, anvil, or an http(s) RPC URL.")


def _without_key(where: str) -> str:
    url = urlsplit(where)
    return f"{url.scheme}://{url.hostname or ''}" if url.scheme else where


def find_in_node_modules(*parts: str) -> Path | None:
    """A file below node_modules, of the repository this package lies in or of the current directory."""
    roots: Sequence[Path] = (Path(__file__).parents[2], Path.cwd())
    return next((p for root in roots if (p := root.joinpath("node_modules", *parts)).exists()), None)
