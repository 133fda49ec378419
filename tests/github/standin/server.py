"""The stand-in on HTTP, on loopback: REST below `/` and `/api/v3`, GraphQL, git, and the harness's own `/_standin/`."""

import asyncio
import contextlib
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import git_http, rest_issues, rest_people, rest_repositories
from .acts import StandIn
from .answering import DOCUMENTATION, Answer
from .control import perform
from .gate import answer, rate_limit
from .graphql import graphql
from .look import Look
from .routes import ROUTES, Handler, at

at("GET", "/rate_limit")(rate_limit)
HANDLERS = (rest_issues, rest_people, rest_repositories)  # imported for the routes that they make
ENTERPRISE = "/api/v3"


def application(github: StandIn) -> Starlette:
    routes = [Route("/_standin/{name}", _control(github), methods=["POST"])]
    for prefix in ("", ENTERPRISE):
        for method, path, handler in ROUTES:
            routes.append(Route(prefix + path, _endpoint(github, handler, prefix), methods=[method]))
    routes.append(Route("/graphql", _endpoint(github, graphql, ""), methods=["POST"]))
    routes.append(Route("/api/graphql", _endpoint(github, graphql, "/api"), methods=["POST"]))
    routes.append(Route("/{owner}/{name}.git/{rest:path}", _git(github), methods=["GET", "POST"]))
    routes.append(Route("/{path:path}", _unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]))
    return Starlette(routes=routes)


def _endpoint(github: StandIn, handler: Handler, prefix: str) -> Any:
    async def endpoint(request: Request) -> Response:
        body = await request.body()
        site = f"{request.url.scheme}://{request.url.netloc}"
        look = Look(github, site, site + (ENTERPRISE if prefix else ""))
        path = request.url.path.removeprefix(prefix)
        given = {name.lower(): value for name, value in request.headers.items()}

        def locked() -> Answer:
            with github.lock:
                return answer(github, handler, look, path, request.path_params, dict(request.query_params), given, body)

        found = await run_in_threadpool(locked)
        found.headers["X-GitHub-Request-Id"] = str(uuid.uuid4()).upper()
        return Response(found.body, found.status, found.headers)

    return endpoint


def _control(github: StandIn) -> Any:
    async def control(request: Request) -> Response:
        arguments = await request.json() if await request.body() else {}
        status, said = await run_in_threadpool(perform, github, request.path_params["name"], arguments)
        return JSONResponse(said, status)

    return control


def _git(github: StandIn) -> Any:
    async def git(request: Request) -> Response:
        given = {name.lower(): value for name, value in request.headers.items()}
        status, headers, body = await git_http.serve(
            github, request.method, request.url.path, request.url.query, given, await request.body()
        )
        return Response(body, status, headers)

    return git


async def _unknown(request: Request) -> Response:
    """Loud: GitHub may well answer this, the stand-in cannot."""
    said = f"The stand-in does not implement {request.method} {request.url.path}"
    return JSONResponse({"message": said, "documentation_url": DOCUMENTATION, "status": "501"}, 501)


class _Server(uvicorn.Server):
    """Says when it answers, and on which port."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @property
    def port(self) -> int:
        return int(self.servers[0].sockets[0].getsockname()[1])

    def install_signal_handlers(self) -> None:
        """None: signals are the main thread's."""


@contextlib.contextmanager
def running(folder: Path, port: int = 0) -> Iterator[StandIn]:
    """A stand-in over that folder and its server in a thread, at `url`, until the block ends."""
    github = StandIn(folder)
    config = uvicorn.Config(
        application(github), "127.0.0.1", port,
        log_level="error", access_log=False, lifespan="off", timeout_keep_alive=75,
    )  # fmt: skip
    server = _Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), name="stand-in", daemon=True)
    thread.start()
    if not server.ready.wait(30):
        raise RuntimeError(f"the stand-in could not listen on port {port}")
    github.url = f"http://127.0.0.1:{server.port}"
    try:
        yield github
    finally:
        server.should_exit = True
        thread.join(10)
