"""Clone and push over HTTP: `git http-backend` behind `/owner/name.git`."""

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .answering import Problem
from .gate import who_asks
from .ground import Impossible, NotAllowed

if TYPE_CHECKING:
    from .acts import StandIn


async def serve(
    github: "StandIn", method: str, path: str, query: str, given: Mapping[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers, body. A push needs a token as password, of somebody who may write; what it brought is noted."""
    name, _, rest = path.lstrip("/").partition(".git")
    pushing = "git-receive-pack" in (query + rest)
    try:
        with github.lock:
            repository = github.repository_of(name)
            who = who_asks(github, given)
            if (pushing or repository.private) and who.account is None:
                return 401, {"WWW-Authenticate": 'Basic realm="GitHub"'}, b"Repository not found."
            if pushing and who.account:
                github.require(repository, who.account, "write")
    except Impossible as impossible:
        return (403 if isinstance(impossible, NotAllowed) else 404), {}, str(impossible).encode()
    except Problem as problem:
        return problem.status, {}, problem.message.encode()
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "GIT_PROJECT_ROOT": str(github.folder.resolve()),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PATH_INFO": f"/{repository.id}.git{rest}",
        "QUERY_STRING": query,
        "REQUEST_METHOD": method,
        "CONTENT_TYPE": given.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_CONTENT_ENCODING": given.get("content-encoding", ""),
        "GIT_PROTOCOL": given.get("git-protocol", ""),
        "REMOTE_USER": who.account.login if who.account else "",
        "REMOTE_ADDR": "127.0.0.1",
    }
    backend = await asyncio.create_subprocess_exec(
        "git", "http-backend", env=environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = await backend.communicate(body)
    if pushing and method == "POST" and who.account:
        account = who.account
        await asyncio.to_thread(_observe, github, repository.id, account.id)
    return _cgi(said)


def _observe(github: "StandIn", repository: int, account: int) -> None:
    with github.lock:
        github.observe(github.state.repositories[repository], github.state.accounts[account])


def _cgi(said: bytes) -> tuple[int, dict[str, str], bytes]:
    """A CGI program's answer."""
    head, _, body = said.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
    status = int(headers.pop("Status", "200 OK").split()[0]) if head else 500
    return status, headers, body
