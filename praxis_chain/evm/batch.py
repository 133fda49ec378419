"""Many reads of one block in few round trips.

JSON-RPC 2.0 batches, where the node takes them; one request after the other where it does not, with the same result.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from requests.exceptions import RequestException
from web3.exceptions import Web3Exception
from web3.providers.base import JSONBaseProvider
from web3.types import RPCEndpoint

from .answers import number, sensible
from .client import View
from .networks import Network

BATCH = 100  # requests; what public nodes commonly take


def read_storage(
    view: View, places: Sequence[tuple[str, int]], progress: Callable[[int], None] | None = None
) -> list[int]:
    """The storage words at (address, slot), as unsigned integers, all of the view's block.

    `progress` is told how many are read. Raises NetworkFailed, RpcError.
    """
    pinned = {"blockHash": "0x" + view.block.hash.hex()}
    requests = [[address, f"0x{slot:064x}", pinned] for address, slot in places]
    words = []
    for word in request_many(view.network, "eth_getStorageAt", requests):
        with sensible(view.network.name, "eth_getStorageAt"):
            words.append(number(word))
        if progress is not None:
            progress(len(words))
    return words


def request_many(network: Network, method: str, requests: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """The results of one method for many parameters, in order. Raises Reverted, RpcError, NetworkFailed."""
    for start in range(0, len(requests), BATCH):
        chunk = requests[start : start + BATCH]
        replies = _batch(network, method, chunk)
        for params, reply in zip(chunk, replies, strict=True):
            # What a batch did not answer is asked again by itself, which says what is wrong if it fails again.
            yield reply["result"] if reply is not None else network.request(method, *params)


def _batch(network: Network, method: str, chunk: Sequence[Sequence[Any]]) -> list[dict[str, Any] | None]:
    """A reply with a result for each request, or None where the batch gave none."""
    nothing: list[dict[str, Any] | None] = [None] * len(chunk)
    if not isinstance(network.provider, JSONBaseProvider) or len(chunk) < 2:
        return nothing
    try:
        replies: Any = network.provider.make_batch_request([(RPCEndpoint(method), list(params)) for params in chunk])
    except (Web3Exception, RequestException, OSError, ValueError):
        return nothing
    if not isinstance(replies, list) or len(replies) != len(chunk):
        return nothing
    return [reply if isinstance(reply, dict) and reply.get("result") is not None else None for reply in replies]
