"""Everything else that leads into or out of the stand-in for GitHub: git, webhooks, a harness in another process."""

import hashlib
import hmac
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.github.asking import NAME, Said, ask
from tests.github.standin import StandIn

ROOT = Path(__file__).resolve().parents[2]


def git(*arguments: str, cwd: Path | None = None) -> str:
    done = subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_git_clones_and_pushes_over_http(github: StandIn, tmp_path: Path) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    url = f"{github.url}/{NAME}.git"
    git("clone", "-q", "--mirror", url, str(tmp_path / "mirror"))
    assert git("rev-parse", "refs/pull/2/head", cwd=tmp_path / "mirror") == work.head
    git("clone", "-q", url, str(tmp_path / "clone"))
    identity = ("-c", "user.name=Maintainer", "-c", "user.email=maintainer@example.org")
    git(*identity, "commit", "-q", "--allow-empty", "-m", "Push", cwd=tmp_path / "clone")
    with_token = url.replace("://", f"://x:{github.token('maintainer')}@")
    git("push", "-q", with_token, "HEAD:main", cwd=tmp_path / "clone")
    assert github.head(NAME) == git("rev-parse", "HEAD", cwd=tmp_path / "clone")
    last = github.repository_of(NAME).activity[-1]
    assert (last.kind, last.by, last.after) == ("push", github.account_of("maintainer").id, github.head(NAME))
    refused = subprocess.run(
        ["git", "push", "-q", url.replace("://", f"://x:{github.token('stranger')}@"), "HEAD:refs/heads/other"],
        cwd=tmp_path / "clone", capture_output=True, check=False,
    )  # fmt: skip
    assert refused.returncode != 0
    assert "refs/heads/other" not in github.bare(github.repository_of(NAME)).refs()


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A URL, and the (headers, body) that came there."""
    came: list[tuple[dict[str, str], bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(
                (
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(int(self.headers["Content-Length"])),
                )
            )
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/webhook", came
    server.shutdown()
    thread.join()
    server.server_close()


def test_deliveries_are_signed_and_delivered_again_under_the_same_id(
    github: StandIn, inbox: tuple[str, list[tuple[dict[str, str], bytes]]]
) -> None:
    url, came = inbox
    hook = github.hook(NAME, url, "a test's secret", ["issues"])
    github.issue(NAME, "maintainer", "Told")
    assert github.settle()
    assert [headers["x-github-event"] for headers, _ in came] == ["ping", "issues"]
    headers, body = came[1]
    signed = "sha256=" + hmac.new(b"a test's secret", body, hashlib.sha256).hexdigest()
    assert (headers["x-hub-signature-256"], headers["x-github-hook-id"]) == (signed, str(hook))
    assert json.loads(body)["issue"]["title"] == "Told"
    delivered = github.deliveries()[-1]
    assert (delivered["status"], delivered["guid"]) == (202, headers["x-github-delivery"])
    github.redeliver(delivered["id"])
    assert github.settle()
    assert came[2][0]["x-github-delivery"] == headers["x-github-delivery"]
    assert came[2][1] == body


def test_deliveries_are_lost_or_doubled_where_told_so(
    github: StandIn, inbox: tuple[str, list[tuple[dict[str, str], bytes]]]
) -> None:
    url, came = inbox
    github.webhooks(copies=0)
    github.hook(NAME, url, "a test's secret")
    github.issue(NAME, "maintainer", "Lost")
    github.webhooks(copies=2)
    github.issue(NAME, "maintainer", "Doubled")
    assert github.settle()
    assert [json.loads(body)["issue"]["title"] for _, body in came] == ["Doubled", "Doubled"]
    assert [one["status"] for one in github.deliveries()] == [0, 0, 202]


def test_a_harness_acts_over_http(github: StandIn) -> None:
    def act(verb: str, **arguments: Any) -> Said:
        return ask(f"{github.url}/_standin/{verb}", data=arguments)

    work = act("make_work", name=NAME, contributor="contributor", maintainer="maintainer").body["result"]
    assert work["merge"] == github.head(NAME)
    assert act("merge", name=NAME, number=work["pull"], by="maintainer").body == {
        "error": "merge: Pull Request is not mergeable"
    }
    assert act("merge", nome=NAME).status == 400
    assert act("nothing").status == 404
    assert act("reset", name="begun").status == 200
    assert github.repository_of(NAME).issues == {}


def test_it_runs_by_itself_until_it_is_told_to_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.github.standin", "--port", "0", "--data", str(tmp_path / "data")]
    program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    url = program.stdout.readline().strip()
    made = ask(f"{url}/_standin/repository", data={"name": NAME, "files": {"README.md": "One\n"}})
    assert ask(f"{url}/repos/{NAME}").body["id"] == made.body["result"]
    program.send_signal(signal.SIGTERM)
    assert program.wait(20) == 0
    program.stdout.close()
