"""Nodes that lie, or are clumsy: the same chain behind them, and some answers altered on the way."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from web3.providers.base import BaseProvider
from web3.types import RPCEndpoint, RPCResponse

from praxis_chain.evm.networks import Network

if TYPE_CHECKING:
    from praxis_chain.evm.local import LocalNetwork

Log = dict[str, Any]


class LyingProvider(BaseProvider):
    """Passes every request on, and the result through `alter` (method, parameters, result)."""

    def __init__(self, honest: BaseProvider, alter: Callable[[str, Any, Any], Any]) -> None:
        super().__init__()
        self._honest = honest
        self._alter = alter

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        reply: Any = self._honest.make_request(method, params)
        if "result" in reply:
            reply = {**reply, "result": self._alter(method, params, reply["result"])}
        return reply  # type: ignore[no-any-return]


def answering(chain: "LocalNetwork", alter: Callable[[str, Any, Any], Any]) -> Network:
    """The chain as a node tells it that alters its answers so."""
    return Network("a node that lies", LyingProvider(chain.provider, alter))


def lying(chain: "LocalNetwork", alter: Callable[[Log], Log | None]) -> Network:
    """The chain as a node tells it that alters logs so, or withholds them (None)."""

    def answer(method: str, params: Any, result: Any) -> Any:
        if method != "eth_getLogs":
            return result
        return [altered for log in result if (altered := alter(dict(log))) is not None]

    return answering(chain, answer)


def not_on(chain: "LocalNetwork") -> set[str]:
    """What cannot be checked there: anvil keeps slots that are zero, so that a whole storage has no one root."""
    return {"STORAGE"} if chain.is_anvil else set()


def proofless(network: Network) -> Network:
    """The same node without eth_getProof, as many public ones are."""
    return Network(network.name, _Proofless(network.provider))


class _Proofless(BaseProvider):
    def __init__(self, behind: BaseProvider) -> None:
        super().__init__()
        self._behind = behind

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        if method == "eth_getProof":
            error: Any = {"code": -32601, "message": "the method eth_getProof does not exist/is not available"}
            return {"jsonrpc": "2.0", "id": 1, "error": error}
        return self._behind.make_request(method, params)


def withhold(topic: str, number: int = 1) -> Callable[[Log], Log | None]:
    """Leave out the so-manieth log of this event."""
    seen = 0

    def alter(log: Log) -> Log | None:
        nonlocal seen
        seen += log["topics"][0] == topic
        return None if log["topics"][0] == topic and seen == number else log

    return alter


def rewrite(topic: str, word: int, value: int) -> Callable[[Log], Log | None]:
    """Put another value into a word of this event's data."""

    def alter(log: Log) -> Log | None:
        if log["topics"][0] != topic:
            return log
        start = 2 + 64 * word
        return {**log, "data": log["data"][:start] + f"{value:064x}" + log["data"][start + 64 :]}

    return alter
