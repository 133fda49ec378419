"""GraphQL's accounts, git commits and refs. A node's attributes are the schema's fields in snake case, no others."""

from typing import TYPE_CHECKING, Any

from .bare import Conflict, Person
from .connection import Asked, Connection
from .look import Look, stamp
from .shapes_git import account_of_person
from .state import Account, Repository, node_id

if TYPE_CHECKING:
    from .nodes_repository import RepositoryNode


class ActorNode:
    """A `User`, `Bot`, `Organization` or `Mannequin`."""

    def __init__(self, look: Look, account: Account) -> None:
        self._look, self._account = look, account
        self.typename = account.kind
        self.id, self.database_id = account.node_id, account.id
        self.login = account.login.removesuffix("[bot]")
        self.name = None
        self.url = f"{look.site}/{self.login}"
        self.resource_path = f"/{self.login}"
        self.created_at = stamp(account.created_at)

    def avatar_url(self, size: int = 0) -> str:
        return f"{self._look.site}/avatars/u/{self.database_id}?v=4"


def actor(look: Look, number: int) -> ActorNode | None:
    """None for a deleted account."""
    account = look.somebody(number)
    return ActorNode(look, account) if account else None


class GitActorNode:
    typename = "GitActor"

    def __init__(self, look: Look, person: Person) -> None:
        self.name, self.email, self.date = person.name, person.email, stamp(person.at)
        account = account_of_person(look, person)
        self.user = ActorNode(look, account) if account and account.kind == "User" else None


class CommitNode:
    typename = "Commit"

    def __init__(self, look: Look, repository: Repository, oid: str) -> None:
        self._look, self._repository = look, repository
        self._commit = look.ground.git_commit(repository, oid)
        self.oid, self.abbreviated_oid = oid, oid[:7]
        self.id = node_id("C", repository.id) + oid
        self.message = self._commit.message.rstrip("\n")
        self.message_headline, _, self.message_body = self.message.partition("\n\n")
        self.committed_date, self.authored_date = stamp(self._commit.committer.at), stamp(self._commit.author.at)
        self.author = GitActorNode(look, self._commit.author)
        self.committer = GitActorNode(look, self._commit.committer)
        self.url = f"{look.html(repository)}/commit/{oid}"
        self.signature = None

    @property
    def repository(self) -> "RepositoryNode":
        from .nodes_repository import RepositoryNode

        return RepositoryNode(self._look, self._repository)

    def parents(self, asked: Asked) -> Connection:
        return Connection(
            self._commit.parents, lambda oid: CommitNode(self._look, self._repository, oid), asked, "parents"
        )

    def history(self, asked: Asked, since: str | None = None, until: str | None = None) -> Connection:
        options = [f"--{name}={value}" for name, value in (("since", since), ("until", until)) if value]
        oids = self._look.ground.bare(self._repository).run("rev-list", *options, self.oid).splitlines()
        return Connection(oids, lambda oid: CommitNode(self._look, self._repository, oid), asked, "history")


def commit_node(look: Look, repository: Repository, oid: str) -> CommitNode | None:
    try:
        return CommitNode(look, repository, oid) if oid else None
    except Conflict:
        return None


class RefNode:
    typename = "Ref"

    def __init__(self, look: Look, repository: Repository, ref: str) -> None:
        self._look, self._repository, self._ref = look, repository, ref
        kind, _, self.name = ref.removeprefix("refs/").partition("/")
        self.prefix = f"refs/{kind}/"
        self.id = node_id("REF", repository.id) + ref

    @property
    def target(self) -> Any:
        return commit_node(self._look, self._repository, self._repository.refs[self._ref])
