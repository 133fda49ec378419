"""GraphQL's issues, pull requests, comments and reviews."""

from typing import TYPE_CHECKING, Any

from .connection import Asked, Connection
from .issues import closing_numbers
from .look import Look, stamp, stamp_or_none
from .nodes import ActorNode, CommitNode, RefNode, actor, commit_node
from .nodes_event import event_node
from .state import Comment, Issue, Label, Repository, Review, node_id
from .timeline import Committed, Happening, timeline

if TYPE_CHECKING:
    from .nodes_repository import RepositoryNode

_TIMELINE = {
    "IssueComment": "ISSUE_COMMENT",
    "PullRequestReview": "PULL_REQUEST_REVIEW",
    "PullRequestCommit": "PULL_REQUEST_COMMIT",
}


class LabelNode:
    typename = "Label"

    def __init__(self, look: Look, repository: Repository, label: Label) -> None:
        self.id = node_id("LA", repository.id, label.id)
        self.name, self.color, self.description, self.is_default = (
            label.name,
            label.color,
            label.description,
            label.default,
        )
        self.url = f"{look.html(repository)}/labels/{label.name}"


class _Written:
    """What everything has that somebody wrote on an issue or a pull request."""

    def __init__(self, look: Look, repository: Repository, issue: Issue, by: int, edited_at: int, editor: int) -> None:
        self._look, self._repository, self._issue = look, repository, issue
        self.author = actor(look, by)
        self.author_association = look.association(repository, by)
        self.last_edited_at, self.includes_created_edit = stamp_or_none(edited_at), bool(edited_at)
        self.editor = actor(look, editor) if edited_at else None

    @property
    def repository(self) -> "RepositoryNode":
        from .nodes_repository import RepositoryNode

        return RepositoryNode(self._look, self._repository)


class CommentNode(_Written):
    typename = "IssueComment"

    def __init__(self, look: Look, repository: Repository, issue: Issue, comment: Comment) -> None:
        super().__init__(look, repository, issue, comment.by, comment.edited_at, comment.by)
        self.id = node_id("IC", repository.id, comment.id)
        self.database_id, self.full_database_id = comment.id, str(comment.id)
        self.body = self.body_text = comment.body
        self.created_at = self.published_at = stamp(comment.at)
        self.updated_at = stamp(comment.updated_at)
        self.is_minimized = False
        self.url = f"{look.issue_html(repository, issue)}#issuecomment-{comment.id}"


class ReviewNode(_Written):
    typename = "PullRequestReview"

    def __init__(self, look: Look, repository: Repository, issue: Issue, review: Review) -> None:
        super().__init__(look, repository, issue, review.by, review.edited_at, review.by)
        self._review = review
        self.id = node_id("PRR", repository.id, review.id)
        self.database_id, self.full_database_id = review.id, str(review.id)
        self.state = review.state
        self.body = self.body_text = review.body
        self.submitted_at = self.created_at = self.published_at = stamp(review.at)
        self.updated_at = stamp(review.edited_at or review.at)
        self.author_can_push_to_repository = repository.permissions.get(review.by) in ("write", "maintain", "admin")
        self.url = f"{look.issue_html(repository, issue)}#pullrequestreview-{review.id}"

    @property
    def commit(self) -> CommitNode | None:
        return commit_node(self._look, self._repository, self._review.head)

    @property
    def pull_request(self) -> "PullNode":
        return PullNode(self._look, self._repository, self._issue)

    def comments(self, asked: Asked) -> Connection:
        """The stand-in has no comments on lines."""
        return Connection((), lambda one: one, asked, "comments")


class PullCommitNode:
    typename = "PullRequestCommit"

    def __init__(self, look: Look, repository: Repository, issue: Issue, oid: str) -> None:
        assert issue.pull is not None
        self.id = node_id("PURC", repository.id, issue.pull.id) + oid
        self.url = f"{look.issue_html(repository, issue)}/commits/{oid}"
        self.commit = CommitNode(look, repository, oid)


class _IssueOrPull(_Written):
    def __init__(self, look: Look, repository: Repository, issue: Issue) -> None:
        super().__init__(look, repository, issue, issue.by, issue.edited_at, issue.editor)
        self.id, self.number, self.title = issue.node_id, issue.number, issue.title
        self.body = self.body_text = issue.body
        self.closed, self.locked = issue.state == "closed", False
        self.created_at = self.published_at = stamp(issue.at)
        self.updated_at, self.closed_at = stamp(issue.updated_at), stamp_or_none(issue.closed_at)
        self.url = look.issue_html(repository, issue)
        self.resource_path = self.url.removeprefix(look.site)
        self.milestone = None

    def labels(self, asked: Asked, order_by: Any = None) -> Connection:
        known = [self._repository.labels[name] for name in self._issue.labels]
        return Connection(known, lambda one: LabelNode(self._look, self._repository, one), asked, "labels")

    def assignees(self, asked: Asked) -> Connection:
        """The stand-in assigns nobody."""
        return Connection((), lambda one: one, asked, "assignees")

    def comments(self, asked: Asked, order_by: Any = None) -> Connection:
        found = self._issue.comments
        if order_by:
            found = sorted(found, key=lambda one: one.updated_at, reverse=order_by["direction"] == "DESC")
        return Connection(
            found, lambda one: CommentNode(self._look, self._repository, self._issue, one), asked, "comments"
        )

    def timeline_items(self, asked: Asked, item_types: Any = None, since: Any = None, skip: Any = None) -> Connection:
        nodes = [self._happening(one) for one in timeline(self._look, self._repository, self._issue)]
        if item_types:
            nodes = [one for one in nodes if _item_type(one.typename) in item_types]
        if since:
            nodes = [one for one in nodes if getattr(one, "updated_at", getattr(one, "created_at", "")) >= since]
        connection = Connection(nodes[skip or 0 :], lambda one: one, asked, "timelineItems")
        connection.updated_at = self.updated_at  # type: ignore[attr-defined]
        return connection

    def _happening(self, one: Happening) -> Any:
        where = (self._look, self._repository, self._issue)
        if isinstance(one, Comment):
            return CommentNode(*where, one)
        if isinstance(one, Review):
            return ReviewNode(*where, one)
        if isinstance(one, Committed):
            return PullCommitNode(*where, one.oid)
        return event_node(*where, one)


def _item_type(typename: str) -> str:
    """`BaseRefChangedEvent` → `BASE_REF_CHANGED_EVENT`."""
    return _TIMELINE.get(typename) or "".join(f"_{c}" if c.isupper() else c for c in typename).lstrip("_").upper()


class IssueNode(_IssueOrPull):
    typename = "Issue"

    def __init__(self, look: Look, repository: Repository, issue: Issue) -> None:
        super().__init__(look, repository, issue)
        self.database_id, self.full_database_id = issue.id, str(issue.id)
        self.state = issue.state.upper()

    def state_reason(self, enable_duplicate: bool = False) -> str | None:
        reason = self._issue.state_reason.upper() or None
        return "NOT_PLANNED" if reason == "DUPLICATE" and not enable_duplicate else reason

    def closed_by_pull_requests_references(
        self,
        asked: Asked,
        include_closed_prs: bool = False,
        order_by_state: bool = False,
        user_linked_only: bool = False,
    ) -> Connection:
        found = [
            one for one in self._repository.issues.values()
            if one.pull and self._issue.number in closing_numbers(one.body)
            and (include_closed_prs or one.state == "open" or one.pull.merged_at)
        ]  # fmt: skip
        where = "closedByPullRequestsReferences"
        return Connection(found, lambda one: PullNode(self._look, self._repository, one), asked, where)


class PullNode(_IssueOrPull):
    typename = "PullRequest"

    def __init__(self, look: Look, repository: Repository, issue: Issue) -> None:
        super().__init__(look, repository, issue)
        pull = issue.pull
        assert pull is not None
        self._pull = pull
        self.database_id, self.full_database_id = pull.id, str(pull.id)
        self.merged, self.is_draft = bool(pull.merged_at), pull.draft
        self.state = "MERGED" if self.merged else issue.state.upper()
        self.merged_at = stamp_or_none(pull.merged_at)
        self.merged_by = actor(look, pull.merged_by)
        self.base_ref_name, self.head_ref_name = pull.base_ref, pull.head_ref
        self.base_ref_oid, self.head_ref_oid = pull.base_sha, pull.head
        self.is_cross_repository = pull.head_repository != repository.id
        self.mergeable = "UNKNOWN" if self.closed else "MERGEABLE" if pull.trial else "CONFLICTING"
        self.base_repository = self.repository
        self.permalink = self.url

    @property
    def merge_commit(self) -> CommitNode | None:
        return commit_node(self._look, self._repository, self._pull.merge)

    @property
    def potential_merge_commit(self) -> CommitNode | None:
        return commit_node(self._look, self._repository, self._pull.trial)

    @property
    def head_repository(self) -> "RepositoryNode | None":
        from .nodes_repository import RepositoryNode

        found = self._look.state.repositories.get(self._pull.head_repository)
        return RepositoryNode(self._look, found) if found and not found.deleted else None

    @property
    def head_repository_owner(self) -> ActorNode | None:
        return actor(self._look, self._pull.head_owner) if self._pull.head_repository else None

    @property
    def base_ref(self) -> RefNode | None:
        ref = f"refs/heads/{self._pull.base_ref}"
        return RefNode(self._look, self._repository, ref) if ref in self._repository.refs else None

    @property
    def head_ref(self) -> RefNode | None:
        found, ref = self._look.state.repositories.get(self._pull.head_repository), f"refs/heads/{self._pull.head_ref}"
        return RefNode(self._look, found, ref) if found and ref in found.refs else None

    def reviews(self, asked: Asked, author: str | None = None, states: Any = None) -> Connection:
        found = [one for one in self._pull.reviews if not states or one.state in states]
        if author:
            found = [one for one in found if self._look.account(one.by)["login"].lower() == author.lower()]
        return Connection(
            found, lambda one: ReviewNode(self._look, self._repository, self._issue, one), asked, "reviews"
        )

    def commits(self, asked: Asked) -> Connection:
        return Connection(
            self._pull.commits,
            lambda oid: PullCommitNode(self._look, self._repository, self._issue, oid),
            asked,
            "commits",
        )

    def closing_issues_references(
        self, asked: Asked, order_by: Any = None, user_linked_only: bool = False
    ) -> Connection:
        """Only of a pull request into the default branch; by the description of now, edited or not."""
        numbers = closing_numbers(self._issue.body) if self._pull.base_ref == self._repository.default_branch else []
        found = [self._repository.issues[number] for number in numbers if number in self._repository.issues]
        found = [one for one in found if not one.pull and not one.gone_to and not user_linked_only]
        where = "closingIssuesReferences"
        return Connection(found, lambda one: IssueNode(self._look, self._repository, one), asked, where)


def issue_or_pull(look: Look, repository: Repository, issue: Issue) -> IssueNode | PullNode:
    return PullNode(look, repository, issue) if issue.pull else IssueNode(look, repository, issue)
