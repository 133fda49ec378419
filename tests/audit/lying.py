"""A node that lies about logs: the same chain behind it, and one answer altered on the way."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from web3.providers.base import BaseProvider
from web3.types import RPCEndpoint, RPCResponse

from praxis_chain.evm.networks import Network

if TYPE_CHECKING:
    from praxis_chain.evm.local import LocalNetwork

Log = dict[str, Any]


class LyingProvider(BaseProvider):
    """Passes every request on; `alter` gets each log, and gives it back altered, or None to withhold it."""

    def __init__(self, honest: BaseProvider, alter: Callable[[Log], Log | None]) -> None:
        super().__init__()
        self._honest = honest
        self._alter = alter

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        reply: Any = self._honest.make_request(method, params)
        if method == "eth_getLogs":
            altered = [self._alter(dict(log)) for log in reply["result"]]
            return {**reply, "result": [log for log in altered if log is not None]}  # type: ignore[typeddict-item]
        return reply  # type: ignore[no-any-return]


def lying(chain: "LocalNetwork", alter: Callable[[Log], Log | None]) -> Network:
    """The chain as that node tells it."""
    return Network("a node that lies", LyingProvider(chain.provider, alter))


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
