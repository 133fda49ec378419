"""The proxies do what their faults say, to real connections; without a fault nothing is changed."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

import pytest
import requests

from benchmarks.faults import lies, meddling
from benchmarks.faults.proxy import Link, LinkFault, Proxies


class Server(ThreadingHTTPServer):
    """Remembers what it heard; as a chain it has height 20 and takes every transaction."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard: list[str] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.heard.append(self.path)
        self.answer(f"heard {self.path} at {len(self.server.heard)}".encode())

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append(question["method"])
        results: dict[str, Any] = {
            "eth_blockNumber": "0x14",
            "eth_getTransactionCount": "0x5",
            "eth_call": "0x" + "12" * 32,
            "eth_getBlockByNumber": {"number": (question["params"] or ["0x14"])[0], "hash": "0x" + "99" * 32},
            "eth_sendRawTransaction": "0x" + "55" * 32,
            "eth_getTransactionReceipt": {"status": "0x1", "blockNumber": "0x13", "logs": [1]},
        }
        answer = {"jsonrpc": "2.0", "id": question["id"], "result": results.get(question["method"])}
        self.answer(json.dumps(answer).encode())

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def link(server: Server) -> Iterator[Link]:
    proxies = Proxies()
    yield proxies.link("somebody server", server.server_address[1])
    proxies.close()


def get(link: Link, path: str = "/a", seconds: float = 5) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(link.url + path, timeout=seconds)


def ask(link: Link, method: str, *params: Any) -> dict[str, Any]:
    with requests.Session() as session:
        session.trust_env = False
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        return dict(session.post(link.url, json=question, timeout=5).json())


def test_without_a_fault_everything_goes_through(server: Server, link: Link) -> None:
    with requests.Session() as session:
        session.trust_env = False
        assert [session.get(link.url + path, timeout=5).text for path in ("/a", "/b")] == [
            "heard /a at 1", "heard /b at 2",
        ]  # fmt: skip
    assert link.requests == 2


@pytest.mark.parametrize(
    ("fault", "heard"),
    [(meddling.Drop(after=False), []), (meddling.Drop(after=True), ["/a"]), (meddling.Truncate(), ["/a"])],
)
def test_no_whole_answer_comes(server: Server, link: Link, fault: LinkFault, heard: list[str]) -> None:
    link.faults = (fault,)
    with pytest.raises(requests.RequestException):
        get(link)
    assert server.heard == heard


def test_a_request_is_heard_twice(server: Server, link: Link) -> None:
    link.faults = (meddling.Duplicate(),)
    assert get(link).text == "heard /a at 2"
    assert server.heard == ["/a", "/a"]


def test_a_later_request_overtakes(server: Server, link: Link) -> None:
    link.faults = (meddling.Reorder(),)
    first = threading.Thread(target=get, args=(link, "/first"))
    first.start()
    while link.requests < 1:
        pass
    get(link, "/second")
    first.join(5)
    assert server.heard == ["/second", "/first"]


def test_a_request_that_nobody_overtakes_goes_on(server: Server, link: Link) -> None:
    link.faults = (meddling.Reorder(),)
    assert get(link).text == "heard /a at 1"


def test_it_takes_longer_than_somebody_waits(server: Server, link: Link) -> None:
    link.faults = (meddling.Delay(5, before=True),)
    with pytest.raises(requests.Timeout):
        get(link, seconds=0.2)
    assert server.heard == []


def test_another_answer_comes(server: Server, link: Link) -> None:
    link.faults = (meddling.Status(429, {"Retry-After": "1"}),)
    refused = get(link)
    assert (refused.status_code, refused.headers["Retry-After"], server.heard) == (429, "1", [])
    link.faults = (meddling.Garbage(b"<html>"),)
    assert (get(link).content, server.heard) == (b"<html>", [])


def test_the_first_answer_comes_again(server: Server, link: Link) -> None:
    link.faults = (meddling.Stale(),)
    assert [get(link).text, get(link).text, get(link, "/b").text] == ["heard /a at 1"] * 2 + ["heard /b at 2"]


def test_a_part_of_the_requests_meets_the_fault(server: Server, link: Link) -> None:
    link.faults = (meddling.Sometimes(meddling.Status(500), 0.5, Random(7)),)
    met = [get(link).status_code == 500 for _ in range(20)]
    random = Random(7)
    assert met == [random.random() < 0.5 for _ in range(20)]
    assert len(server.heard) == met.count(False)


def test_the_outermost_fault_comes_first(server: Server, link: Link) -> None:
    link.faults = (meddling.Status(500), meddling.Duplicate())
    assert (get(link).status_code, server.heard) == (500, [])


@pytest.mark.parametrize(
    ("lie", "method", "params", "told"),
    [
        (lies.WrongNonce(-2), "eth_getTransactionCount", ["0xa", "latest"], "0x3"),
        (lies.ForgedCalls("zeros", Random(1)), "eth_call", [{}, "latest"], "0x" + "00" * 32),
        (lies.LostReceipt(), "eth_getTransactionReceipt", ["0xa"], None),
        (lies.FailedReceipt(), "eth_getTransactionReceipt", ["0xa"],
         {"status": "0x0", "blockNumber": "0x13", "logs": []}),
        (lies.OtherChain(), "eth_getBlockByNumber", ["0x1", False], {"number": "0x1", "hash": "0x" + "cd" * 32}),
        (lies.Lag(3), "eth_blockNumber", [], "0x11"),
        (lies.Lag(3), "eth_getTransactionReceipt", ["0xa"], None),
        (lies.Lag(1), "eth_getTransactionReceipt", ["0xa"], {"status": "0x1", "blockNumber": "0x13", "logs": [1]}),
        (lies.Lag(3), "eth_getBlockByNumber", ["latest", False], {"number": "0x11", "hash": "0x" + "99" * 32}),
        (lies.Swallow(), "eth_call", [{}, "latest"], "0x" + "12" * 32),
        (lies.LikeOtherNodes(), "web3_clientVersion", [], "node/1.0"),
    ],
)  # fmt: skip
def test_a_lie_is_told(link: Link, lie: LinkFault, method: str, params: list[Any], told: Any) -> None:
    link.faults = (lie,)
    assert ask(link, method, *params) == {"jsonrpc": "2.0", "id": 1, "result": told}


def test_a_transaction_that_nobody_heard_of(server: Server, link: Link) -> None:
    link.faults = (lies.Swallow(),)
    assert ask(link, "eth_sendRawTransaction", "0x1234")["result"].startswith("0x56570de2")
    assert server.heard == []


def test_a_transaction_that_was_taken_all_the_same(server: Server, link: Link) -> None:
    link.faults = (lies.TakenButRefused(),)
    assert ask(link, "eth_sendRawTransaction", "0x1234")["error"]["message"] == "internal error"
    assert server.heard == ["eth_sendRawTransaction"]
