"""Gists in which accounts publish their links: public, owned by the numeric id, in a file of that one name."""

from ...core.errors import NotThere
from .client import GitHubSession
from .link_file import LINK_FILE
from .models import RestAccount, RestGist
from .readings import Account, Gist


async def read_gists(session: GitHubSession, account: Account) -> tuple[Gist, ...]:
    """The account's link files, as they are now, by gist and file name. Raises NetworkFailed.

    at: when the gist's last revision was made; its owner can forge it (a gist is a git repository).
    """
    login = await _login(session, account)
    if not login:
        return ()
    url = f"/users/{login}/gists?per_page=100"
    listed: list[RestGist] = await session.read_pages(url, RestGist, f"gists of {login}")
    found: list[Gist] = []
    for gist in listed:
        if gist.public and gist.owner.id == account.id and any(map(LINK_FILE.fullmatch, gist.files)):
            found += await _link_files(session, account, gist.id)
    return tuple(sorted(found, key=lambda gist: (gist.id, gist.file)))


async def _login(session: GitHubSession, account: Account) -> str:
    """What the account is called now; names can be taken over, numbers cannot. "" once it is deleted."""
    try:
        now: RestAccount = await session.read(f"/user/{account.id}", RestAccount, f"account {account.id}")
    except NotThere:
        return ""
    return now.login if now.id == account.id else ""


async def _link_files(session: GitHubSession, account: Account, gist_id: str) -> list[Gist]:
    try:
        gist: RestGist = await session.read(f"/gists/{gist_id}", RestGist, f"gist {gist_id}")
    except NotThere:  # deleted since it was listed
        return []
    if not gist.public or gist.owner.id != account.id or not gist.history:
        return []
    version = gist.history[0]
    return [
        Gist(gist.id, gist.owner, version.version, version.committed_at, name, file.content)
        for name, file in gist.files.items()
        if LINK_FILE.fullmatch(name) and not file.truncated
    ]
