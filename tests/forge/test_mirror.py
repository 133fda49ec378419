"""Mirrors of repositories behind HTTP: a token opens them, and is seen by nobody else."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from praxis_chain.core.errors import NetworkFailed, WrongInput
from praxis_chain.forges.history.mirror import Mirror
from praxis_chain.forges.loopback import is_loopback
from tests.github.standin import StandIn, running

PRIVATE = "octo/private"


@pytest.fixture
def github(tmp_path: Path) -> Iterator[StandIn]:
    with running(tmp_path / "github") as served:
        served.repository(PRIVATE, {"a": "b"}, {"attester": "read"})
        served.repository_of(PRIVATE).private = True
        yield served


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to which git's command lines are written: another user of the machine could read them."""
    log, folder = tmp_path / "command-lines", tmp_path / "bin"
    folder.mkdir()
    git = next(Path(place, "git") for place in os.environ["PATH"].split(os.pathsep) if Path(place, "git").is_file())
    (folder / "git").write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {git} "$@"\n', encoding="utf-8")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return log


def test_a_private_repository_is_mirrored_with_a_token_that_nobody_sees(
    github: StandIn, tmp_path: Path, seen: Path
) -> None:
    token, origin = github.token("attester"), f"{github.url}/{PRIVATE}.git"
    with pytest.raises(NetworkFailed, match=r"^Cloning http"):
        Mirror(origin, tmp_path / "mirror").update()
    assert not (tmp_path / "mirror").exists()
    mirror = Mirror(origin, tmp_path / "mirror", token=lambda: token)
    mirror.update()
    tip = github.push(PRIVATE, "main", "octo", {"c": "d"})
    mirror.update()
    assert mirror.refs("refs/heads/") == {"refs/heads/main": tip}
    lines = seen.read_text(encoding="utf-8")
    assert "clone" in lines
    assert "fetch" in lines
    written = [file.read_bytes() for file in (tmp_path / "mirror").rglob("*") if file.is_file()]
    for text in (lines.encode(), *written):
        assert token.encode() not in text
        assert b"Authorization" not in text


def test_the_token_is_asked_for_each_time(github: StandIn, tmp_path: Path) -> None:
    tokens = [github.token("attester"), "worn out"]
    mirror = Mirror(f"{github.url}/{PRIVATE}.git", tmp_path / "mirror", token=lambda: tokens[0])
    mirror.update()
    tokens.pop(0)
    with pytest.raises(NetworkFailed, match=r"^Fetching from http"):
        mirror.update()


def test_a_repository_that_was_renamed_is_still_the_one_that_was_mirrored(github: StandIn, tmp_path: Path) -> None:
    token = github.token("attester")

    def mirror(name: str, known_as: str) -> Mirror:
        return Mirror(f"{github.url}/{name}.git", tmp_path / "mirror", known_as=known_as, token=lambda: token)

    mirror(PRIVATE, "github:repo/7").update()
    github.rename_repository(PRIVATE, "renamed")
    mirror("octo/renamed", "github:repo/7").update()
    with pytest.raises(WrongInput, match=r"is not a mirror of .*: name another folder, or remove it\.$"):
        mirror("octo/renamed", "github:repo/8").update()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://127.8.7.6:80/x",
        "http://localhost:8080/x",
        "http://[::1]:80/x",
        "https://LOCALHOST",
    ],
)
def test_this_machine_is_known(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/x", "http://localhost.example.org/x", "http://127.0.0.1.example.org/x", "http://[::2]/x", "http://",
     "http://127.0.0.1@example.org/x", "http://0.0.0.0/x", "localhost", "http://[x", "http://2130706433/"],
)  # fmt: skip
def test_everything_else_is_not(url: str) -> None:
    assert not is_loopback(url)
