"""web3's providers, with replies read as fast as they come: an audit reads millions of logs.

web3 decodes JSON by the standard library, and gathers what a socket says in pieces of 4 kB, each copied with all before
it. What is asked, how it is repeated and which errors there are stays web3's.
"""

import time
from contextlib import suppress
from typing import Any

import orjson
from requests.exceptions import Timeout
from web3 import HTTPProvider, IPCProvider
from web3.types import RPCResponse

PIECE = 1 << 18  # bytes


class FastHTTPProvider(HTTPProvider):
    """Over HTTP."""

    @staticmethod
    def decode_rpc_response(raw_response: bytes) -> RPCResponse:
        decoded: RPCResponse = orjson.loads(raw_response)
        return decoded


class FastIPCProvider(IPCProvider):
    """Over a node's socket."""

    decode_rpc_response = staticmethod(FastHTTPProvider.decode_rpc_response)

    def _make_request(self, request: bytes) -> RPCResponse:
        connection: Any = self._socket
        with self._lock, connection as pipe:
            try:
                pipe.sendall(request + b"\n")
            except BrokenPipeError:  # the node was started again: once more, then give up
                pipe = connection.reset()
                pipe.sendall(request + b"\n")
            return self._reply(pipe)

    def _reply(self, pipe: Any) -> RPCResponse:
        """What ends like JSON and is JSON is a whole reply. Raises Timeout, ConnectionError."""
        said, deadline = bytearray(), time.monotonic() + self.timeout
        while time.monotonic() < deadline:
            with suppress(TimeoutError):
                piece = pipe.recv(PIECE)
                if not piece:
                    raise ConnectionError("the node closed its socket")
                said += piece
            if said[-2:].rstrip().endswith((b"}", b"]")):
                with suppress(orjson.JSONDecodeError):
                    return self.decode_rpc_response(bytes(said))
        raise Timeout
