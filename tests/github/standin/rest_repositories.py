"""REST: a repository, its refs, git commits, activity and hooks."""

import base64
import datetime
import hashlib
from typing import Any

from .answering import NOT_FOUND, Answer, Call, Listing, Problem
from .bare import Conflict
from .routes import below_repository
from .shapes_git import changed_files, commit_shape
from .shapes_repository import activity_shape, hook_shape, label_shape, whole_repository
from .state import Activity, Hook, node_id

_PERIODS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


@below_repository("GET", "")
def repository(call: Call) -> Any:
    return whole_repository(call.look, call.repository, call.viewer.id if call.viewer else 0)


@below_repository("GET", "/activity")
def activity(call: Call) -> Listing:
    """Newest first unless asked otherwise; by cursors."""
    repo, query = call.repository, call.query
    found = list(repo.activity)
    if ref := query.get("ref"):
        full = ref if ref.startswith("refs/") else f"refs/heads/{ref}"
        found = [one for one in found if one.ref == full]
    if kind := query.get("activity_type"):
        found = [one for one in found if one.kind == kind]
    if actor := query.get("actor"):
        found = [one for one in found if call.look.account(one.by)["login"].lower() == actor.lower()]
    if "time_period" in query:
        since = call.github.clock.now - 86400 * _PERIODS[call.choice("time_period", *_PERIODS)]
        found = [one for one in found if one.at >= since]
    if call.choice("direction", "desc", "asc") == "desc":
        found.reverse()
    return Listing(found, lambda one: activity_shape(call.look, repo, one), _cursor)


def _cursor(one: Activity) -> str:
    return base64.b64encode(f"v2:{one.at}:{one.id}".encode()).decode()


@below_repository("GET", "/labels")
def labels(call: Call) -> Listing:
    repo = call.repository
    return Listing(list(repo.labels.values()), lambda label: label_shape(call.look, repo, label))


@below_repository("GET", "/collaborators/{login}/permission")
def permission(call: Call) -> Any:
    """Of now: nobody is told what it was."""
    repo, viewer = call.repository, call.require_viewer
    call.github.require(repo, viewer, "write")
    account = call.github.account_of(call.params["login"])
    role = repo.permissions.get(account.id, "read")
    level = {"maintain": "write", "triage": "read"}.get(role, role)
    return {"permission": level, "role_name": role, "user": call.look.account(account.id)}


@below_repository("GET", "/branches")
def branches(call: Call) -> Listing:
    repo = call.repository
    heads = [ref for ref in sorted(repo.refs) if ref.startswith("refs/heads/")]

    def shape(ref: str) -> Any:
        commit = {"sha": repo.refs[ref], "url": f"{call.look.repo(repo)}/commits/{repo.refs[ref]}"}
        return {"name": ref.removeprefix("refs/heads/"), "commit": commit, "protected": False}

    return Listing(heads, shape)


@below_repository("GET", "/branches/{branch:path}")
def branch(call: Call) -> Any:
    repo, name = call.repository, call.params["branch"]
    oid = repo.refs.get(f"refs/heads/{name}")
    if oid is None:
        raise Problem(NOT_FOUND, "Branch not found")
    mine, html = f"{call.look.repo(repo)}/branches/{name}", f"{call.look.html(repo)}/tree/{name}"
    shape = {"name": name, "commit": commit_shape(call.look, repo, oid), "_links": {"self": mine, "html": html}}
    return shape | {"protected": False, "protection": {"enabled": False}, "protection_url": f"{mine}/protection"}


@below_repository("GET", "/git/ref/{ref:path}")
def ref(call: Call) -> Any:
    repo, name = call.repository, f"refs/{call.params['ref']}"
    if name not in repo.refs:
        raise Problem(NOT_FOUND, "Not Found")
    oid, mine = repo.refs[name], call.look.repo(repo)
    target = {"type": "commit", "sha": oid, "url": f"{mine}/git/commits/{oid}"}
    return {"ref": name, "node_id": node_id("REF", repo.id) + name, "url": f"{mine}/git/{name}", "object": target}


@below_repository("GET", "/commits")
def commits(call: Call) -> Listing:
    repo, query = call.repository, call.query
    begin = _resolved(call, query.get("sha") or repo.default_branch)
    options = [f"--{name}={query[name]}" for name in ("since", "until") if name in query]
    below = ["--", query["path"]] if "path" in query else []
    oids = call.github.bare(repo).run("rev-list", *options, begin, *below).splitlines()
    return Listing(oids, lambda oid: commit_shape(call.look, repo, oid))


@below_repository("GET", "/commits/{ref:path}")
def commit(call: Call) -> Any:
    return commit_shape(call.look, call.repository, _resolved(call, call.params["ref"]), whole=True)


@below_repository("GET", "/compare/{ends:path}")
def compare(call: Call) -> Any:
    repo = call.repository
    bare = call.github.bare(repo)
    base, _, head = call.params["ends"].partition("...")
    old, new = _resolved(call, base), _resolved(call, head)
    middle = bare.merge_base(old, new)
    ahead, behind = bare.between(old, new), bare.between(new, old)
    status = ("diverged" if behind else "ahead") if ahead else "behind" if behind else "identical"
    return {
        "url": f"{call.look.repo(repo)}/compare/{base}...{head}",
        "base_commit": commit_shape(call.look, repo, old),
        "merge_base_commit": commit_shape(call.look, repo, middle),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [commit_shape(call.look, repo, oid) for oid in ahead[:250]],
        "files": changed_files(call.look, repo, middle, new),
    }


@below_repository("GET", "/contents/{path:path}")
def contents(call: Call) -> Any:
    """A file; the stand-in lists no folders."""
    repo, path = call.repository, call.params["path"]
    at = call.query.get("ref") or repo.default_branch
    try:
        content = call.github.bare(repo).file(_resolved(call, at), path)
    except Conflict:
        raise Problem(NOT_FOUND, "Not Found") from None
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    mine, html = f"{call.look.repo(repo)}/contents/{path}?ref={at}", f"{call.look.html(repo)}/blob/{at}/{path}"
    git = f"{call.look.repo(repo)}/git/blobs/{blob}"
    shape = {"name": path.rpartition("/")[2], "path": path, "sha": blob, "size": len(content), "url": mine}
    shape |= {"html_url": html, "git_url": git, "download_url": None, "type": "file", "encoding": "base64"}
    links = {"self": mine, "git": git, "html": html}
    return shape | {"content": base64.encodebytes(content).decode(), "_links": links}


def _resolved(call: Call, name: str) -> str:
    bare = call.github.bare(call.repository)
    try:
        return bare.run("rev-parse", "--verify", "-q", "--end-of-options", f"{name}^{{commit}}", may_fail=True)
    except Conflict:
        raise Problem(422, f"No commit found for SHA: {name}") from None


# -- hooks ------------------------------------------------------------------------------------------------------------


@below_repository("GET", "/hooks")
def hooks(call: Call) -> Listing:
    repo = call.repository
    call.github.require(repo, call.require_viewer, "admin")
    return Listing(list(repo.hooks.values()), lambda hook: hook_shape(call.look, repo, hook))


def _hook(call: Call) -> Hook:
    call.github.require(call.repository, call.require_viewer, "admin")
    hook = call.repository.hooks.get(call.params["hook"])
    if hook is None:
        raise Problem(NOT_FOUND, "Not Found")
    return hook


def _delivery_shape(one: Any) -> dict[str, Any]:
    at = datetime.datetime.fromtimestamp(one.at, datetime.UTC).isoformat().replace("+00:00", "Z")
    return {
        "id": one.id,
        "guid": one.guid,
        "delivered_at": at,
        "redelivery": one.redelivery,
        "duration": round(one.seconds, 2),
        "status": "OK" if 200 <= one.status < 300 else "Invalid HTTP Response: " + str(one.status),
        "status_code": one.status,
        "event": one.event,
        "action": one.action or None,
        "installation_id": None,
        "repository_id": one.repository,
        "throttled_at": None,
    }


@below_repository("GET", "/hooks/{hook:int}/deliveries")
def deliveries(call: Call) -> Listing:
    """Newest first. Lost ones stand here too, as those that nobody answered."""
    hook = _hook(call)
    found = [one for one in reversed(call.github.post.deliveries) if one.hook.id == hook.id]
    return Listing(found, _delivery_shape, lambda one: f"v1_{one.id}")


@below_repository("POST", "/hooks/{hook:int}/deliveries/{delivery:int}/attempts")
def redeliver(call: Call) -> Answer:
    _hook(call)
    try:
        call.github.redeliver(call.params["delivery"])
    except KeyError:
        raise Problem(NOT_FOUND, "Not Found") from None
    return Answer(202, {})
