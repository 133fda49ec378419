"""Events of an issue, and its timeline: the same happenings for REST and for GraphQL."""

from dataclasses import dataclass
from typing import Any

from .look import Look, stamp
from .shapes_git import timeline_commit
from .shapes_issue import comment_shape, review_shape
from .state import Comment, Event, Issue, Repository, Review, node_id

# REST's word → GraphQL's type, and the prefix of its ids.
KINDS = {
    "labeled": ("LabeledEvent", "LE"),
    "unlabeled": ("UnlabeledEvent", "UNLE"),
    "closed": ("ClosedEvent", "CE"),
    "reopened": ("ReopenedEvent", "REE"),
    "merged": ("MergedEvent", "ME"),
    "base_ref_changed": ("BaseRefChangedEvent", "BRCE"),
    "renamed": ("RenamedTitleEvent", "RTE"),
    "head_ref_deleted": ("HeadRefDeletedEvent", "HRDE"),
    "head_ref_force_pushed": ("HeadRefForcePushedEvent", "HRFPE"),
    "review_dismissed": ("ReviewDismissedEvent", "RDE"),
    "comment_deleted": ("CommentDeletedEvent", "CDE"),
    "transferred": ("TransferredEvent", "TRE"),
}


@dataclass(frozen=True, slots=True)
class Committed:
    """A git commit of a pull request."""

    oid: str
    at: int


Happening = Committed | Comment | Review | Event


def timeline(look: Look, repository: Repository, issue: Issue) -> list[Happening]:
    """Oldest first."""
    found: list[Happening] = []
    if issue.pull:
        commits = (look.ground.git_commit(repository, oid) for oid in issue.pull.commits)
        found += [Committed(one.oid, one.committer.at) for one in commits]
        found += issue.pull.reviews
    found += [*issue.comments, *issue.events]
    return sorted(found, key=lambda one: one.at)


def event_id(issue: Issue, event: Event) -> str:
    """The same for REST's `node_id` and GraphQL's `id`."""
    return node_id(KINDS[event.kind][1], issue.repository, issue.id, event.id)


def happening_shape(look: Look, repository: Repository, issue: Issue, one: Happening) -> dict[str, Any]:
    """As REST's timeline has it."""
    if isinstance(one, Committed):
        return timeline_commit(look, repository, one.oid)
    if isinstance(one, Comment):
        shape = comment_shape(look, repository, issue, one)
        return {**shape, "event": "commented", "actor": shape["user"]}
    if isinstance(one, Review):
        shape = review_shape(look, repository, issue, one)
        return {**shape, "state": shape["state"].lower(), "event": "reviewed"}
    return event_shape(look, repository, issue, one)


def event_shape(look: Look, repository: Repository, issue: Issue, event: Event) -> dict[str, Any]:
    mine = look.repo(repository)
    facts, commit = event.facts, event.facts.get("commit")
    shape: dict[str, Any] = {
        "id": event.id,
        "node_id": event_id(issue, event),
        "url": f"{mine}/issues/events/{event.id}",
        "actor": look.account(event.by) if look.somebody(event.by) else None,
        "event": event.kind,
        "commit_id": commit,
        "commit_url": f"{mine}/commits/{commit}" if commit else None,
        "created_at": stamp(event.at),
        "performed_via_github_app": None,
    }
    if event.kind in ("labeled", "unlabeled"):
        shape["label"] = {"name": facts["label"], "color": facts["color"]}
    if event.kind == "closed":
        shape["state_reason"] = None if facts["reason"] in ("", "completed") else facts["reason"]
    if event.kind == "renamed":
        shape["rename"] = {"from": facts["was"], "to": facts["now"]}
    if event.kind == "review_dismissed":
        said = {"state": facts["was"].lower(), "review_id": facts["review"], "dismissal_message": facts["message"]}
        shape["dismissed_review"] = said
    return shape
