"""An attester elsewhere: whatever it does, a relayer gets what it asked for, or one sentence, in time."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from praxis_chain.core.attestation import Batch, sign_root
from praxis_chain.core.eip712 import attesters_domain
from praxis_chain.core.errors import NetworkFailed, PraxisError, Refused, WrongInput
from praxis_chain.core.fact_json import fact_json, read_fact
from praxis_chain.core.facts import Fact, fact_hash
from praxis_chain.core.rules import RULES_VERSION
from praxis_chain.core.signing import KeySigner
from praxis_chain.oracle import gather_from, judge_all
from praxis_chain.oracle.remote import LONGEST_ANSWER, RemoteAttester
from tests.documents import DOCUMENTS
from tests.service.answering import Answering, Asked, http

DOMAIN = attesters_domain(31337, b"\x0a" * 20)
KEYS = [bytes([number]) * 32 for number in (1, 2, 3)]
FACTS = list(judge_all(DOCUMENTS.values()).facts.values())
SOON = 0.3
"""Seconds of a deadline that is to pass."""


def many(count: int) -> list[Fact]:
    return [replace(FACTS[0], completedAt=number) for number in range(count)]  # type: ignore[call-arg]


def signed(asked: Asked, key: bytes = KEYS[0]) -> dict[str, Any]:
    """As an attester answers that finds everything true."""
    facts = tuple(read_fact(fact) for fact in asked.json["facts"])
    attestation = sign_root(Batch(facts).root, DOMAIN, key)
    signature = "0x" + attestation.signature.hex() if asked.json["sign"] else None
    return {
        "attester": "0x" + attestation.attester.hex(),
        "root": "0x" + attestation.root.hex(),
        "signature": signature,
        "rules": RULES_VERSION,
    }


def agreeing(asked: Asked) -> bytes:
    return http(200, signed(asked))


def refusing(facts: Sequence[Fact], sentence: str = "It did not happen.", rules: str = RULES_VERSION) -> Any:
    """It refuses these, and agrees where none of them is asked about."""
    names = {"0x" + fact_hash(fact).hex() for fact in facts}

    def reply(asked: Asked) -> bytes:
        refused = [fact["hash"] for fact in asked.json["facts"] if fact["hash"] in names]
        listed = [{"fact": name, "reason": "not-seen", "sentence": sentence} for name in refused]
        return http(409, {"refused": listed, "rules": rules}) if refused else agreeing(asked)

    return reply


def test_it_agrees_and_signs() -> None:
    with Answering(agreeing) as server:
        remote = RemoteAttester(server.url + "/")
        assert remote.agrees(FACTS) == [True] * len(FACTS)
        assert remote.attest(FACTS) == sign_root(Batch(tuple(FACTS)).root, DOMAIN, KEYS[0])
        assert [(one.line, one.json["sign"], one.json["rules"]) for one in server.asked] == [
            ("POST /attest HTTP/1.1", False, RULES_VERSION),
            ("POST /attest HTTP/1.1", True, RULES_VERSION),
        ]
        assert server.asked[0].json["facts"] == [fact_json(fact) for fact in FACTS]


def test_it_names_what_it_refuses() -> None:
    with Answering(refusing(FACTS[1:3])) as server:
        remote = RemoteAttester(server.url)
        assert remote.agrees(FACTS) == [True, False, False, *[True] * (len(FACTS) - 3)]
        assert [(one.reason, one.sentence) for one in remote.refusals(FACTS).values()] == [
            ("not-seen", "It did not happen.")
        ] * 2
        with pytest.raises(Refused, match=r"^127\.0\.0\.1:[0-9]+ refuses: It did not happen\.$"):
            remote.attest(FACTS)


def test_an_attester_on_other_rules_is_named_so() -> None:
    with Answering(refusing(FACTS, rules="praxis-rules/1")) as server:
        refusals = RemoteAttester(server.url).refusals(FACTS)
    assert {one.sentence for one in refusals.values()} == {
        f"It did not happen. It judges by praxis-rules/1, and here by {RULES_VERSION}."
    }


def test_more_facts_than_fit_are_asked_about_in_parts() -> None:
    facts = many(250)
    with Answering(refusing([facts[100], facts[249]])) as server:
        assert [number for number, one in enumerate(RemoteAttester(server.url).agrees(facts)) if not one] == [100, 249]
        assert [len(one.json["facts"]) for one in server.asked] == [100, 100, 50]


def test_a_strangers_words_are_cut_and_cannot_steer_a_terminal() -> None:
    with Answering(refusing(FACTS, "\x1b[2J" + "long " * 1_000)) as server:
        (sentence, *_) = {one.sentence for one in RemoteAttester(server.url).refusals(FACTS).values()}
    assert len(sentence) == 500
    assert sentence.startswith("�[2Jlong long")


GARBAGE: dict[str, tuple[bytes | None, str]] = {
    "closes": (None, "cannot be asked (RemoteProtocolError)."),
    "no HTTP": (b"hello\r\n\r\n", "cannot be asked (RemoteProtocolError)."),
    "no JSON": (http(200, b"<html>"), "gave no sensible answer: it is not JSON."),
    "cut short": (http(200, {})[:-1] + b"", "cannot be asked (RemoteProtocolError)."),
    "a list": (http(200, []), "answered HTTP 200."),
    "nothing in it": (http(200, {}), "gave no sensible answer: it holds no root of 32 bytes."),
    "nested": (http(200, b"[" * 100_000), "gave no sensible answer: it is not JSON."),
    "no text": (http(200, {"root": 7}), "gave no sensible answer: it holds no root of 32 bytes."),
    "no hex": (http(200, {"root": "0xzz"}), "gave no sensible answer: it holds no root of 32 bytes."),
    "too long": (http(200, b" " * (LONGEST_ANSWER + 1)), "gave no sensible answer: it is longer than 1,048,576 bytes."),
    "redirects": (http(302, {}), "answered HTTP 302."),
    "refuses nothing": (http(409, {"refused": []}), "gave no sensible answer: it refuses, and names no fact that it "
                        "was asked about."),
    "refuses another": (http(409, {"refused": [{"fact": "0x" + "11" * 32}]}), "gave no sensible answer: it refuses, "
                        "and names no fact that it was asked about."),
    "refuses oddly": (http(409, {"refused": [7, {"fact": []}]}), "gave no sensible answer: it refuses, and names no "
                      "fact that it was asked about."),
    "too many": (http(413, {"error": "At most 100."}), "answered HTTP 413: At most 100."),
    "fails": (http(500, b"Traceback"), "answered HTTP 500."),
    "is not ready": (http(503, {"error": "It cannot now."}), "answered HTTP 503: It cannot now."),
    "no sentence": (http(503, {"error": ["x"]}), "answered HTTP 503: no reason given."),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "sentence"), GARBAGE.values(), ids=GARBAGE)
def test_garbage_is_one_sentence(answer: bytes | None, sentence: str) -> None:
    with Answering(lambda _: answer) as server:
        remote = RemoteAttester(server.url)
        with pytest.raises(NetworkFailed) as failed:
            remote.attest(FACTS)
    assert str(failed.value) == f"{remote.name} {sentence}"


@pytest.mark.parametrize("answer", [b"", b"\x00\xff", b"{", b"null", b"7", b'"x"', b'{"refused": 1}'])
@pytest.mark.parametrize("status", [200, 409, 400, 500])
def test_garbage_stops_no_question_but_its_own(status: int, answer: bytes) -> None:
    with Answering(lambda _: http(status, answer)) as server:
        for ask in (RemoteAttester(server.url).attest, RemoteAttester(server.url).refusals):
            with pytest.raises(NetworkFailed):
                ask(FACTS)


def test_an_answer_about_another_root_is_refused() -> None:
    def other(asked: Asked) -> bytes:
        return http(200, signed(asked) | {"root": "0x" + "11" * 32})

    with Answering(other) as server:
        for ask in (RemoteAttester(server.url).attest, RemoteAttester(server.url).refusals):
            with pytest.raises(NetworkFailed, match="answered about another root than that of the facts it was shown"):
                ask(FACTS)


@pytest.mark.parametrize("every", [0.0, 0.02])
def test_a_slow_one_is_given_up_in_time(every: float) -> None:
    """Also one that sends a byte now and then, so that no single read ever takes long."""
    with Answering(agreeing, every=every, silent=not every) as server:
        remote = RemoteAttester(server.url, deadline=SOON)
        begun = time.monotonic()
        with pytest.raises(NetworkFailed, match=rf"did not answer within {SOON:g} s\."):
            remote.agrees(FACTS)
        assert SOON <= time.monotonic() - begun < 10 * SOON
        assert len(server.asked) == 1  # who is slow is not asked again


def test_one_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(NetworkFailed, match=r"^127\.0\.0\.1:1 cannot be asked \(ConnectError\)\.$"):
        RemoteAttester("http://127.0.0.1:1").agrees(FACTS)


@pytest.mark.parametrize("first", [None, http(500, {}), http(502, b"x"), b"garbage"])
def test_what_changes_nothing_is_asked_once_more(first: bytes | None) -> None:
    answers = iter([first])
    with Answering(lambda asked: next(answers, agreeing(asked))) as server:
        assert RemoteAttester(server.url).agrees(FACTS) == [True] * len(FACTS)
        assert len(server.asked) == 2


def test_a_signature_is_asked_for_once() -> None:
    with Answering(lambda _: http(500, {})) as server:
        with pytest.raises(NetworkFailed):
            RemoteAttester(server.url).attest(FACTS)
        assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["", "attester.example.org", "ftp://host", "http://", "https:///x", "http://host:port"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(WrongInput):
        RemoteAttester(url)


def test_a_password_in_the_url_is_not_told() -> None:
    remote = RemoteAttester("http://me:secret@127.0.0.1:1")
    with pytest.raises(NetworkFailed) as failed:
        remote.agrees(FACTS)
    assert "secret" not in str(failed.value)
    with pytest.raises(WrongInput, match=r"^'http://127\.0\.0\.1:port' is not the URL of an attester"):
        RemoteAttester("http://me:secret@127.0.0.1:port")


# -- in a committee -----------------------------------------------------------------------------------------------


def gathered(*remotes: RemoteAttester) -> tuple[list[tuple[Fact, ...]], int, tuple[str, ...]]:
    members = {KeySigner(key).address for key in KEYS}
    found = gather_from(remotes, FACTS, DOMAIN, members.__contains__, 2)
    return [one.batch.facts for one in found.attested], len(found.lacking), found.failures


def of(key: bytes) -> Any:
    return lambda asked: http(200, signed(asked, key))


def test_a_wrong_signer_counts_for_nothing_and_blocks_nobody() -> None:
    with Answering(of(KEYS[0])) as one, Answering(of(KEYS[1])) as two, Answering(of(b"\x09" * 32)) as stranger:
        batches, lacking, failures = gathered(*(RemoteAttester(server.url) for server in (stranger, one, two)))
    assert ([len(batch) for batch in batches], lacking) == ([len(FACTS)], 0)
    (failure,) = failures
    address = KeySigner(b"\x09" * 32).address.hex()
    assert failure.endswith(f"signature does not count: 0x{address} signed, who is no member of the committee.")


def test_one_that_is_down_blocks_nobody() -> None:
    with Answering(of(KEYS[0])) as one, Answering(of(KEYS[1])) as two:
        remotes = [RemoteAttester("http://127.0.0.1:1"), *(RemoteAttester(server.url) for server in (one, two))]
        batches, lacking, failures = gathered(*remotes)
    assert ([len(batch) for batch in batches], lacking) == ([len(FACTS)], 0)
    assert failures == ("Attester 1 did not answer: 127.0.0.1:1 cannot be asked (ConnectError).",)


# -- its log and its health ---------------------------------------------------------------------------------------


def test_its_log_and_health_are_read() -> None:
    answers = {"/log?from=3&limit=5": http(200, {"entries": [{"number": 3}]}), "/health": http(503, {"ready": False})}
    with Answering(lambda asked: answers[asked.line.split()[1]]) as server:
        remote = RemoteAttester(server.url)
        assert remote.log(3, 5) == [{"number": 3}]
        assert remote.health() == {"ready": False}


@pytest.mark.parametrize("content", [{}, [], {"entries": 1}, {"entries": [1]}])
def test_a_log_that_is_none_is_one_sentence(content: Any) -> None:
    with Answering(lambda _: http(200, content)) as server, pytest.raises(PraxisError):
        RemoteAttester(server.url).log(1, 5)


@pytest.mark.parametrize(("status", "content"), [(200, []), (404, {}), (200, b"x")])
def test_a_health_that_is_none_is_one_sentence(status: int, content: Any) -> None:
    with Answering(lambda _: http(status, content)) as server, pytest.raises(NetworkFailed):
        RemoteAttester(server.url).health()
