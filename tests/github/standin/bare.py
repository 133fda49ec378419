"""A bare git repository, written without a working tree."""

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ZERO = "0" * 40
_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
}


class Conflict(Exception):
    """Two changes do not fit together."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a git commit names, and when (unix seconds)."""

    name: str
    email: str
    at: int

    def __str__(self) -> str:
        return f"{self.name} <{self.email}> {self.at} +0000"


@dataclass(frozen=True, slots=True)
class GitCommit:
    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str


class Bare:
    """folder: the bare repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def init(cls, folder: Path, branch: str) -> "Bare":
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["git", "init", "-q", "--bare", "--template=", "-b", branch, str(folder)], env=_ENVIRONMENT, check=True
        )
        options = "[http]\n\treceivepack = true\n[uploadpack]\n\tallowAnySHA1InWant = true\n[gc]\n\tauto = 0\n"
        with (folder / "config").open("a", encoding="utf-8") as config:
            config.write(options)
        return cls(folder)

    def run(self, *arguments: str, data: bytes = b"", index: Path | None = None, may_fail: bool = False) -> str:
        """What git says, less the last line's end. Raises Conflict with its words where it fails and may."""
        said = self.raw(*arguments, data=data, index=index, may_fail=may_fail)
        return said.decode(errors="surrogateescape").strip("\n")

    def raw(self, *arguments: str, data: bytes = b"", index: Path | None = None, may_fail: bool = False) -> bytes:
        """The bytes of it."""
        environment = _ENVIRONMENT | ({"GIT_INDEX_FILE": str(index)} if index else {})
        command = ["git", "-c", "core.fsync=none", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, input=data, capture_output=True, check=False)
        if done.returncode and may_fail:
            raise Conflict((done.stderr or done.stdout).decode(errors="replace"))
        if done.returncode:
            raise RuntimeError(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def refs(self) -> dict[str, str]:
        """Full name → object id."""
        lines = self.run("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return dict(line.split(" ", 1) for line in lines)

    def set_refs(self, wanted: Mapping[str, str]) -> None:
        """Make them these and no others."""
        found = self.refs()
        lines = [f"delete {ref}" for ref in found.keys() - wanted.keys()]
        lines += [f"update {ref} {oid}" for ref, oid in wanted.items() if found.get(ref) != oid]
        if lines:
            self.run("update-ref", "--stdin", data="\n".join(sorted(lines)).encode() + b"\n")

    def point(self, ref: str, oid: str) -> None:
        self.run("update-ref", ref, oid)

    def delete(self, ref: str) -> None:
        self.run("update-ref", "-d", ref)

    def write(
        self, ref: str, parent: str, files: Mapping[str, str | None], message: str, author: Person, committer: Person
    ) -> str:
        """A git commit on top of `parent` ("" for none), to which the ref then points. A file that is None goes."""
        body = message.encode()
        parts = [f"commit {ref}\nmark :1\nauthor {author}\ncommitter {committer}\ndata {len(body)}\n".encode(), body]
        parts.append(f"\nfrom {parent}\n".encode() if parent else b"\n")
        for name, text in files.items():
            if text is None:
                parts.append(f"D {name}\n".encode())
                continue
            content = text.encode()
            parts += [f"M 100644 inline {name}\ndata {len(content)}\n".encode(), content, b"\n"]
        parts.append(b"\nget-mark :1\n")
        if not parent and ref in self.refs():
            self.delete(ref)  # else fast-import goes on from what is there
        return self.run("fast-import", "--quiet", "--force", data=b"".join(parts))

    def commit_tree(self, tree: str, parents: Iterable[str], message: str, author: Person, committer: Person) -> str:
        header = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        header += [
            f"author {author}",
            f"committer {committer}",
            "",
            message if message.endswith("\n") else message + "\n",
        ]
        return self.run("hash-object", "-t", "commit", "-w", "--stdin", data="\n".join(header).encode())

    def merged_tree(self, ours: str, theirs: str) -> str:
        """The tree of a merge. Raises Conflict."""
        return self.run("merge-tree", "--write-tree", ours, theirs, may_fail=True).splitlines()[0]

    def applied_tree(self, onto: str, before: str, after: str) -> str:
        """The tree of `onto` with the change from `before` to `after`. Raises Conflict."""
        change = self.raw("diff-tree", "-p", "--binary", "--full-index", before, after)
        index = self.folder / "standin.index"
        index.unlink(missing_ok=True)
        self.run("read-tree", onto, index=index)
        if change.strip():
            self.run("apply", "--cached", "-", data=change, index=index, may_fail=True)
        return self.run("write-tree", index=index)

    def is_ancestor(self, old: str, new: str) -> bool:
        try:
            self.run("merge-base", "--is-ancestor", old, new, may_fail=True)
        except Conflict:
            return False
        return True

    def merge_base(self, one: str, other: str) -> str:
        return self.run("merge-base", one, other)

    def between(self, base: str, head: str, *options: str) -> list[str]:
        """The git commits of `head` that `base` lacks, oldest first."""
        return self.run("rev-list", "--reverse", "--topo-order", *options, head, f"^{base}").splitlines()

    def read(self, oid: str) -> GitCommit:
        """A git commit. Raises Conflict if there is none."""
        text = self.raw("cat-file", "commit", oid, may_fail=True).decode(errors="surrogateescape")
        header, _, message = text.partition("\n\n")
        fields: dict[str, list[str]] = {}
        for line in header.splitlines():
            key, _, value = line.partition(" ")
            fields.setdefault(key, []).append(value)
        author, committer = _person(fields["author"][0]), _person(fields["committer"][0])
        return GitCommit(oid, fields["tree"][0], tuple(fields.get("parent", ())), author, committer, message)

    def changed(self, before: str, after: str) -> list[tuple[int, int, str]]:
        """(lines added, lines deleted, file) of each file that differs."""
        lines = self.run("diff-tree", "-r", "--numstat", "--no-renames", before, after).splitlines()
        return [(int(added), int(deleted), name) for added, deleted, name in (line.split("\t") for line in lines)]

    def file(self, commit: str, path: str) -> bytes:
        """Raises Conflict if there is none."""
        return self.raw("cat-file", "blob", f"{commit}:{path}", may_fail=True)

    def fetch(self, other: "Bare", oid: str, ref: str) -> None:
        """Bring a git commit of another repository in here, as that ref."""
        self.run("fetch", "-q", "--no-tags", str(other.folder), f"+{oid}:{ref}")


def _person(text: str) -> Person:
    name, _, rest = text.partition(" <")
    email, _, when = rest.partition("> ")
    return Person(name, email, int(when.split()[0]))
