"""REST's git commits, in each of the ways it shows them."""

from typing import Any

from .bare import Conflict, GitCommit, Person
from .look import Look, stamp
from .state import Account, Repository, node_id

_UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}


def account_of_person(look: Look, person: Person) -> Account | None:
    """Whose it is, by the address that the site gives everybody: forgeable, as with GitHub."""
    number = person.email.partition("+")[0]
    return (
        look.somebody(int(number)) if number.isdigit() and person.email.endswith("@users.noreply.github.com") else None
    )


def commit_shape(look: Look, repository: Repository, oid: str, whole: bool = False) -> dict[str, Any]:
    """As a list of git commits has it; `whole` with its files. Raises Conflict if there is none."""
    one = look.ground.git_commit(repository, oid)
    mine, html = look.repo(repository), look.html(repository)
    author, committer = account_of_person(look, one.author), account_of_person(look, one.committer)
    shape = {
        "sha": oid,
        "node_id": node_id("C", repository.id) + oid,
        "commit": {
            "author": _person(one.author),
            "committer": _person(one.committer),
            "message": one.message.rstrip("\n"),
            "tree": {"sha": one.tree, "url": f"{mine}/git/trees/{one.tree}"},
            "url": f"{mine}/git/commits/{oid}",
            "comment_count": 0,
            "verification": _UNSIGNED,
        },
        "url": f"{mine}/commits/{oid}",
        "html_url": f"{html}/commit/{oid}",
        "comments_url": f"{mine}/commits/{oid}/comments",
        "author": look.account(author.id) if author else None,
        "committer": look.account(committer.id) if committer else None,
        "parents": parents(look, repository, one),
    }
    if whole:
        files = changed_files(look, repository, one.parents[0], oid) if one.parents else []
        total = {name: sum(file[name] for file in files) for name in ("additions", "deletions")}
        shape |= {"stats": {"total": sum(total.values()), **total}, "files": files}
    return shape


def timeline_commit(look: Look, repository: Repository, oid: str) -> dict[str, Any]:
    """As an issue's timeline has it."""
    one, mine = look.ground.git_commit(repository, oid), look.repo(repository)
    return {
        "sha": oid,
        "node_id": node_id("C", repository.id) + oid,
        "url": f"{mine}/git/commits/{oid}",
        "html_url": f"{look.html(repository)}/commit/{oid}",
        "author": _person(one.author),
        "committer": _person(one.committer),
        "tree": {"sha": one.tree, "url": f"{mine}/git/trees/{one.tree}"},
        "message": one.message.rstrip("\n"),
        "parents": parents(look, repository, one),
        "verification": _UNSIGNED,
        "event": "committed",
    }


def push_commit(look: Look, repository: Repository, oid: str) -> dict[str, Any]:
    """As a push's payload has it."""
    one = look.ground.git_commit(repository, oid)
    bare = look.ground.bare(repository)
    files = bare.changed(one.parents[0], oid) if one.parents else []
    before = set(bare.run("ls-tree", "-r", "--name-only", one.parents[0]).splitlines()) if one.parents else set()
    after = set(bare.run("ls-tree", "-r", "--name-only", oid).splitlines())
    names = [name for _, _, name in files] if one.parents else sorted(after)
    return {
        "id": oid,
        "tree_id": one.tree,
        "distinct": True,
        "message": one.message.rstrip("\n"),
        "timestamp": stamp(one.committer.at),
        "url": f"{look.html(repository)}/commit/{oid}",
        "author": _pusher(look, one.author),
        "committer": _pusher(look, one.committer),
        "added": [name for name in names if name not in before],
        "removed": [name for name in names if name not in after],
        "modified": [name for name in names if name in before and name in after],
    }


def changed_files(look: Look, repository: Repository, before: str, after: str) -> list[dict[str, Any]]:
    """As `GET …/pulls/N/files` has them, less the patch."""
    mine, html, bare = look.repo(repository), look.html(repository), look.ground.bare(repository)
    rows = []
    for added, deleted, name in bare.changed(before, after):
        blob, status = _blob(look, repository, after, name), "modified"
        if not blob:
            blob, status = _blob(look, repository, before, name), "removed"
        elif not _blob(look, repository, before, name):
            status = "added"
        row = {"sha": blob, "filename": name, "status": status, "additions": added, "deletions": deleted}
        row |= {"changes": added + deleted, "blob_url": f"{html}/blob/{after}/{name}"}
        row |= {"raw_url": f"{html}/raw/{after}/{name}", "contents_url": f"{mine}/contents/{name}?ref={after}"}
        rows.append(row)
    return rows


def parents(look: Look, repository: Repository, one: GitCommit) -> list[dict[str, Any]]:
    mine, html = look.repo(repository), look.html(repository)
    return [{"sha": p, "url": f"{mine}/commits/{p}", "html_url": f"{html}/commit/{p}"} for p in one.parents]


def _blob(look: Look, repository: Repository, oid: str, name: str) -> str:
    try:
        return look.ground.bare(repository).run("rev-parse", "--verify", "-q", f"{oid}:{name}", may_fail=True)
    except Conflict:
        return ""


def _person(person: Person) -> dict[str, Any]:
    return {"name": person.name, "email": person.email, "date": stamp(person.at)}


def _pusher(look: Look, person: Person) -> dict[str, Any]:
    known = account_of_person(look, person)
    shape = {"name": person.name, "email": person.email}
    return shape | ({"username": known.login} if known else {})
