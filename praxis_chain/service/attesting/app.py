"""The attester over HTTP. Whatever is sent to it, it answers with JSON and a sentence, and never loops over more of it
than it has counted."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect

from ...core.addresses import to_checksum
from ...core.attester_log import refused_json
from ...core.errors import PraxisError, WrongInput
from ...core.rules import RULES_VERSION
from ...store.attested import AttestedStore
from ..metrics import exposition
from .asking import TooMany, other_rules, read_request
from .counting import Counting
from .desk import Desk, Refusals, Signed
from .refusing import Busy
from .status import Status

_T = TypeVar("_T")
_log = structlog.get_logger("attester")


@dataclass(frozen=True, slots=True)
class Limits:
    """facts: in one request. body: bytes of one. patience: seconds until a body has to be here. at_once: requests that
    are decided on at the same time; more are told to come again. log_entries, log_bytes: of one answer."""

    facts: int = 100
    body: int = 256 * 1024
    patience: float = 10.0
    at_once: int = 8
    log_entries: int = 100
    log_bytes: int = 512 * 1024


def attesting_app(
    desk: Desk,
    store: AttestedStore,
    status: Status,
    registry: CollectorRegistry,
    *,
    limits: Limits = Limits(),
) -> FastAPI:
    """`POST /attest`, `GET /log`, `/evidence/0x…`, `/health`, `/metrics`."""
    app = FastAPI(title="praxis attester", docs_url=None, redoc_url=None, openapi_url=None)
    door = _Door(desk, store, status, registry, limits)
    app.add_api_route("/attest", door.attest, methods=["POST"])
    app.add_api_route("/log", door.log, methods=["GET"])
    app.add_api_route("/evidence/{name}", door.evidence, methods=["GET"])
    app.add_api_route("/health", door.health, methods=["GET"])
    app.add_api_route("/metrics", door.metrics, methods=["GET"])
    return app


class _Door:
    def __init__(
        self, desk: Desk, store: AttestedStore, status: Status, registry: CollectorRegistry, limits: Limits
    ) -> None:
        self._desk = desk
        self._store = store
        self._status = status
        self._registry = registry
        self._limits = limits
        self._inside = 0
        # Threads of its own: those that all share may be waiting for a forge.
        self._threads = ThreadPoolExecutor(limits.at_once, thread_name_prefix="attester")
        self._counting = Counting(registry, status)

    async def attest(self, request: Request) -> Response:
        """200 with the root and, if asked for, the signature; 409 with what is refused and why; else an error."""
        begun = perf_counter()
        response, outcome = await self._decide(request)
        self._counting.answered(outcome, perf_counter() - begun)
        return response

    async def log(self, request: Request) -> Response:
        """Entries from number `from` on, at most `limit`."""
        try:
            start, limit = (_number(request, name, default) for name, default in (("from", 1), ("limit", 20)))
        except WrongInput as error:
            return _error(400, error)
        try:
            async with self._room():
                limit = min(limit, self._limits.log_entries)
                found = await self._in_thread(partial(self._store.read, start, limit, self._limits.log_bytes))
                head = await self._in_thread(self._store.head)
        except Busy as error:
            return _error(503, error)
        except SQLAlchemyError as error:
            return self._no_database(error)
        last = f'{{"number":{head.number},"hash":"0x{head.hash.hex()}"}}'
        return Response(f'{{"entries":[{",".join(found)}],"head":{last}}}', media_type="application/json")

    async def evidence(self, name: str) -> Response:
        """The canonical document of that hash, if a fact that was signed follows from it."""
        digits = name.removeprefix("0x")
        try:
            async with self._room():
                found = await self._in_thread(partial(self._store.evidence, bytes.fromhex(digits)))
        except Busy as error:
            return _error(503, error)
        except ValueError:
            found = None
        except SQLAlchemyError as error:
            return self._no_database(error)
        if found is None:
            return _error(404, WrongInput("Nothing that this attester signed follows from evidence of that hash."))
        return Response(found, media_type="application/json")

    async def health(self) -> Response:
        """200 if its signature can be had and would count, else 503; and why."""
        document = self._status.document()
        return JSONResponse(document, 200 if document["ready"] else 503)

    async def metrics(self) -> Response:
        """For Prometheus."""
        text, kind = exposition(self._registry)
        return Response(text, media_type=kind)

    async def _decide(self, request: Request) -> tuple[Response, str]:
        """The answer, and its outcome in a word. What is wrong with a request is not what is wrong here."""
        try:
            asked = read_request(await self._body(request), self._limits.facts)
        except TooMany as error:
            return _error(413, error), "too-large"
        except WrongInput as error:
            return _error(400, error), "malformed"
        except (TimeoutError, ClientDisconnect):
            return _error(408, WrongInput("The request did not arrive in time.")), "too-slow"
        try:
            async with self._room():
                answer = await self._in_thread(
                    partial(self._desk.answer, asked.facts, sign=asked.sign, other_rules=other_rules(asked))
                )
        except Busy as error:
            return _error(503, error), "busy"
        except PraxisError as error:
            _log.warning("not answered", why=str(error))
            return _error(503, error), "not-ready"
        except SQLAlchemyError as error:
            return self._no_database(error), "not-ready"
        except Exception:  # a mistake of ours: strangers are not shown it, and the others are answered on
            _log.exception("failed inside")
            return _error(500, PraxisError("This attester failed inside: its operator sees why in its log.")), "failed"
        return self._answered(answer, len(asked.facts))

    def _answered(self, answer: Signed | Refusals, facts: int) -> tuple[Response, str]:
        if isinstance(answer, Refusals):
            self._counting.refused(one.reason for one in answer.refused)
            return JSONResponse({"refused": refused_json(answer.refused), "rules": RULES_VERSION}, 409), "refused"
        said: Mapping[str, Any] = {
            "attester": to_checksum(self._desk.attester),
            "root": "0x" + answer.root.hex(),
            "signature": None if answer.signature is None else "0x" + answer.signature.hex(),
            "rules": RULES_VERSION,
        }
        if answer.signature is None:
            return JSONResponse(said), "agreed"
        self._counting.signed(facts)
        _log.info("signed", root=said["root"], facts=facts)
        return JSONResponse(said), "signed"

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        async with asyncio.timeout(self._limits.patience):
            async for part in request.stream():
                body += part
                if len(body) > self._limits.body:
                    raise TooMany(f"A request has at most {self._limits.body:,} bytes.")
        return bytes(body)

    @asynccontextmanager
    async def _room(self) -> AsyncIterator[None]:
        """So many at once; nobody waits in line, or strangers would make it as long as they like."""
        if self._inside >= self._limits.at_once:
            raise Busy("This attester is busy with other requests: ask again.")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def _in_thread(self, do: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, do)

    def _no_database(self, error: SQLAlchemyError) -> Response:
        _log.error("database failed", why=str(error).partition("\n")[0])
        return JSONResponse({"error": "The attester's database cannot be used now."}, 503)


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 16 and int(text) > 0):
        raise WrongInput(f"{name!r} is a whole number from 1 on.")
    return int(text)


def _error(status: int, error: PraxisError) -> Response:
    return JSONResponse({"error": str(error)}, status, headers={"Retry-After": "1"} if status == 503 else None)
