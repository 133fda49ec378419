"""The attester over HTTP: what it answers, and that whatever is sent to it gets an answer and a sentence."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from praxis_chain.core.attester_log import check_log
from praxis_chain.core.errors import WrongInput
from praxis_chain.core.fact_json import fact_json
from praxis_chain.core.facts import Fact, fact_hash
from praxis_chain.core.rules import RULES_VERSION
from praxis_chain.core.signing import KeySigner
from praxis_chain.service.attesting import AttestedStore, Desk, Limits, Status, attesting_app
from praxis_chain.store import open_store
from tests.service.attesting import ATTESTER, COMMIT, KEY, NOW, ChainStandIn, Shown, commits, desk_of, log_of, shown


class ChainAtHand(ChainStandIn):
    """With what /health shows of it."""

    class block:  # noqa: N801
        number = 7

    class contracts:  # noqa: N801
        class attesters:  # noqa: N801
            address = "0x" + "0A" * 20

    class network:  # noqa: N801
        chain_id = 31337


def client_of(engine: Engine, *looks: Shown, desk: Desk | None = None, **limits: Any) -> TestClient:
    """Of an application on that database; whatever fails inside is an answer 500."""
    chain, store = ChainAtHand(), AttestedStore(engine)
    status = Status(KeySigner(KEY), chain, store, looks, stale_after=900.0, clock=lambda: NOW)  # type: ignore[arg-type]
    status.refresh()
    desk = desk or desk_of(engine, *looks, chain=chain)
    app = attesting_app(desk, store, status, CollectorRegistry(), limits=Limits(**limits))
    app.state.status = status
    return TestClient(app, raise_server_exceptions=False)


def asking(*facts: Fact, **more: Any) -> dict[str, Any]:
    return {"facts": [fact_json(fact) for fact in facts], **more}


def test_a_signature_for_what_is_true(database: Engine) -> None:
    answer = client_of(database, Shown(shown(COMMIT))).post("/attest", json=asking(COMMIT))
    said = answer.json()
    assert (answer.status_code, said.keys()) == (200, {"attester", "root", "signature", "rules"})
    assert said["attester"].lower() == "0x" + ATTESTER.hex()
    assert (said["root"], said["rules"]) == ("0x" + fact_hash(COMMIT).hex(), RULES_VERSION)
    assert said["signature"] == log_of(database)[0]["signature"]


def test_asked_only_it_signs_nothing(database: Engine) -> None:
    answer = client_of(database, Shown(shown(COMMIT))).post("/attest", json=asking(COMMIT, sign=False))
    assert (answer.status_code, answer.json()["signature"], log_of(database)) == (200, None, [])


def test_each_refused_fact_is_named(database: Engine) -> None:
    one, two, three = commits(3)
    answer = client_of(database, Shown(shown(one))).post("/attest", json=asking(two, one, three))
    said = answer.json()
    assert (answer.status_code, said["rules"]) == (409, RULES_VERSION)
    assert [(refused["fact"], refused["reason"]) for refused in said["refused"]] == [
        ("0x" + fact_hash(two).hex(), "not-seen"),
        ("0x" + fact_hash(three).hex(), "not-seen"),
    ]
    assert all(refused["sentence"].endswith(".") for refused in said["refused"])


def test_another_version_of_the_rules_is_the_reason(database: Engine) -> None:
    asked = asking(COMMIT, rules="praxis-rules/1")
    said = client_of(database, Shown()).post("/attest", json=asked).json()
    assert said["refused"][0]["reason"] == "other-rules"
    assert said["refused"][0]["sentence"] == (
        f"They were judged by 'praxis-rules/1', and this attester judges by {RULES_VERSION}."
    )


# -- limits -----------------------------------------------------------------------------------------------------------


MALFORMED: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 400, "This is not a JSON document: Expecting value: line 1 column 1 (char 0)"),
    "no object": (b"[]", 400, 'The body is a JSON object: {"facts": […], "sign": true}.'),
    "no facts": (b"{}", 400, 'In a request "facts" is a list, "sign" true or false, "rules" text.'),
    "an empty list": (b'{"facts": []}', 400, "There is no fact to sign."),
    "sign as text": (b'{"facts": [], "sign": "yes"}', 400, 'In a request "facts" is a list, "sign" true or false, '
                     '"rules" text.'),
    "a field more": (b'{"facts": [], "more": 1}', 400, "The request has a field that does not belong there: 'more'."),
    "a key twice": (b'{"facts": [], "facts": []}', 400, "The document has the same key twice: which one counts would "
                    "be a guess."),
    "no fact": (b'{"facts": [1]}', 400, "A fact is a JSON object with its kind and all its fields."),
    "NaN": (b'{"facts": [NaN]}', 400, "NaN is not JSON."),
    "nested": (b'{"facts": ' + b"[" * 5_000, 400, "This is not a JSON document of ours: it is nested more than 50 "
               "deep."),
    "a fact twice": (json.dumps(asking(COMMIT, COMMIT)).encode(), 400, "The same fact stands twice in the request."),
    "too many": (json.dumps({"facts": [1] * 101}).encode(), 413, "At most 100 facts are taken at once, and these are "
                 "101."),
    "too large": (b'{"facts": "' + b" " * 262_144, 413, "A request has at most 262,144 bytes."),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status", "sentence"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_request_is_one_sentence(database: Engine, body: bytes, status: int, sentence: str) -> None:
    answer = client_of(database).post("/attest", content=body)
    assert (answer.status_code, answer.json()) == (status, {"error": sentence})


def test_a_hundred_facts_are_taken(database: Engine) -> None:
    facts = commits(100)
    assert client_of(database, Shown(shown(*facts))).post("/attest", json=asking(*facts)).status_code == 200


class Waiting(Desk):
    """Decides when the test lets it."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Event()

    def answer(self, facts: Any, *, sign: bool, other_rules: str = "") -> Any:
        self.begun.release()
        self.go.wait()
        raise OperationalError("SELECT secrets", {}, Exception("gone"))


def test_more_at_once_than_there_is_room_for_are_told_to_come_again(database: Engine) -> None:
    desk = Waiting()
    with client_of(database, desk=desk, at_once=2) as client, ThreadPoolExecutor(2) as threads:
        inside = [threads.submit(client.post, "/attest", json=asking(COMMIT)) for _ in range(2)]
        for _ in range(2):
            assert desk.begun.acquire(timeout=30)
        turned_away = [client.post("/attest", json=asking(COMMIT)), client.get("/log")]
        assert client.get("/health").status_code == 200
        desk.go.set()
        answered = [one.result() for one in inside]
    for answer in turned_away:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        assert answer.json() == {"error": "This attester is busy with other requests: ask again."}
    for answer in answered:  # and a database that fails tells nobody how
        assert (answer.status_code, answer.json()) == (503, {"error": "The attester's database cannot be used now."})


class Broken(ChainAtHand):
    """A node whose answers nobody foresaw."""

    error: Exception = KeyError("number")

    def now(self) -> ChainStandIn:
        raise self.error


def test_a_node_that_answers_nonsense_is_not_the_requests_fault(database: Engine) -> None:
    chain = Broken()
    chain.error = WrongInput("It does not answer isMember as an Attesters does.")
    client = client_of(database, desk=desk_of(database, Shown(shown(COMMIT)), chain=chain))
    answer = client.post("/attest", json=asking(COMMIT))
    assert (answer.status_code, answer.json()) == (503, {"error": str(chain.error)})


def test_what_nobody_foresaw_is_told_to_its_operator_only(
    database: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = desk_of(database, Shown(shown(COMMIT)), chain=Broken())
    client = client_of(database, Shown(shown(COMMIT)), desk=desk)
    answer = client.post("/attest", json=asking(COMMIT))
    assert (answer.status_code, answer.json()) == (
        500, {"error": "This attester failed inside: its operator sees why in its log."},
    )  # fmt: skip
    assert "KeyError: 'number'" in capsys.readouterr().out
    monkeypatch.setattr("tests.service.test_attesting_http.ChainAtHand", Broken)
    health = client_of(database, Shown()).get("/health").json()
    assert health["problems"] == ["Looking at the chain failed inside (KeyError): see the log."]


# -- anything at all --------------------------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
almost = st.builds(
    lambda fact, field, value: fact_json(fact) | {field: value},
    st.sampled_from([COMMIT]),
    st.sampled_from([*fact_json(COMMIT), "other"]),
    anything,
)
requests = st.fixed_dictionaries(
    {"facts": anything | st.lists(almost | anything, max_size=4)},
    optional={"sign": anything, "rules": anything, "more": anything},
)


@pytest.fixture(scope="module")
def any_client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder: Path = tmp_path_factory.mktemp("any")
    return client_of(open_store(f"sqlite:///{folder / 'any.db'}"), Shown(shown(COMMIT)))


def assert_answered(answer: Any, *statuses: int) -> None:
    """With one of these, and a sentence or what was asked for."""
    assert answer.status_code in statuses, (answer.status_code, answer.text)
    said = answer.json()
    assert said.keys() in ({"error"}, {"refused", "rules"}, {"attester", "root", "signature", "rules"})


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
@example(b"\xff\xfe[\x00")
@example(b'{"facts": [{"kind": "\\ud800"}]}')
@example(b'{"\\ud800": 1}')
@example(b'{"facts": [' + b"9" * 5_000 + b"]}")
def test_any_bytes_are_answered(any_client: TestClient, body: bytes) -> None:
    assert_answered(any_client.post("/attest", content=body), 400)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests)
def test_any_json_is_answered(any_client: TestClient, request_: Any) -> None:
    body = json.dumps(request_).encode()
    assert_answered(any_client.post("/attest", content=body), 200, 400, 409)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(max_size=30))
@example("0", "1")
@example("٣", "1")
@example("9" * 15, "9" * 15)
@example("9" * 16, "1")
def test_any_part_of_the_log_may_be_asked_for(any_client: TestClient, start: str, limit: str) -> None:
    answer = any_client.get("/log", params={"from": start, "limit": limit})
    assert answer.status_code in (200, 400)
    assert answer.json().keys() in ({"error"}, {"entries", "head"})


@pytest.mark.parametrize("method", ["get", "put", "delete"])
@pytest.mark.parametrize("path", ["/attest", "/", "/docs", "/openapi.json", "/log/1", "/attest/"])
def test_what_is_not_there_is_said_so(any_client: TestClient, method: str, path: str) -> None:
    assert getattr(any_client, method)(path, follow_redirects=False).status_code in (307, 404, 405)


# -- what it shows ----------------------------------------------------------------------------------------------------


def test_the_log_comes_in_parts_and_holds(database: Engine) -> None:
    facts = commits(7)
    client = client_of(database, Shown(shown(*facts)))
    for fact in facts:
        assert client.post("/attest", json=asking(fact)).status_code == 200
    first, rest = (client.get(f"/log?from={start}&limit=4").json() for start in (1, 5))
    assert [entry["number"] for part in (first, rest) for entry in part["entries"]] == list(range(1, 8))
    checked = check_log([*first["entries"], *rest["entries"]])
    assert {"number": checked.head.number, "hash": "0x" + checked.head.hash.hex()} == first["head"]
    assert client.get("/log?from=8").json()["entries"] == []


def test_an_answer_about_the_log_is_no_longer_than_it_may_be(database: Engine) -> None:
    facts = commits(6)
    client = client_of(database, Shown(shown(*facts)), log_bytes=2_500, log_entries=5)
    for fact in facts:
        client.post("/attest", json=asking(fact))
    lengths = [len(text) for text in AttestedStore(database).read(1, 10, 10**6)]
    assert sum(lengths[:2]) < 2_500 < sum(lengths[:3])
    assert [entry["number"] for entry in client.get("/log?from=1&limit=99").json()["entries"]] == [1, 2]
    short = client_of(database, log_bytes=1)
    assert [entry["number"] for entry in short.get("/log?from=3&limit=99").json()["entries"]] == [3]
    many = client_of(database, log_entries=4)
    assert len(many.get("/log?limit=99").json()["entries"]) == 4


def test_the_evidence_behind_what_was_signed_is_kept(either_database: Engine) -> None:
    """By its hash, as its canonical text: whoever has it judges it again."""
    from praxis_chain.core.evidence import evidence_hash, read_evidence
    from praxis_chain.oracle import judge_all
    from tests.documents import CLOSURE, MERGE

    judged = judge_all([MERGE, CLOSURE])
    client = client_of(either_database, Shown(judged))
    commit, closure = judged.facts.values()
    assert client.get(f"/evidence/0x{evidence_hash(MERGE).hex()}").status_code == 404
    for _ in range(2):
        assert client.post("/attest", json=asking(commit)).status_code == 200
    assert client.post("/attest", json=asking(closure, sign=False)).status_code == 200
    found = client.get(f"/evidence/0x{evidence_hash(MERGE).hex()}")
    assert (found.status_code, read_evidence(found.content)) == (200, MERGE)
    assert commit.evidence == evidence_hash(read_evidence(found.content))  # type: ignore[attr-defined]
    for name in ("0x" + evidence_hash(CLOSURE).hex(), "0x", "zz", "0x" + "11" * 500):
        answer = client.get(f"/evidence/{name}")
        assert (answer.status_code, answer.json()) == (
            404, {"error": "Nothing that this attester signed follows from evidence of that hash."},
        )  # fmt: skip


def test_health_says_what_is_wrong(database: Engine) -> None:
    well, never, stale = Shown(name="one"), Shown(name="two", at=0.0), Shown(name="three", at=NOW - 901.0)
    answer = client_of(database, well).get("/health")
    assert (answer.status_code, answer.json()["ready"], answer.json()["problems"]) == (200, True, [])
    answer = client_of(database, well, never, stale).get("/health")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert answer.json()["problems"] == [
        "two was not looked at yet: its facts are not signed.",
        "three was not looked at for 901 s: its facts are not signed.",
    ]
    assert [(one["name"], one["looked_at"], one["facts"]) for one in answer.json()["repositories"]] == [
        ("one", NOW, 0), ("two", None, 0), ("three", NOW - 901.0, 0),
    ]  # fmt: skip


def test_health_shows_only_so_many_problems_of_a_repository(database: Engine) -> None:
    look = Shown(problems=tuple(f"Problem {number}." for number in range(1_000)))
    assert len(client_of(database, look).get("/health").json()["repositories"][0]["problems"]) == 20


def test_metrics_count_what_was_answered(database: Engine) -> None:
    client = client_of(database, Shown(shown(COMMIT)))
    other = replace(COMMIT, quality=1)
    for body in (asking(COMMIT), asking(COMMIT, sign=False), asking(other), {"facts": 1}):
        client.post("/attest", json=body)
    lines = client.get("/metrics").text.splitlines()
    for line in (
        'praxis_attest_requests_total{outcome="signed"} 1.0',
        'praxis_attest_requests_total{outcome="agreed"} 1.0',
        'praxis_attest_requests_total{outcome="refused"} 1.0',
        'praxis_attest_requests_total{outcome="malformed"} 1.0',
        'praxis_attest_facts_refused_total{reason="differs"} 1.0',
        "praxis_attest_facts_signed_total 1.0",
        "praxis_attest_seconds_count 4.0",
        "praxis_ready 1.0",
    ):
        assert line in lines
