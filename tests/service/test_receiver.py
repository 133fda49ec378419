"""`POST /webhook/github`: what is taken, what is left, what is refused."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select

from praxis_chain.service.watching import Receiver
from praxis_chain.store import reading
from praxis_chain.store.deliveries import deliveries
from praxis_chain.store.hints import Hint, asked
from tests.service.deliveries import SECRET, examples, headers, pull_body, signed

URL = "/webhook/github"
HERE = b'"repository": {"id": 77}'
ReceiverOf = Callable[..., TestClient]


@pytest.fixture
def receiver_of(database: Engine) -> ReceiverOf:
    """`receiver_of(heard=…, largest=…)`: a client of an application with nothing but the receiver."""

    def make(**options: Any) -> TestClient:
        app = FastAPI()
        app.include_router(Receiver(database, options.pop("secrets", (SECRET,)), **options).router())
        return TestClient(app, raise_server_exceptions=False)

    return make


def stored(database: Engine) -> int:
    with reading(database) as connection:
        return connection.scalar(select(func.count()).select_from(deliveries)) or 0


def test_a_delivery_leaves_where_to_look(receiver_of: ReceiverOf, database: Engine) -> None:
    heard: list[bool] = []
    body = pull_body(5)
    answer = receiver_of(heard=lambda: heard.append(True)).post(
        URL, content=body, headers=headers(body, "pull_request")
    )
    assert (answer.status_code, answer.json()) == (202, {"stored": True, "look": "github 77 pull 5"})
    assert list(asked(database, "github", 77)) == [Hint("github", 77, "pull", 5)]
    assert heard == [True]


def test_a_redelivery_leaves_nothing_more(receiver_of: ReceiverOf, database: Engine) -> None:
    heard: list[bool] = []
    receiver, body = receiver_of(heard=lambda: heard.append(True)), pull_body(5)
    receiver.post(URL, content=body, headers=headers(body, "pull_request"))
    before = asked(database, "github", 77)
    again = receiver.post(URL, content=body, headers=headers(body, "pull_request"))
    assert (again.status_code, again.json()["stored"]) == (202, False)
    assert asked(database, "github", 77) == before
    assert (stored(database), heard) == (1, [True])


def test_the_same_delivery_id_of_another_hook_is_another_delivery(receiver_of: ReceiverOf, database: Engine) -> None:
    receiver, body = receiver_of(), pull_body(5)
    for hook in ("h1", "h2", ""):
        assert receiver.post(URL, content=body, headers=headers(body, hook=hook)).json()["stored"] is True
    assert stored(database) == 3


def test_said_again_a_hint_has_another_ticket(receiver_of: ReceiverOf, database: Engine) -> None:
    receiver, body = receiver_of(), pull_body(5)
    receiver.post(URL, content=body, headers=headers(body, delivery="d1"))
    (before,) = asked(database, "github", 77).values()
    receiver.post(URL, content=body, headers=headers(body, delivery="d2"))
    (after,) = asked(database, "github", 77).values()
    assert before != after


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"x_hub_signature_256": ""}, 401),
        ({"x_hub_signature_256": "", "x_hub_signature": "sha1=" + "0" * 40}, 401),
        ({"x_hub_signature_256": "sha256=" + "0" * 64}, 401),
        ({"delivery": ""}, 400),
        ({"delivery": "d" * 201}, 400),
        ({"hook": "h" * 201}, 400),
    ],
)
def test_what_cannot_be_a_delivery_leaves_nothing(
    receiver_of: ReceiverOf, database: Engine, changed: dict[str, str], status: int
) -> None:
    body = pull_body(5)
    answer = receiver_of().post(URL, content=body, headers=headers(body, **changed))
    assert answer.status_code == status
    assert list(answer.json()) == ["refused"]
    assert (stored(database), asked(database, "github", 77)) == (0, {})


def test_a_body_of_the_largest_size_is_taken_and_one_byte_more_not(receiver_of: ReceiverOf, database: Engine) -> None:
    receiver, body = receiver_of(largest=100), b"x" * 100
    assert receiver.post(URL, content=body, headers=headers(body)).status_code == 202
    assert receiver.post(URL, content=body + b"x", headers=headers(body + b"x", delivery="d2")).status_code == 413
    in_parts = iter([body, b"x"])  # of a length nobody announced
    assert receiver.post(URL, content=in_parts, headers=headers(body + b"x", delivery="d3")).status_code == 413
    assert stored(database) == 1


def test_only_posts_are_taken(receiver_of: ReceiverOf) -> None:
    assert receiver_of().get(URL).status_code == 405


def test_a_store_that_is_gone_is_told(receiver_of: ReceiverOf, database: Engine) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("DROP TABLE deliveries")
    body = pull_body(5)
    answer = receiver_of().post(URL, content=body, headers=headers(body))
    assert answer.status_code == 503
    assert answer.json() == {"refused": "The delivery could not be stored; the next sweep finds what it told."}


@pytest.mark.parametrize(
    ("event", "body", "left"),
    [
        ("pull_request", pull_body(5), "github 77 pull 5"),
        ("issues", b'{"issue": {"number": 3}, %s}' % HERE, "github 77 issue 3"),
        ("issue_comment", b'{"issue": {"number": 3, "pull_request": {}}, %s}' % HERE, "github 77 pull 3"),
        ("issue_comment", b'{"issue": {"number": 3, "pull_request": null}, %s}' % HERE, "github 77 issue 3"),
        ("push", b"{%s}" % HERE, "github 77 repository"),
        ("star", b"{%s}" % HERE, "nothing: star changes nothing that is read"),
        ("ping", b"{}", "nothing: ping names no repository"),
        ("<b>", b"{}", "nothing: the event names no repository"),
        ("push", b'{"repository": {"id": "77"}}', "nothing: push names no repository"),
        ("push", b'{"repository": {"id": true}}', "nothing: push names no repository"),
        ("push", b'{"repository": {"id": 9007199254740992}}', "nothing: push names no repository"),
        ("push", b'{"repository": {"id": -1}}', "nothing: push names no repository"),
        ("push", b"[]", "nothing: push names no repository"),
        ("push", b"null", "nothing: push names no repository"),
        ("push", b"", "nothing: the body is not JSON"),
        ("push", b"\xff\xfe", "nothing: the body is not JSON"),
        ("push", b"[" * 100_000, "nothing: the body is not JSON"),
        ("pull_request", b'{"pull_request": 5, %s}' % HERE, "nothing: pull_request changes nothing that is read"),
        ("issues", b'{"issue": [], %s}' % HERE, "nothing: issues changes nothing that is read"),
    ],
)  # fmt: skip
def test_what_is_taken_from_a_payload(receiver_of: ReceiverOf, event: str, body: bytes, left: str) -> None:
    answer = receiver_of().post(URL, content=body, headers=headers(body, event))
    assert (answer.status_code, answer.json()["look"]) == (202, left)


@pytest.mark.parametrize(
    ("host", "left"),
    [
        ("GHE.example.org:8443", "ghe.example.org:8443 77 pull 5"),
        ("ghe.example.org", "ghe.example.org 77 pull 5"),
        ("not a host", "nothing: the server's name cannot be one"),
    ],
)
def test_an_enterprise_server_is_another_host(receiver_of: ReceiverOf, host: str, left: str) -> None:
    body = pull_body(5)
    answer = receiver_of().post(URL, content=body, headers=headers(body, x_github_enterprise_host=host))
    assert answer.json()["look"] == left


def test_a_webhook_may_send_a_form(receiver_of: ReceiverOf) -> None:
    body = urlencode({"payload": pull_body(5).decode()}).encode()
    form = {**headers(body, "pull_request"), "content-type": "application/x-www-form-urlencoded"}
    assert receiver_of().post(URL, content=body, headers=form).json()["look"] == "github 77 pull 5"


def test_every_published_example_is_understood(receiver_of: ReceiverOf, database: Engine) -> None:
    """None fails. The counts add up: all pull_request* events, issues, issue_comment (4 of 9 on pull requests), and the
    events about a whole repository, as many as the file has of each."""
    receiver, left = receiver_of(), Counter[str]()
    for number, (event, example) in enumerate(examples()):
        body = json.dumps(example).encode()
        answer = receiver.post(URL, content=body, headers=headers(body, event, f"d{number}"))
        assert answer.status_code == 202, (event, answer.text)
        look = answer.json()["look"]
        left[look.replace(event, "it") if look.startswith("nothing") else look.split()[2]] += 1
    assert left == {
        "pull": 29 + 4 + 5 + 3 + 4,
        "issue": 29 + 5,
        "repository": 7 + 5 + 4 + 13 + 3 + 4 + 6 + 3,
        "nothing: it changes nothing that is read": 156,
        "nothing: it names no repository": 49,
    }
    assert left.total() == stored(database) == 329


def test_the_secret_is_of_the_webhook_alone(receiver_of: ReceiverOf) -> None:
    body = pull_body(5)
    other = {**headers(body), "x-hub-signature-256": signed(body, SECRET[::-1])}
    assert receiver_of().post(URL, content=body, headers=other).status_code == 401


@pytest.mark.parametrize("stalls", [True, False])
def test_a_body_that_does_not_arrive_is_not_waited_for(database: Engine, stalls: bool) -> None:
    """Half of it came; then nothing does, or the connection ends."""
    receiver = Receiver(database, (SECRET,), patience=0.01)
    app = FastAPI()
    app.include_router(receiver.router())
    parts = iter([{"type": "http.request", "body": b"{", "more_body": True}])
    sent: list[Any] = []

    async def receive() -> Any:
        if (part := next(parts, None)) is None and stalls:
            await asyncio.Event().wait()
        return part or {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": URL, "headers": [], "query_string": b"", "http_version": "1.1"}
    asyncio.run(app({**scope, "app": app}, receive, send))
    assert [message["status"] for message in sent if "status" in message] == [408]
    assert receiver.counts == {"too_slow": 1}
