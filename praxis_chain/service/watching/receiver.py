"""`POST /webhook/github`: verify, store, answer 202. Whoever acts on it does so later, and need not be running."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect

from ...core.errors import WrongInput
from ...store.deliveries import receive
from .payload import read_payload
from .signature import VARIABLE, is_signed

PATH = "/webhook/github"
LARGEST = 25 * 1024 * 1024
"""Bytes of a body; GitHub sends no larger ones."""
PATIENCE = 10.0
"""Seconds until a body has to be here: then GitHub itself gives up."""

_log = structlog.get_logger("receiver")


class Receiver:
    """Takes deliveries into the store. secrets: of the webhook; heard: called after each new one, on the event loop.

    counts: deliveries by outcome (`new`, `repeated`, `unsigned`, `unusable`, `too_large`, `too_slow`, `not_stored`).
    """

    def __init__(
        self,
        store: Engine,
        secrets: Sequence[bytes],
        heard: Callable[[], None] = lambda: None,
        *,
        largest: int = LARGEST,
        patience: float = PATIENCE,
    ) -> None:
        if not secrets:
            raise WrongInput(f"The webhook has no secret: set {VARIABLE}.")
        self._store = store
        self._secrets = tuple(secrets)
        self._heard = heard
        self._largest = largest
        self._patience = patience
        # Threads of its own: those that all share may be waiting for a forge.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="receiver")
        self.counts: Counter[str] = Counter()

    def router(self) -> APIRouter:
        """For the application of a service: `app.include_router(receiver.router())`."""
        router = APIRouter()
        router.add_api_route(PATH, self.take, methods=["POST"], status_code=202)
        return router

    async def take(self, request: Request) -> JSONResponse:
        """One delivery. 202 once it is stored, also if it was before; else a 4xx or 503 with one sentence."""
        try:
            async with asyncio.timeout(self._patience):
                body = await self._read(request)
        except (TimeoutError, ClientDisconnect):
            return self._refuse("too_slow", 408, "The delivery did not arrive in time.")
        headers = request.headers
        if body is None:
            return self._refuse("too_large", 413, f"A delivery has at most {self._largest} bytes.")
        if not is_signed(body, headers.get("x-hub-signature-256"), self._secrets):
            return self._refuse("unsigned", 401, "X-Hub-Signature-256 does not fit: the secret is another one.")
        hook, delivery = headers.get("x-github-hook-id", ""), headers.get("x-github-delivery", "")
        if not 0 < len(delivery) <= 200 or len(hook) > 200:
            return self._refuse("unusable", 400, "X-GitHub-Delivery and X-GitHub-Hook-ID have 1 to 200 characters.")
        hint, left = read_payload(
            headers.get("x-github-event", ""),
            headers.get("x-github-enterprise-host", ""),
            headers.get("content-type", ""),
            body,
        )
        loop, at = asyncio.get_running_loop(), int(time.time())
        try:
            new = await loop.run_in_executor(self._threads, receive, self._store, hook, delivery, at, hint, left)
        except SQLAlchemyError as error:
            _log.error("delivery not stored", error=str(error).partition("\n")[0])
            return self._refuse(
                "not_stored", 503, "The delivery could not be stored; the next sweep finds what it told."
            )
        self.counts["new" if new else "repeated"] += 1
        if new and hint is not None:
            self._heard()
        return JSONResponse({"stored": new, "look": left}, 202)

    async def _read(self, request: Request) -> bytes | None:
        """The raw body; None if it is too large, as announced or as it turns out."""
        announced = request.headers.get("content-length", "0")
        if announced.isdigit() and int(announced) > self._largest:
            return None
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > self._largest:
                return None
        return bytes(body)

    def _refuse(self, outcome: str, status: int, sentence: str) -> JSONResponse:
        self.counts[outcome] += 1
        return JSONResponse({"refused": sentence}, status)
