"""A git commit as its object says it, with what its signature covers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .repository import Repository

_PERSON = re.compile(rb".*<([^<>\n]*)> ([0-9]{1,12}) [+-][0-9]{4}")


@dataclass(frozen=True, slots=True)
class GitCommit:
    """times are unix seconds (0 where the object holds none); `payload` is the object without its signature."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author_email: str
    author_at: int
    committer_email: str
    committed_at: int
    message: str
    payload: bytes
    signature: bytes

    @property
    def own_words(self) -> bool:
        """False for what a rebase, a cherry-pick or an amending copied: the words may be somebody else's."""
        return (self.author_email, self.author_at) == (self.committer_email, self.committed_at)

    @property
    def subject(self) -> str:
        """The message's first line."""
        return self.message.partition("\n")[0]


def read_commits(repository: Repository, oids: Iterable[str]) -> dict[str, GitCommit]:
    """Git commits by id, in one process; unknown ids are left out."""
    return {oid: parse_commit(oid, raw) for oid, raw in repository.objects(oids).items()}


def parse_commit(oid: str, raw: bytes) -> GitCommit:
    """A commit object's bytes → its parts. A second signature header voids the signature: it covers no one text."""
    head, _, message = raw.partition(b"\n\n")
    fields: dict[bytes, list[bytes]] = {}
    payload: list[bytes] = []
    signatures: list[list[bytes]] = []
    name = b""
    for line in head.split(b"\n"):
        if not line.startswith(b" "):
            name, _, value = line.partition(b" ")
            fields.setdefault(name, []).append(value)
            if name.startswith(b"gpgsig"):
                signatures.append([value])
        elif name.startswith(b"gpgsig"):
            signatures[-1].append(line[1:])
        if not name.startswith(b"gpgsig"):
            payload.append(line)
    email, author_at = _person(fields.get(b"author", [b""])[0])
    committer, committed_at = _person(fields.get(b"committer", [b""])[0])
    signature = b"\n".join(signatures[0]) + b"\n" if signatures else b""
    return GitCommit(
        oid=oid,
        tree=fields.get(b"tree", [b""])[0].decode(errors="replace"),
        parents=tuple(parent.decode(errors="replace") for parent in fields.get(b"parent", [])),
        author_email=email,
        author_at=author_at,
        committer_email=committer,
        committed_at=committed_at,
        message=message.decode(errors="replace"),
        payload=b"\n".join(payload) + b"\n\n" + message,
        signature=signature if len(signatures) < 2 else b"more than one signature",
    )


def _person(field: bytes) -> tuple[str, int]:
    match = _PERSON.fullmatch(field)
    return (match[1].decode(errors="replace"), int(match[2])) if match else ("", 0)
