"""A node's socket: replies in pieces of any size, ends, silences."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from praxis_chain.core.errors import NetworkFailed
from praxis_chain.evm.networks import Network
from praxis_chain.evm.providers import FastIPCProvider

LARGE = {"result": [{"data": "0x" + "ab" * 400, "brackets": "}]} "} for _ in range(2_000)]}


@pytest.fixture
def node(tmp_path: Path) -> "Iterator[Node]":
    """One that says what it is told to."""
    with Node(tmp_path / "node.ipc") as node:
        yield node


class Node:
    """Answers each line on its socket with the pieces of `answers`, and closes after an empty list."""

    def __init__(self, path: Path) -> None:
        self.path, self.answers = path, [[b'{"result": "0x1"}']]
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        self.thread = threading.Thread(target=self._serve)

    def __enter__(self) -> "Node":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def network(self, timeout: float = 10) -> Network:
        provider = FastIPCProvider(self.path)
        provider.timeout = timeout
        return Network("node", provider)

    def _serve(self) -> None:
        while True:
            try:
                pipe, _ = self.listener.accept()
            except OSError:
                return
            with pipe, pipe.makefile("rb") as lines:
                for _line in lines:
                    pieces = self.answers.pop(0)
                    for piece in pieces:
                        pipe.sendall(piece)
                    if not pieces:
                        break


def test_a_reply_is_read_whole_wherever_it_is_cut(node: Node) -> None:
    with node.network() as network:
        whole = json.dumps(LARGE).encode()
        cut = whole.index(b"}") + 1  # what came looks like an end
        node.answers.append([whole[:cut], whole[cut:-1], whole[-1:] + b"\n"])
        assert network.request("eth_getLogs", {}) == LARGE["result"]


def test_a_node_that_goes_or_says_nothing_is_one_sentence(node: Node) -> None:
    with node.network() as network:
        node.answers.append([])
        with pytest.raises(NetworkFailed, match="node cannot be reached"):
            network.request("eth_blockNumber")
    node.answers.append([b'{"result": "0x1"}'])
    with node.network(timeout=3) as network:
        network.provider.timeout = 0.01  # type: ignore[attr-defined]
        network.provider._socket.sock.settimeout(0.01)  # type: ignore[attr-defined]
        node.answers.append([b'{"result": '])
        with pytest.raises(NetworkFailed, match="did not answer eth_blockNumber in time"):
            network.request("eth_blockNumber")
