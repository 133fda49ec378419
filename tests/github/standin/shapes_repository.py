"""REST's repositories, hooks, activity, gists and users."""

import hashlib
from typing import Any

from .look import Look, stamp
from .state import Activity, Gist, Hook, Label, Repository, Version, node_id

_LINKS = {
    "forks": "", "keys": "{/key_id}", "collaborators": "{/collaborator}", "teams": "", "hooks": "", "events": "",
    "assignees": "{/user}", "branches": "{/branch}", "tags": "", "languages": "", "stargazers": "", "contributors": "",
    "subscribers": "", "subscription": "", "commits": "{/sha}", "comments": "{/number}", "contents": "/{+path}",
    "compare": "/{base}...{head}", "merges": "", "downloads": "", "issues": "{/number}", "pulls": "{/number}",
    "milestones": "{/number}", "notifications": "{?since,all,participating}", "labels": "{/name}", "releases": "{/id}",
    "deployments": "",
}  # fmt: skip
_ODD_LINKS = {
    "issue_events_url": "/issues/events{/number}", "blobs_url": "/git/blobs{/sha}", "git_tags_url": "/git/tags{/sha}",
    "git_refs_url": "/git/refs{/sha}", "trees_url": "/git/trees{/sha}", "statuses_url": "/statuses/{sha}",
    "git_commits_url": "/git/commits{/sha}", "issue_comment_url": "/issues/comments{/number}",
    "archive_url": "/{archive_format}{/ref}",
}  # fmt: skip
_PERMISSIONS = ("pull", "triage", "push", "maintain", "admin")
_LEVELS = ("read", "triage", "write", "maintain", "admin")


def repository_shape(look: Look, repository: Repository, viewer: int = 0) -> dict[str, Any]:
    """As in a payload, a pull request, or on its own; `permissions` are the viewer's, where somebody asks."""
    mine, html, full = look.repo(repository), look.html(repository), look.ground.full_name(repository)
    still_open = sum(issue.state == "open" and not issue.gone_to for issue in repository.issues.values())
    forks = sum(one.fork_of == repository.id and not one.deleted for one in look.state.repositories.values())
    shape = {
        "id": repository.id,
        "node_id": repository.node_id,
        "name": repository.name,
        "full_name": full,
        "private": repository.private,
        "owner": look.account(repository.owner),
        "html_url": html,
        "description": None,
        "fork": bool(repository.fork_of),
        "url": mine,
        **{f"{name}_url": f"{mine}/{name}{rest}" for name, rest in _LINKS.items()},
        **{name: f"{mine}{rest}" for name, rest in _ODD_LINKS.items()},
        "created_at": stamp(repository.created_at),
        "updated_at": stamp(repository.updated_at),
        "pushed_at": stamp(repository.pushed_at),
        "git_url": f"git:{html.partition(':')[2]}.git",
        "ssh_url": f"git@{look.site.partition('://')[2]}:{full}.git",
        "clone_url": f"{html}.git",
        "svn_url": html,
        "homepage": None,
        "size": 0,
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": None,
        "has_issues": True,
        "has_projects": True,
        "has_downloads": True,
        "has_wiki": True,
        "has_pages": False,
        "has_discussions": False,
        "forks_count": forks,
        "mirror_url": None,
        "archived": False,
        "disabled": False,
        "open_issues_count": still_open,
        "license": None,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "private" if repository.private else "public",
        "forks": forks,
        "open_issues": still_open,
        "watchers": 0,
        "default_branch": repository.default_branch,
        "custom_properties": {},
    }
    if viewer:
        level = _LEVELS.index(repository.permissions.get(viewer, "read"))
        shape["permissions"] = {name: place <= level for place, name in enumerate(_PERMISSIONS)}
    return shape


def whole_repository(look: Look, repository: Repository, viewer: int = 0) -> dict[str, Any]:
    """As `GET /repos/{owner}/{repo}` gives it."""
    shape = repository_shape(look, repository, viewer)
    shape |= {"temp_clone_token": None, "network_count": shape["forks"], "subscribers_count": 0}
    owner = look.state.accounts[repository.owner]
    if owner.kind == "Organization":
        shape["organization"] = shape["owner"]
    parent = look.state.repositories.get(repository.fork_of)
    if parent and not parent.deleted:
        shape["parent"] = shape["source"] = repository_shape(look, parent)
    return shape


def label_shape(look: Look, repository: Repository, label: Label) -> dict[str, Any]:
    return {
        "id": label.id,
        "node_id": node_id("LA", repository.id, label.id),
        "url": f"{look.repo(repository)}/labels/{label.name}",
        "name": label.name,
        "color": label.color,
        "default": label.default,
        "description": label.description,
    }


def hook_shape(look: Look, repository: Repository, hook: Hook) -> dict[str, Any]:
    mine = f"{look.repo(repository)}/hooks/{hook.id}"
    config = {"content_type": "json", "insecure_ssl": "0", "secret": "********", "url": hook.url}
    return {
        "type": "Repository",
        "id": hook.id,
        "name": "web",
        "active": hook.active,
        "events": hook.events,
        "config": config,
        "updated_at": stamp(hook.at),
        "created_at": stamp(hook.at),
        "url": mine,
        "test_url": f"{mine}/test",
        "ping_url": f"{mine}/pings",
        "deliveries_url": f"{mine}/deliveries",
        "last_response": {"code": None, "status": "unused", "message": None},
    }


def activity_shape(look: Look, repository: Repository, one: Activity) -> dict[str, Any]:
    return {
        "id": one.id,
        "node_id": node_id("PSH", repository.id, one.id),
        "before": one.before,
        "after": one.after,
        "ref": one.ref,
        "timestamp": stamp(one.at),
        "activity_type": one.kind,
        "actor": look.account(one.by) if look.somebody(one.by) else None,
    }


def gist_shape(look: Look, gist: Gist, version: Version, whole: bool = True) -> dict[str, Any]:
    """`whole`: with the files' text and the history, as one gist and not a list gives it."""
    mine, owner = f"{look.api}/gists/{gist.id}", look.account(gist.owner)
    files = {}
    for name, text in version.files.items():
        blob = hashlib.sha1(b"blob %d\0" % len(text.encode()) + text.encode(), usedforsecurity=False).hexdigest()
        raw = f"{look.site}/gist/{owner['login']}/{gist.id}/raw/{blob}/{name}"
        files[name] = {"filename": name, "type": "text/plain", "language": "Text", "raw_url": raw}
        files[name]["size"] = len(text.encode())
        if whole:
            files[name] |= {"truncated": False, "content": text, "encoding": "utf-8"}
    shape = {
        "url": mine if version is gist.versions[-1] else f"{mine}/{version.version}",
        "forks_url": f"{mine}/forks",
        "commits_url": f"{mine}/commits",
        "id": gist.id,
        "node_id": f"G_{gist.id}",
        "git_pull_url": f"{look.site}/gist/{gist.id}.git",
        "git_push_url": f"{look.site}/gist/{gist.id}.git",
        "html_url": f"{look.site}/gist/{owner['login']}/{gist.id}",
        "files": files,
        "public": gist.public,
        "created_at": stamp(gist.at),
        "updated_at": stamp(gist.versions[-1].at),
        "description": gist.description,
        "comments": 0,
        "user": None,
        "comments_enabled": True,
        "comments_url": f"{mine}/comments",
        "owner": owner,
        "truncated": False,
    }
    if whole:
        shape |= {"forks": [], "history": [gist_commit(look, gist, one) for one in reversed(gist.versions)]}
    return shape


def gist_commit(look: Look, gist: Gist, version: Version) -> dict[str, Any]:
    lines = sum(text.count("\n") + 1 for text in version.files.values())
    return {
        "user": look.account(gist.owner),
        "version": version.version,
        "committed_at": stamp(version.at),
        "change_status": {"total": lines, "additions": lines, "deletions": 0},
        "url": f"{look.api}/gists/{gist.id}/{version.version}",
    }


def user_shape(look: Look, number: int) -> dict[str, Any]:
    """A public profile."""
    one = look.state.accounts[number]
    nothing = dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio", "twitter_username"))
    mine = [gist for gist in look.state.gists.values() if gist.owner == number and gist.public and not gist.deleted]
    owned = sum(repo.owner == number and not repo.deleted for repo in look.state.repositories.values())
    counts = {"public_repos": owned, "public_gists": len(mine), "followers": 0, "following": 0}
    times = {"created_at": stamp(one.created_at), "updated_at": stamp(one.created_at)}
    return {**look.account(number), **nothing, "blog": "", **counts, **times}
