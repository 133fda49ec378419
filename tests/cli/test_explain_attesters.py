"""`praxis explain --attester`: real attesters say what they would sign, what they signed, and why not."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

from praxis_chain.core.attester_log import Head, make_entry
from praxis_chain.core.eip712 import attesters_domain
from praxis_chain.core.fact_json import read_fact
from praxis_chain.core.rules import RULES_VERSION
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.oracle.remote import RemoteAttester
from tests.cli.conftest import Site
from tests.cli.service import Service, started, until
from tests.cli.steps import ATTESTERS, STRANGER, fund
from tests.cli.terminal import Terminal


def explain(praxis: Terminal, repository: DemoRepository, *urls: str) -> Any:
    named = [word for url in urls for word in ("--attester", url)]
    return praxis.data("explain", 3, "--repo", repository.path, *named)


def looked_at(service: Service) -> Any:
    (repository,) = service.get("/health").json()["repositories"]
    return repository["looked_at"]


def test_attesters_are_asked_and_sign_nothing(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    fund(praxis, merged, site.prompt)
    merged.now = site.node.now()
    words = ("attest", "serve", "--repo", merged.path, "--listen", "127.0.0.1:0", "--look-every", "0.1")
    with (
        started(praxis.environment, *words, "--key", ATTESTERS[0]) as member,
        started(praxis.environment, *words, "--key", STRANGER) as stranger,
    ):
        member.until_ready()
        until(lambda: looked_at(stranger), "a look of one that is no member")
        nobody = "http://127.0.0.1:9"
        found = explain(praxis, merged, member.url, stranger.url, nobody)
        agreed, foreign, absent = found["attesters"]
        assert (agreed["attester"], agreed["member"]) == (site.address(ATTESTERS[0]), True)
        assert agreed["rules"] == RULES_VERSION
        assert [one["agrees"] for one in agreed["facts"]] == [True] * 4
        assert [one["signed_in"] for one in agreed["facts"]] == [None] * 4
        assert (foreign["attester"], foreign["member"]) == (site.address(STRANGER), False)
        assert "127.0.0.1:9 cannot be asked" in absent["failed"]
        (step,) = [one for one in found["next"] if one["who"] == "the attesters"]
        assert step["what"] == "sign what follows: 1 of those asked would, and 2 of 3 have to"
        assert member.get("/log").json()["entries"] == []
        told = praxis.do("explain", 3, "--repo", merged.path, "--attester", member.url).out
        assert f"{member.url}: {site.address(ATTESTERS[0])}\n  a member; judges by {RULES_VERSION}\n" in told
        assert "  would sign  git:ssh/SHA256:" in told
        judged = praxis.data("attest", "--repo", merged.path, "--dry-run")["facts"]
        facts = [read_fact({name: fact[name] for name in fact.keys() - {"says", "pending"}}) for fact in judged]
        RemoteAttester(member.url).attest(facts)
        (signed,) = explain(praxis, merged, member.url)["attesters"]
        assert [one["signed_in"] for one in signed["facts"]] == [1] * 4


class Liar(BaseHTTPRequestHandler):
    """A stand-in for an attester that refuses one fact, and shows a log that somebody wrote into."""

    entries: ClassVar[list[dict[str, Any]]] = []

    def do_GET(self) -> None:
        log = {"entries": self.entries, "head": {"number": len(self.entries)}}
        health = {"attester": "0x" + "5a" * 20, "rules": "praxis-rules/0", "log": {"entries": len(self.entries)}}
        self._answer(200, health | {"problems": ["It is tired."]} if self.path == "/health" else log)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        first = {"fact": asked["facts"][0]["hash"], "reason": "not-seen", "sentence": "It was never here.\x1b[2J"}
        self._answer(409, {"refused": [first], "rules": RULES_VERSION})

    def _answer(self, status: int, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """To nobody."""


def test_what_an_attester_refuses_and_a_log_that_does_not_hold(
    site: Site, praxis: Terminal, merged: DemoRepository
) -> None:
    entry = make_entry(Head(), 1, attesters_domain(31337, bytes(20)), bytes(20), "", (), None)
    Liar.entries = [entry | {"rules": "written into it later"}]
    with HTTPServer(("127.0.0.1", 0), Liar) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        (liar,) = explain(praxis, merged, f"http://127.0.0.1:{server.server_port}")["attesters"]
        told = praxis.do(
            "explain", 3, "--repo", merged.path, "--attester", f"http://127.0.0.1:{server.server_port}"
        ).out
        server.shutdown()
    assert liar["member"] is False
    assert liar["problems"] == [
        "It is tired.", "Its log does not hold: Entry 1 was changed: its hash is not that of what it says.",
    ]  # fmt: skip
    refused, *others = liar["facts"]
    assert (refused["agrees"], refused["reason"], refused["signed_in"]) == (False, "not-seen", None)
    assert refused["sentence"] == "It was never here.�[2J"
    assert all(one["agrees"] for one in others)
    assert "  NO member: it counts for nothing; judges by praxis-rules/0\n" in told
    assert "  refuses     git:ssh/SHA256:" in told
