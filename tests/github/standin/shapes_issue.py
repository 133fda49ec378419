"""REST's issues, pull requests, comments and reviews."""

from typing import Any

from .look import Look, stamp, stamp_or_none
from .shapes_repository import label_shape, repository_shape
from .state import Comment, Issue, Repository, Review, node_id

_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def reactions(url: str) -> dict[str, Any]:
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(_REACTIONS, 0)}


def _labels(look: Look, repository: Repository, issue: Issue) -> list[dict[str, Any]]:
    return [label_shape(look, repository, repository.labels[name]) for name in issue.labels]


def issue_shape(look: Look, repository: Repository, issue: Issue) -> dict[str, Any]:
    """An issue, or a pull request as the lists of issues show it."""
    mine, html = f"{look.repo(repository)}/issues/{issue.number}", look.issue_html(repository, issue)
    shape = {
        "url": mine,
        "repository_url": look.repo(repository),
        "labels_url": f"{mine}/labels{{/name}}",
        "comments_url": f"{mine}/comments",
        "events_url": f"{mine}/events",
        "html_url": html,
        "id": issue.id,
        "node_id": issue.node_id,
        "number": issue.number,
        "title": issue.title,
        "user": look.account(issue.by),
        "labels": _labels(look, repository, issue),
        "state": issue.state,
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": len(issue.comments),
        "created_at": stamp(issue.at),
        "updated_at": stamp(issue.updated_at),
        "closed_at": stamp_or_none(issue.closed_at),
        "author_association": look.association(repository, issue.by),
        "type": None,
        "active_lock_reason": None,
        "body": issue.body or None,
        "closed_by": look.account_or_none(issue.closed_by),
        "reactions": reactions(mine),
        "timeline_url": f"{mine}/timeline",
        "performed_via_github_app": None,
        "state_reason": issue.state_reason or None,
    }
    if issue.pull:
        links = {"url": f"{look.repo(repository)}/pulls/{issue.number}", "html_url": html}
        links |= {"diff_url": f"{html}.diff", "patch_url": f"{html}.patch"}
        shape |= {"draft": issue.pull.draft, "pull_request": links | {"merged_at": stamp_or_none(issue.pull.merged_at)}}
    else:
        shape["sub_issues_summary"] = {"total": 0, "completed": 0, "percent_completed": 0}
        shape["issue_dependencies_summary"] = dict.fromkeys(
            ("blocked_by", "total_blocked_by", "blocking", "total_blocking"), 0
        )
    return shape


def pull_shape(look: Look, repository: Repository, issue: Issue, whole: bool = True) -> dict[str, Any]:
    """A pull request; `whole` as on its own and in its own events, else as lists and reviews' events have it."""
    pull = issue.pull
    assert pull is not None
    repo, html = look.repo(repository), look.issue_html(repository, issue)
    mine, issues = f"{repo}/pulls/{issue.number}", f"{repo}/issues/{issue.number}"
    links = {
        "self": mine,
        "html": html,
        "issue": issues,
        "comments": f"{issues}/comments",
        "review_comments": f"{mine}/comments",
        "review_comment": f"{repo}/pulls/comments{{/number}}",
        "commits": f"{mine}/commits",
        "statuses": f"{repo}/statuses/{pull.head}",
    }
    head = look.state.repositories.get(pull.head_repository)
    shape = {
        "url": mine,
        "id": pull.id,
        "node_id": issue.node_id,
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "issue_url": issues,
        "number": issue.number,
        "state": issue.state,
        "locked": False,
        "title": issue.title,
        "user": look.account(issue.by),
        "body": issue.body or None,
        "created_at": stamp(issue.at),
        "updated_at": stamp(issue.updated_at),
        "closed_at": stamp_or_none(issue.closed_at),
        "merged_at": stamp_or_none(pull.merged_at),
        "merge_commit_sha": pull.merge or pull.trial or None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "labels": _labels(look, repository, issue),
        "milestone": None,
        "draft": pull.draft,
        **{
            f"{name}_url": links[name]
            for name in ("commits", "review_comments", "review_comment", "comments", "statuses")
        },
        "head": _end(look, head, pull.head_owner, pull.head_ref, pull.head),
        "base": _end(look, repository, repository.owner, pull.base_ref, pull.base_sha),
        "_links": {name: {"href": link} for name, link in links.items()},
        "author_association": look.association(repository, issue.by),
        "auto_merge": None,
        "active_lock_reason": None,
    }
    return shape | _whole(look, repository, issue) if whole else shape


def _whole(look: Look, repository: Repository, issue: Issue) -> dict[str, Any]:
    pull = issue.pull
    assert pull is not None
    bare = look.ground.bare(repository)
    base = bare.merge_base(pull.base_sha, pull.head)
    changed = bare.changed(base, pull.head)
    live = issue.state == "open"
    mergeable = bool(pull.trial) if live else None
    return {
        "merged": bool(pull.merged_at),
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": ("clean" if mergeable else "dirty") if live else "unknown",
        "merged_by": look.account_or_none(pull.merged_by),
        "comments": len(issue.comments),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": len(pull.commits),
        "additions": sum(added for added, _, _ in changed),
        "deletions": sum(deleted for _, deleted, _ in changed),
        "changed_files": len(changed),
    }


def _end(look: Look, repository: Repository | None, owner: int, ref: str, oid: str) -> dict[str, Any]:
    user = look.account(owner)
    label = f"{user['login']}:{ref}" if repository else f"unknown repository:{ref}"
    found = repository_shape(look, repository) if repository else None
    return {"label": label, "ref": ref, "sha": oid, "user": user if repository else None, "repo": found}


def comment_shape(look: Look, repository: Repository, issue: Issue, comment: Comment) -> dict[str, Any]:
    mine = f"{look.repo(repository)}/issues/comments/{comment.id}"
    return {
        "url": mine,
        "html_url": f"{look.issue_html(repository, issue)}#issuecomment-{comment.id}",
        "issue_url": f"{look.repo(repository)}/issues/{issue.number}",
        "id": comment.id,
        "node_id": node_id("IC", repository.id, comment.id),
        "user": look.account(comment.by),
        "created_at": stamp(comment.at),
        "updated_at": stamp(comment.updated_at),
        "author_association": look.association(repository, comment.by),
        "body": comment.body,
        "reactions": reactions(mine),
        "performed_via_github_app": None,
    }


def review_shape(look: Look, repository: Repository, issue: Issue, review: Review) -> dict[str, Any]:
    """The state in capitals, as REST has it; payloads have it in small letters."""
    html = f"{look.issue_html(repository, issue)}#pullrequestreview-{review.id}"
    mine = f"{look.repo(repository)}/pulls/{issue.number}"
    return {
        "id": review.id,
        "node_id": node_id("PRR", repository.id, review.id),
        "user": look.account(review.by),
        "body": review.body,
        "state": review.state,
        "html_url": html,
        "pull_request_url": mine,
        "author_association": look.association(repository, review.by),
        "_links": {"html": {"href": html}, "pull_request": {"href": mine}},
        "submitted_at": stamp(review.at),
        "commit_id": review.head,
    }
