"""Running a service: where it listens, how it ends, how much it gives away at once."""

import asyncio
import socket

import pytest
from fastapi import FastAPI

from praxis_chain.core.errors import NetworkFailed, PraxisError, WrongInput
from praxis_chain.service.attesting import Busy, Ration
from praxis_chain.service.running import open_socket, run_service, url_of


@pytest.mark.parametrize(
    "where", ["", ":", "8645", "127.0.0.1", "127.0.0.1:port", "127.0.0.1:65536", ":8645", "\u2603:1"]
)
def test_what_is_no_place_to_listen_is_one_sentence(where: str) -> None:
    with pytest.raises(WrongInput):
        open_socket(where)


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(WrongInput, match=rf"^Nothing can listen on {where}: Address already in use\.$"):
            open_socket(where)


@pytest.mark.parametrize(("where", "url"), [("127.0.0.1:0", "http://127.0.0.1:"), ("[::1]:0", "http://[::1]:")])
def test_it_says_where_it_listens(where: str, url: str) -> None:
    try:
        listening = open_socket(where)
    except WrongInput:
        pytest.skip("needs IPv6")
    with listening:
        assert url_of(listening) == f"{url}{listening.getsockname()[1]}"


def run(error: Exception) -> None:
    """A service beside which something fails that way."""

    async def failing() -> None:
        raise error

    async def for_ever() -> None:
        await asyncio.Event().wait()

    asyncio.run(run_service(FastAPI(), open_socket("127.0.0.1:0"), [for_ever, failing]))


def test_what_fails_beside_it_ends_it() -> None:
    with pytest.raises(NetworkFailed, match="It is away"):
        run(NetworkFailed("It is away"))
    with pytest.raises(PraxisError, match=r"^The service failed inside \(ZeroDivisionError: by zero\)\.$"):
        run(ZeroDivisionError("by zero"))


def test_a_ration_fills_up_again_and_no_further() -> None:
    now = [0.0]
    ration = Ration(3, clock=lambda: now[0])

    def taken() -> int:
        count = 0
        while True:
            try:
                ration.take()
            except Busy:
                return count
            count += 1

    assert taken() == 3
    now[0] = 19.9
    assert taken() == 0
    now[0] = 20.0
    assert taken() == 1
    now[0] = 1_000.0
    assert taken() == 3
