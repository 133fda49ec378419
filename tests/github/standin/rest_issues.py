"""REST: issues, comments, events and pull requests."""

from collections.abc import Iterable
from typing import Any

from .answering import NOT_FOUND, Answer, Call, Listing, Problem, moved
from .ground import Impossible
from .look import stamp
from .routes import below_repository
from .shapes_git import changed_files, commit_shape
from .shapes_issue import comment_shape, issue_shape, pull_shape, review_shape
from .shapes_repository import label_shape
from .state import Comment, Issue
from .timeline import event_shape, happening_shape, timeline


def _issue(call: Call) -> Issue:
    """Raises Problem; where it was transferred, with the place where it is now."""
    issue = call.repository.issues.get(call.params["number"])
    if issue is None:
        raise Problem(NOT_FOUND, "Not Found")
    if issue.gone_to:
        repository, number = issue.gone_to
        raise moved(f"{call.look.api}/repositories/{repository}/issues/{number}")
    return issue


def _pull(call: Call) -> Issue:
    issue = _issue(call)
    if issue.pull is None:
        raise Problem(NOT_FOUND, "Not Found")
    return issue


def _sorted(call: Call, found: Iterable[Issue]) -> list[Issue]:
    by = call.choice("sort", "created", "updated", "comments", "popularity", "long-running")
    keys = {"updated": lambda one: one.updated_at, "comments": lambda one: len(one.comments)}
    # For pull requests the direction is descending by `created`, or if nothing is said.
    descending = call.choice("direction", "desc", "asc") == "desc"
    return sorted(found, key=lambda one: (keys.get(by, lambda one: one.at)(one), one.number), reverse=descending)


@below_repository("GET", "/issues")
def issues(call: Call) -> Listing:
    """Pull requests too."""
    repo, query = call.repository, call.query
    found: Iterable[Issue] = [one for one in repo.issues.values() if not one.gone_to]
    state = call.choice("state", "open", "closed", "all")
    if state != "all":
        found = [one for one in found if one.state == state]
    if since := query.get("since"):
        found = [one for one in found if stamp(one.updated_at) >= since]
    if wanted := query.get("labels"):
        found = [one for one in found if set(wanted.split(",")) <= set(one.labels)]
    if creator := query.get("creator"):
        found = [one for one in found if call.look.account(one.by)["login"].lower() == creator.lower()]
    return Listing(_sorted(call, found), lambda one: issue_shape(call.look, repo, one))


@below_repository("GET", "/issues/comments")
def all_comments(call: Call) -> Listing:
    repo, since = call.repository, call.query.get("since", "")
    pairs = [(issue, one) for issue in repo.issues.values() if not issue.gone_to for one in issue.comments]
    pairs = [pair for pair in pairs if stamp(pair[1].updated_at) >= since]
    updated = call.choice("sort", "created", "updated") == "updated"
    pairs.sort(key=lambda pair: (pair[1].updated_at if updated else pair[1].at, pair[1].id))
    if call.choice("direction", "asc", "desc") == "desc":
        pairs.reverse()
    return Listing(pairs, lambda pair: comment_shape(call.look, repo, *pair))


@below_repository("GET", "/issues/comments/{comment:int}")
def comment(call: Call) -> Any:
    issue, found = _comment(call)
    return comment_shape(call.look, call.repository, issue, found)


def _comment(call: Call) -> tuple[Issue, Comment]:
    try:
        _, issue, found = call.github.comment_of(call.github.full_name(call.repository), call.params["comment"])
    except Impossible:
        raise Problem(NOT_FOUND, "Not Found") from None
    return issue, found


@below_repository("PATCH", "/issues/comments/{comment:int}")
def edit_comment(call: Call) -> Any:
    issue, found = _comment(call)
    viewer, repo = call.require_viewer, call.repository
    if found.by != viewer.id:
        call.github.require(repo, viewer, "write")
    call.github.edit_comment(call.github.full_name(repo), found.id, viewer.login, call.body["body"])
    return comment_shape(call.look, repo, issue, found)


@below_repository("DELETE", "/issues/comments/{comment:int}")
def delete_comment(call: Call) -> Answer:
    _, found = _comment(call)
    viewer = call.require_viewer
    if found.by != viewer.id:
        call.github.require(call.repository, viewer, "write")
    call.github.delete_comment(call.github.full_name(call.repository), found.id, viewer.login)
    return Answer(204)


@below_repository("GET", "/issues/events")
def all_events(call: Call) -> Listing:
    """Newest first."""
    repo = call.repository
    pairs = [(issue, event) for issue in repo.issues.values() if not issue.gone_to for event in issue.events]
    pairs.sort(key=lambda pair: pair[1].id, reverse=True)

    def shape(pair: tuple[Issue, Any]) -> Any:
        return event_shape(call.look, repo, *pair) | {"issue": issue_shape(call.look, repo, pair[0])}

    return Listing(pairs, shape)


@below_repository("GET", "/issues/{number:int}")
def issue(call: Call) -> Any:
    return issue_shape(call.look, call.repository, _issue(call))


@below_repository("GET", "/issues/{number:int}/comments")
def comments(call: Call) -> Listing:
    one, repo, since = _issue(call), call.repository, call.query.get("since", "")
    found = [comment for comment in one.comments if stamp(comment.updated_at) >= since]
    return Listing(found, lambda comment: comment_shape(call.look, repo, one, comment))


@below_repository("POST", "/issues/{number:int}/comments")
def write_comment(call: Call) -> Answer:
    one, repo, viewer = _issue(call), call.repository, call.require_viewer
    number = call.github.comment(call.github.full_name(repo), one.number, viewer.login, call.body["body"])
    found = next(comment for comment in one.comments if comment.id == number)
    shape = comment_shape(call.look, repo, one, found)
    return Answer(201, shape, {"Location": shape["url"]})


@below_repository("GET", "/issues/{number:int}/events")
def events(call: Call) -> Listing:
    one, repo = _issue(call), call.repository
    return Listing(one.events, lambda event: event_shape(call.look, repo, one, event))


@below_repository("GET", "/issues/{number:int}/timeline")
def timeline_of(call: Call) -> Listing:
    one, repo = _issue(call), call.repository
    return Listing(timeline(call.look, repo, one), lambda found: happening_shape(call.look, repo, one, found))


@below_repository("GET", "/issues/{number:int}/labels")
def labels_of(call: Call) -> Listing:
    one, repo = _issue(call), call.repository
    return Listing(one.labels, lambda name: label_shape(call.look, repo, repo.labels[name]))


# -- pull requests ----------------------------------------------------------------------------------------------------


@below_repository("GET", "/pulls")
def pulls(call: Call) -> Listing:
    repo, query = call.repository, call.query
    found = [one for one in repo.issues.values() if one.pull]
    state = call.choice("state", "open", "closed", "all")
    if state != "all":
        found = [one for one in found if one.state == state]
    if base := query.get("base"):
        found = [one for one in found if one.pull and one.pull.base_ref == base]
    if head := query.get("head"):
        owner, _, branch = head.partition(":")
        account = call.github.account_of(owner).id
        found = [one for one in found if one.pull and (one.pull.head_owner, one.pull.head_ref) == (account, branch)]
    if query.get("sort", "created") != "created" and "direction" not in query:
        call.query = {**query, "direction": "asc"}  # as documented: descending only by `created`
    return Listing(_sorted(call, found), lambda one: pull_shape(call.look, repo, one, whole=False))


@below_repository("GET", "/pulls/{number:int}")
def pull(call: Call) -> Any:
    return pull_shape(call.look, call.repository, _pull(call))


@below_repository("GET", "/pulls/{number:int}/commits")
def pull_commits(call: Call) -> Listing:
    """At most 250, as documented."""
    one, repo = _pull(call), call.repository
    assert one.pull is not None
    return Listing(one.pull.commits[:250], lambda oid: commit_shape(call.look, repo, oid))


@below_repository("GET", "/pulls/{number:int}/files")
def pull_files(call: Call) -> Listing:
    one, repo = _pull(call), call.repository
    assert one.pull is not None
    base = call.github.bare(repo).merge_base(one.pull.base_sha, one.pull.head)
    return Listing(changed_files(call.look, repo, base, one.pull.head), lambda row: row)


@below_repository("GET", "/pulls/{number:int}/reviews")
def reviews(call: Call) -> Listing:
    one, repo = _pull(call), call.repository
    assert one.pull is not None
    return Listing(one.pull.reviews, lambda found: review_shape(call.look, repo, one, found))


@below_repository("GET", "/pulls/{number:int}/merge")
def is_merged(call: Call) -> Answer:
    one = _pull(call)
    assert one.pull is not None
    if not one.pull.merged_at:
        raise Problem(NOT_FOUND, "Not Found")
    return Answer(204)
