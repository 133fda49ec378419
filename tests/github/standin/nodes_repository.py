"""GraphQL's repositories."""

from collections.abc import Iterable
from typing import Any

from graphql import GraphQLError

from .connection import Asked, Connection
from .look import Look, stamp
from .nodes import ActorNode, CommitNode, RefNode, actor, commit_node
from .nodes_issue import IssueNode, LabelNode, PullNode, issue_or_pull
from .state import Issue, Repository


class RepositoryNode:
    typename = "Repository"

    def __init__(self, look: Look, repository: Repository, viewer: int = 0) -> None:
        self._look, self._repository = look, repository
        self.id, self.database_id, self.name = repository.node_id, repository.id, repository.name
        self.name_with_owner = look.ground.full_name(repository)
        self.url, self.resource_path = look.html(repository), f"/{self.name_with_owner}"
        self.is_private, self.is_fork = repository.private, bool(repository.fork_of)
        self.is_archived = self.is_disabled = self.is_locked = False
        self.visibility = "PRIVATE" if repository.private else "PUBLIC"
        self.created_at, self.pushed_at = stamp(repository.created_at), stamp(repository.pushed_at)
        self.updated_at = stamp(repository.updated_at)
        self.description = None

    @property
    def owner(self) -> ActorNode | None:
        return actor(self._look, self._repository.owner)

    @property
    def parent(self) -> "RepositoryNode | None":
        found = self._look.state.repositories.get(self._repository.fork_of)
        return RepositoryNode(self._look, found) if found and not found.deleted else None

    @property
    def default_branch_ref(self) -> RefNode | None:
        return self.ref(f"refs/heads/{self._repository.default_branch}")

    def ref(self, qualified_name: str) -> RefNode | None:
        full = qualified_name if qualified_name.startswith("refs/") else f"refs/heads/{qualified_name}"
        return RefNode(self._look, self._repository, full) if full in self._repository.refs else None

    def object(self, oid: str | None = None, expression: str | None = None) -> CommitNode | None:
        """Git commits only."""
        bare = self._look.ground.bare(self._repository)
        if expression:
            oid = bare.run("rev-parse", "--verify", "-q", "--end-of-options", expression)
        return commit_node(self._look, self._repository, oid or "")

    def issue(self, number: int) -> IssueNode:
        found = self._found(number, "an Issue", pull=False)
        return IssueNode(self._look, self._repository, found)

    def pull_request(self, number: int) -> PullNode:
        return PullNode(self._look, self._repository, self._found(number, "a PullRequest", pull=True))

    def issue_or_pull_request(self, number: int) -> IssueNode | PullNode:
        return issue_or_pull(self._look, self._repository, self._found(number, "an issue or pull request", pull=None))

    def _found(self, number: int, what: str, pull: bool | None) -> Issue:
        found = self._repository.issues.get(number)
        if found is None or found.gone_to or (pull is not None and bool(found.pull) != pull):
            said = f"Could not resolve to {what} with the number of {number}."
            raise GraphQLError(said, extensions={"type": "NOT_FOUND"})
        return found

    def issues(
        self, asked: Asked, states: Any = None, labels: Any = None, order_by: Any = None, filter_by: Any = None
    ) -> Connection:
        found = [one for one in self._repository.issues.values() if not one.pull and not one.gone_to]
        found = [one for one in found if not states or one.state.upper() in states]
        found = [one for one in found if not labels or set(labels) & set(one.labels)]
        if filter_by:
            if filter_by.keys() - {"since"}:
                raise GraphQLError(f"The stand-in cannot filter issues by {', '.join(filter_by)}")
            found = [one for one in found if stamp(one.updated_at) >= filter_by["since"]]
        return Connection(
            _ordered(found, order_by), lambda one: IssueNode(self._look, self._repository, one), asked, "issues"
        )

    def pull_requests(
        self, asked: Asked, states: Any = None, labels: Any = None, order_by: Any = None,
        base_ref_name: str | None = None, head_ref_name: str | None = None,
    ) -> Connection:  # fmt: skip
        nodes = [PullNode(self._look, self._repository, one) for one in _ordered(self._pulls(), order_by)]
        nodes = [one for one in nodes if not states or one.state in states]
        nodes = [one for one in nodes if base_ref_name in (None, one.base_ref_name)]
        nodes = [one for one in nodes if head_ref_name in (None, one.head_ref_name)]
        if labels:
            nodes = [one for one in nodes if set(labels) & set(self._repository.issues[one.number].labels)]
        return Connection(nodes, lambda one: one, asked, "pullRequests")

    def _pulls(self) -> list[Issue]:
        return [one for one in self._repository.issues.values() if one.pull]

    def labels(self, asked: Asked, order_by: Any = None, query: str | None = None) -> Connection:
        known = [one for one in self._repository.labels.values() if not query or query.lower() in one.name.lower()]
        return Connection(known, lambda one: LabelNode(self._look, self._repository, one), asked, "labels")


def _ordered(found: Iterable[Issue], order_by: Any) -> list[Issue]:
    if not order_by:
        return sorted(found, key=lambda one: one.number)
    keys = {"UPDATED_AT": lambda one: one.updated_at, "COMMENTS": lambda one: len(one.comments)}
    key = keys.get(order_by["field"], lambda one: one.at)
    return sorted(found, key=lambda one: (key(one), one.number), reverse=order_by["direction"] == "DESC")
