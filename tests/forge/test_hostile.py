"""Repositories that want to run something, lie about themselves or are none; and an environment that interferes."""

import os
import subprocess
from pathlib import Path

import pytest

from praxis_chain.core.errors import NetworkFailed, WrongInput
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.forges.git import GitForge
from tests.judged import facts_of, merge_of

from .conftest import Look


@pytest.fixture
def merged(repository: DemoRepository) -> DemoRepository:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.push_work(3, "contributor", {"a.txt": "two\n"})
    repository.merge(3, method="squash", closes=7)
    return repository


def test_nothing_in_the_repository_runs(merged: DemoRepository, look: Look, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    sprung = tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\n")
    trap.chmod(0o755)
    for hook in ("post-checkout", "reference-transaction", "pre-auto-gc", "post-rewrite", "proc-receive"):
        (merged.path / "hooks").mkdir(exist_ok=True)
        os.symlink(trap, merged.path / "hooks" / hook)
    settings = ("core.fsmonitor", "uploadpack.packObjectsHook", "diff.trap.command", "diff.trap.textconv", "core.pager")
    for setting in (*settings, "filter.trap.smudge", "core.sshCommand", "core.alternateRefsCommand", "gpg.ssh.program"):
        subprocess.run(["git", "-C", str(merged.path), "config", setting, str(trap)], check=True)
    merged.push_work(4, "contributor", {".gitattributes": "* diff=trap filter=trap\n", "b.txt": "one\n"})
    sprung.unlink(missing_ok=True)
    merged.merge(4, method="squash", closes=8)
    sprung.unlink(missing_ok=True)
    forge = look()
    assert not sprung.exists()
    assert all(facts_of(merge_of(forge, pull)) for pull in (3, 4))


def test_attributes_do_not_decide_what_a_change_is(repository: DemoRepository, look: Look) -> None:
    repository.commit("maintainer", "Hide all", {".gitattributes": "* -diff -text binary\n"})
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    head = repository.head("refs/pull/3/head")
    trailers = [("Pull", f"3 {head}"), ("Closes", "7")]
    repository.commit("maintainer", "Land something else", {"a.txt": "two\n"}, trailers=trailers)
    assert not merge_of(look(), 3).same_change


def test_names_that_look_like_options_are_data(merged: DemoRepository, look: Look) -> None:
    head = merged.head("refs/pull/3/head")
    names = ("refs/heads/--upload-pack=touch", "refs/heads/-c", "refs/pull/--help/head", "refs/pull/3/--exec")
    for name in (*names, "refs/pull/007/head", "refs/pull/0/head", "refs/pull/3/merge", "refs/links/1/-x/y"):
        subprocess.run(["git", "-C", str(merged.path), "update-ref", name, head], check=True)
    forge = look(chain_id=1, stakeholders="-x")
    assert [merge.work for merge in forge.merges()] == [merged.work(3)]


def test_refs_that_are_no_git_commits_are_left_out(merged: DemoRepository, look: Look) -> None:
    blob = merged.head("refs/pull/3/head") + ":a.txt"
    oid = subprocess.run(
        ["git", "-C", str(merged.path), "rev-parse", blob], capture_output=True, check=True, text=True
    ).stdout.strip()
    for ref in ("refs/pull/8/head", "refs/links/1/0x/y"):
        subprocess.run(["git", "-C", str(merged.path), "update-ref", ref, oid], check=True)
    forge = look(chain_id=1, stakeholders="0x")
    assert len(facts_of(merge_of(forge, 3))) == 1


def test_replaced_objects_deceive_nobody(merged: DemoRepository, look: Look) -> None:
    honest = merge_of(look("one"), 3)
    merged.push_work(5, "rival", {"a.txt": "two\n"})
    replaced = ["replace", "-f", merged.head("refs/pull/3/head"), merged.head("refs/pull/5/head")]
    subprocess.run(["git", "-C", str(merged.path), *replaced], check=True)
    assert merge_of(look("two"), 3) == honest


def test_the_environment_does_not_interfere(
    merged: DemoRepository, look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    honest = merge_of(look("one"), 3)
    (tmp_path / ".gitconfig").write_text('[diff]\n\talgorithm = patience\n\tcontext = 0\n[url "x"]\n\tinsteadOf = /\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name, value in {"DIR": "/nowhere", "EXTERNAL_DIFF": "/bin/false", "TRACE": "1", "NAMESPACE": "x"}.items():
        monkeypatch.setenv(f"GIT_{name}", value)
    assert merge_of(look("two"), 3) == honest


@pytest.mark.parametrize("text", ["Pull: 3\0", "Closes: 7\n\n" + "A" * 100_000, "Pull: " + "9" * 500, "\ud800"])
def test_odd_messages_break_nothing(merged: DemoRepository, look: Look, text: str) -> None:
    raw = subprocess.run(
        ["git", "-C", str(merged.path), "cat-file", "commit", "refs/heads/main"], capture_output=True, check=True
    ).stdout
    odd = raw.partition(b"\n\n")[0] + b"\n\nOdd\n\n" + text.encode("utf-8", "surrogatepass")
    write = ["git", "-C", str(merged.path), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    oid = subprocess.run(write, input=odd, capture_output=True, check=True).stdout.decode().strip()
    subprocess.run(["git", "-C", str(merged.path), "update-ref", "refs/heads/main", oid], check=True)
    merge = merge_of(look(), 3)
    assert (merge.reachable, merge.merge != oid) == (False, True)


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("nowhere", "There is no repository at nowhere: give a folder, or an https or ssh address."),
        ("ext::sh -c touch% sprung", "There is no repository at ext::sh -c touch% sprung"),
        ("--upload-pack=touch sprung", "There is no repository at --upload-pack=touch sprung"),
        ("http://example.org/x.git", "There is no repository at http://example.org/x.git"),
    ],
)
def test_what_is_no_origin_is_refused(tmp_path: Path, origin: str, said: str) -> None:
    with pytest.raises(WrongInput) as refused:
        GitForge(origin, tmp_path / "mirror")
    assert str(refused.value).startswith(said)
    assert not (tmp_path / "mirror").exists()


def test_a_folder_without_a_repository_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(WrongInput, match=r"^There is no git repository at .*/empty: name a folder that holds one\.$"):
        GitForge(tmp_path / "empty", tmp_path / "mirror")
    assert not (tmp_path / "mirror").exists()


def test_a_folder_inside_a_repository_is_said_with_the_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "work")], check=True)
    (tmp_path / "work" / "docs" / "more").mkdir(parents=True)
    with pytest.raises(WrongInput, match=r"/docs/more lies inside the git repository .*/work: name that one\.$"):
        GitForge(tmp_path / "work" / "docs" / "more", tmp_path / "mirror")
    assert not (tmp_path / "mirror").exists()


def test_a_repository_without_git_commits_is_said(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(tmp_path / "bare")], check=True)
    with pytest.raises(WrongInput, match=r"has no git commit on refs/heads/main: there is nothing to collect"):
        GitForge(tmp_path / "bare", tmp_path / "mirror")


def test_a_mirror_of_something_else_is_not_overwritten(merged: DemoRepository, look: Look, tmp_path: Path) -> None:
    look()
    other = DemoRepository(tmp_path / "other")
    with pytest.raises(WrongInput, match=r"is not a mirror of .*: name another folder, or remove it"):
        GitForge(other.path, tmp_path / "attester")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "precious").write_text("x")
    with pytest.raises(WrongInput, match=r"is not a mirror of"):
        GitForge(merged.path, tmp_path / "mine")
    assert (tmp_path / "mine" / "precious").read_text() == "x"


def test_an_origin_that_vanished_is_said_and_the_mirror_kept(
    merged: DemoRepository, look: Look, tmp_path: Path
) -> None:
    look()
    merged.path.rename(tmp_path / "elsewhere")
    with pytest.raises((NetworkFailed, WrongInput), match=r"no repository at|failed"):
        look()
    (tmp_path / "elsewhere").rename(merged.path)
    assert len(facts_of(merge_of(look(), 3))) == 1


@pytest.mark.parametrize("missing", ["git", "ssh-keygen"])
def test_a_missing_program_is_named(
    merged: DemoRepository, look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str
) -> None:
    only = tmp_path / "bin"
    only.mkdir()
    for name in {"git", "ssh-keygen"} - {missing}:
        found = subprocess.run(["which", name], capture_output=True, check=True, text=True).stdout.strip()
        os.symlink(found, only / name)
    monkeypatch.setenv("PATH", str(only))
    with pytest.raises(WrongInput, match=f"^{missing} is not installed: install "):
        look()


def test_a_shallow_clone_is_said(merged: DemoRepository, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{merged.path}", str(shallow)], check=True)
    with pytest.raises(WrongInput, match="is a shallow clone, its past is cut off"):
        GitForge(shallow, tmp_path / "mirror")


def test_a_detached_head_needs_a_base(merged: DemoRepository, look: Look, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(merged.path), str(clone)], check=True)
    subprocess.run(["git", "-C", str(clone), "checkout", "-q", "--detach", "HEAD~1"], check=True)
    with pytest.raises(WrongInput, match="HEAD names no branch: check one out there, or name the base"):
        GitForge(clone, tmp_path / "mirror")
    assert merge_of(GitForge(clone, tmp_path / "mirror", base="main"), 3) == merge_of(look(), 3)


def test_a_base_that_is_not_there_is_said(merged: DemoRepository, look: Look) -> None:
    with pytest.raises(WrongInput, match="has no git commit on refs/heads/dev"):
        look(base="dev")


def test_reverts_that_name_each_other_in_a_maze_take_no_time(merged: DemoRepository, look: Look) -> None:
    """Each undoes what the one before did, and names all before it: the ways through double with each of them."""
    named = [merged.head(merged.main)]
    for number in range(24):
        phrases = "\n".join(f"This reverts commit {oid}." for oid in reversed(named))
        text = "two\n" if number % 2 else None
        named.append(merged.push_work(4, "contributor", {"a.txt": text}, f"Back\n\n{phrases}"))
    merged.merge_branch("refs/pull/4/head")
    merge = merge_of(look(), 3)
    assert (merge.reverted_by, merge.revision) == ("", 12)
    assert len(facts_of(merge)) == 1
