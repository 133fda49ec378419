"""What a GraphQL query begins with."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from .answering import Call
from .ground import Impossible
from .look import stamp
from .nodes import ActorNode, actor
from .nodes_issue import CommentNode, ReviewNode, issue_or_pull
from .nodes_repository import RepositoryNode
from .state import Issue, Repository, node_id


@dataclass(frozen=True, slots=True)
class RateLimit:
    cost: int
    limit: int
    remaining: int
    used: int
    reset_at: str


class Query:
    typename = "Query"

    def __init__(self, call: Call, cost: int) -> None:
        self._call, self._cost, self._look = call, cost, call.look

    def repository(self, owner: str, name: str, follow_renames: bool = True) -> RepositoryNode:
        try:
            found = self._call.github.repository_of(f"{owner}/{name}")
        except Impossible:
            found = None
        renamed = found and self._call.github.full_name(found).lower() != f"{owner}/{name}".lower()
        if found is None or (renamed and not follow_renames) or not self._visible(found):
            raise _not_found(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return RepositoryNode(self._look, found)

    def _visible(self, repository: Repository) -> bool:
        viewer = self._call.viewer
        return not repository.deleted and (
            not repository.private or bool(viewer and viewer.id in repository.permissions)
        )

    def user(self, login: str) -> ActorNode:
        return self._account(login, "User")

    def organization(self, login: str) -> ActorNode:
        return self._account(login, "Organization")

    def _account(self, login: str, kind: str) -> ActorNode:
        try:
            found = self._call.github.account_of(login)
        except Impossible:
            found = None
        if found is None or found.kind != kind:
            raise _not_found(
                f"Could not resolve to {'an' if kind[0] == 'O' else 'a'} {kind} with the login of '{login}'."
            )
        return ActorNode(self._look, found)

    @property
    def viewer(self) -> ActorNode | None:
        return actor(self._look, self._call.require_viewer.id)

    def rate_limit(self, dry_run: bool = False) -> RateLimit:
        name = next(text for text, one in self._call.github.state.tokens.items() if one is self._call.token)
        window = self._call.github.budget.window(name, "graphql", self._call.token.limit if self._call.token else 0)
        left = max(0, window.remaining - self._cost)
        return RateLimit(self._cost, window.limit, left, window.limit - left, stamp(window.reset))

    def node(self, id: str) -> Any:
        found = self._find(id)
        if found is None:
            raise _not_found(f"Could not resolve to a node with the global id of '{id}'.")
        return found

    def nodes(self, ids: list[str]) -> list[Any]:
        return [self._find(one) for one in ids]

    def _find(self, wanted: str) -> Any:
        """By looking at everything of that kind: the stand-in is small."""
        state, prefix = self._call.github.state, wanted.partition("_")[0]
        if prefix in ("U", "BOT", "O", "M"):
            accounts = (one for one in state.accounts.values() if one.node_id == wanted and not one.deleted)
            return next((ActorNode(self._look, one) for one in accounts), None)
        for repository in state.repositories.values():
            if not self._visible(repository):
                continue
            if repository.node_id == wanted:
                return RepositoryNode(self._look, repository)
            if prefix in ("I", "PR", "IC", "PRR"):
                found = self._find_in(repository, wanted, prefix)
                if found is not None:
                    return found
        return None

    def _find_in(self, repository: Repository, wanted: str, prefix: str) -> Any:
        for issue in repository.issues.values():
            if issue.gone_to:
                continue
            if prefix in ("I", "PR"):
                if issue.node_id == wanted:
                    return issue_or_pull(self._look, repository, issue)
                continue
            found = self._find_written(repository, issue, wanted)
            if found is not None:
                return found
        return None

    def _find_written(self, repository: Repository, issue: Issue, wanted: str) -> Any:
        where = (self._look, repository, issue)
        for comment in issue.comments:
            if node_id("IC", repository.id, comment.id) == wanted:
                return CommentNode(*where, comment)
        for review in issue.pull.reviews if issue.pull else ():
            if node_id("PRR", repository.id, review.id) == wanted:
                return ReviewNode(*where, review)
        return None


def _not_found(said: str) -> GraphQLError:
    return GraphQLError(said, extensions={"type": "NOT_FOUND"})
