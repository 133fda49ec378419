"""GraphQL's events of issues and pull requests."""

from typing import Any

from .look import Look, stamp
from .nodes import actor, commit_node
from .state import Event, Issue, Repository
from .timeline import KINDS, event_id


class EventNode:
    """What all of them have."""

    def __init__(self, look: Look, repository: Repository, issue: Issue, event: Event) -> None:
        self._look, self._repository, self._issue, self._event = look, repository, issue, event
        self.typename = KINDS[event.kind][0]
        self.id, self.created_at = event_id(issue, event), stamp(event.at)
        self.actor = actor(look, event.by)
        self._facts = event.facts

    def _subject(self) -> Any:
        from .nodes_issue import issue_or_pull

        return issue_or_pull(self._look, self._repository, self._issue)


class _Labelled(EventNode):
    @property
    def label(self) -> Any:
        from .nodes_issue import LabelNode

        return LabelNode(self._look, self._repository, self._repository.labels[self._facts["label"]])

    @property
    def labelable(self) -> Any:
        return self._subject()


class _Closed(EventNode):
    @property
    def closable(self) -> Any:
        return self._subject()

    @property
    def closer(self) -> Any:
        """The pull request that closed an issue."""
        from .nodes_issue import PullNode

        number = self._facts["closer"]
        return PullNode(self._look, self._repository, self._repository.issues[number]) if number else None

    @property
    def state_reason(self) -> str | None:
        return self._facts["reason"].upper() or None


class _Reopened(EventNode):
    @property
    def closable(self) -> Any:
        return self._subject()

    @property
    def state_reason(self) -> str | None:
        return None if self._issue.pull else "REOPENED"


class _Merged(EventNode):
    @property
    def commit(self) -> Any:
        return commit_node(self._look, self._repository, self._facts["commit"])

    @property
    def merge_ref_name(self) -> str:
        return str(self._facts["ref"])

    @property
    def pull_request(self) -> Any:
        return self._subject()


class _BaseChanged(EventNode):
    @property
    def previous_ref_name(self) -> str:
        return str(self._facts["was"])

    @property
    def current_ref_name(self) -> str:
        return str(self._facts["now"])

    @property
    def database_id(self) -> int:
        return self._event.id

    @property
    def pull_request(self) -> Any:
        return self._subject()


class _Renamed(EventNode):
    @property
    def previous_title(self) -> str:
        return str(self._facts["was"])

    @property
    def current_title(self) -> str:
        return str(self._facts["now"])


class _ForcePushed(EventNode):
    @property
    def before_commit(self) -> Any:
        return commit_node(self._look, self._repository, self._facts["before"])

    @property
    def after_commit(self) -> Any:
        return commit_node(self._look, self._repository, self._facts["after"])

    @property
    def pull_request(self) -> Any:
        return self._subject()


class _HeadDeleted(EventNode):
    @property
    def head_ref_name(self) -> str:
        assert self._issue.pull is not None
        return self._issue.pull.head_ref

    @property
    def pull_request(self) -> Any:
        return self._subject()


class _Dismissed(EventNode):
    @property
    def database_id(self) -> int:
        return self._event.id

    @property
    def dismissal_message(self) -> str:
        return str(self._facts["message"])

    @property
    def previous_review_state(self) -> str:
        return str(self._facts["was"])

    @property
    def pull_request(self) -> Any:
        return self._subject()

    @property
    def review(self) -> Any:
        from .nodes_issue import ReviewNode

        assert self._issue.pull is not None
        found = next((one for one in self._issue.pull.reviews if one.id == self._facts["review"]), None)
        return ReviewNode(self._look, self._repository, self._issue, found) if found else None


class _CommentDeleted(EventNode):
    @property
    def database_id(self) -> int:
        return self._event.id

    @property
    def deleted_comment_author(self) -> Any:
        return actor(self._look, self._facts["author"])


class _Transferred(EventNode):
    @property
    def from_repository(self) -> Any:
        from .nodes_repository import RepositoryNode

        return RepositoryNode(self._look, self._look.state.repositories[self._facts["source"]])

    @property
    def issue(self) -> Any:
        return self._subject()


CLASSES: dict[str, type[EventNode]] = {
    "labeled": _Labelled,
    "unlabeled": _Labelled,
    "closed": _Closed,
    "reopened": _Reopened,
    "merged": _Merged,
    "base_ref_changed": _BaseChanged,
    "renamed": _Renamed,
    "head_ref_force_pushed": _ForcePushed,
    "head_ref_deleted": _HeadDeleted,
    "review_dismissed": _Dismissed,
    "comment_deleted": _CommentDeleted,
    "transferred": _Transferred,
}


def event_node(look: Look, repository: Repository, issue: Issue, event: Event) -> EventNode:
    return CLASSES[event.kind](look, repository, issue, event)
