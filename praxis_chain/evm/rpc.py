"""One JSON-RPC request, and the only place where a node's way of saying "no" is understood.

Nodes report a revert in half a dozen shapes. Whatever the shape, it leaves here as `Reverted` with the bytes that the
contract returned; every other failure leaves as `NetworkFailed` (no sensible answer) or `RpcError` (an answer: no).
"""

from typing import Any

from eth_abi.abi import encode
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import HTTPError, RequestException, Timeout
from web3.exceptions import Web3Exception
from web3.providers.base import BaseProvider
from web3.types import RPCEndpoint

from ..core.errors import NetworkFailed, Refused
from ..core.naming import printable

REVERT_CODE = 3  # EIP-1474's successor, https://ethereum.github.io/execution-apis: execution reverted
LONGEST = 1_000  # letters of a node's words that are shown
NESTED = 3  # objects that may stand around the bytes
ERROR_STRING = bytes.fromhex("08c379a0")  # Error(string)


class Reverted(Refused):
    """A contract reverted; `data` is what it returned (selector and values, or nothing)."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        super().__init__(
            f"the contract reverted with 0x{data.hex()}" if data else "the contract reverted without a reason"
        )


class RpcError(NetworkFailed):
    """The node answered with an error that is not a revert. `code` and `message` are the node's."""

    def __init__(self, network: str, method: str, code: int, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f"{network} refused {method}: {message.rstrip('.')}.")


def request(provider: BaseProvider, network: str, method: str, params: list[Any]) -> Any:
    """The result of one request. `network` names the node in errors: never its URL, which may hold a key.

    Raises Reverted, RpcError, NetworkFailed.
    """
    try:
        response: Any = provider.make_request(RPCEndpoint(method), params)
    except Timeout:
        raise NetworkFailed(f"{network} did not answer {method} in time: try again, or use another RPC.") from None
    except HTTPError as error:
        status = "an error" if error.response is None else f"HTTP {error.response.status_code}"
        raise NetworkFailed(f"{network} answered {method} with {status}: check the URL and its key.") from None
    except (NoConnection, RequestException, OSError):
        raise NetworkFailed(f"{network} cannot be reached: check the URL and that the node runs.") from None
    except (Web3Exception, ValueError) as error:
        raise NetworkFailed(f"{network} gave no sensible answer to {method} ({type(error).__name__}).") from None
    if not isinstance(response, dict) or ("result" not in response and "error" not in response):
        raise NetworkFailed(f"{network} gave no sensible answer to {method}: is it an Ethereum RPC?")
    if response.get("error") is not None:
        raise _understood(network, method, response["error"])
    return response["result"]


def _understood(network: str, method: str, error: Any) -> Reverted | RpcError:
    if not isinstance(error, dict):
        return RpcError(network, method, 0, _words(error))
    code, message = error.get("code"), _words(error.get("message", "no message"))
    code = code if isinstance(code, int) else 0
    data = _revert_data(error.get("data"))
    if data is not None or code == REVERT_CODE or "revert" in message.lower():
        return Reverted(data if data is not None else _from_message(message))
    return RpcError(network, method, code, message)


def _words(message: Any) -> str:
    """A node's words are a stranger's: not too many of them, and nothing that steers a terminal."""
    return printable(message[:LONGEST]) if isinstance(message, str) else "it did not say why"


def _revert_data(data: Any) -> bytes | None:
    """geth, anvil, erigon: a hex string. Hardhat: nested under `data`. Nethermind, OpenEthereum: "Reverted 0x…"."""
    for _ in range(NESTED):
        data = data.get("data") if isinstance(data, dict) else data
    if not isinstance(data, str):
        return None
    text = data.removeprefix("Reverted ").strip()
    try:
        return bytes.fromhex(text[2:]) if text.startswith("0x") else None
    except ValueError:
        return None


def _from_message(message: str) -> bytes:
    """A node that only tells the reason in words: put back into the form the contract used."""
    _, separator, reason = message.partition("execution reverted: ")
    return ERROR_STRING + encode(["string"], [reason]) if separator else b""
