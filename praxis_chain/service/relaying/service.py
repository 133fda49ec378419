"""A relayer that runs for months: passes in a thread, one after the other, and a door for whoever wants to look."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry

from ...core.errors import PraxisError
from ...core.programs import Program
from ...evm.snapshot import Snapshot
from ...oracle import Chain
from ..metrics import exposition
from ..sending import Pace
from ..watching import Watch
from .commenting import Commenting
from .counting import Counting
from .payments import Payments
from .relaying import Relaying
from .status import document, health
from .works import Work, people_owed, subjects_of, works_of

NOTICED = 0.5
"""Seconds until something new on a forge is acted on."""

_log = structlog.get_logger("relayer")


@dataclass
class Service:
    """comments: for repositories in whose pull requests one is kept. interval: seconds between two passes; patience:
    seconds after which it is a problem that nothing happened. stop: set when it is to end, so that nobody waits for a
    transaction. works: as of the last pass; head: its time."""

    watch: Watch
    relaying: Relaying
    counting: Counting
    programs: Callable[[], tuple[Program, ...]]
    pace: Pace
    interval: float = 15.0
    patience: float = 900.0
    comments: Sequence[Commenting] = ()
    stop: threading.Event = field(default_factory=threading.Event)
    works: Sequence[Work] = ()
    head: int = 0

    def __post_init__(self) -> None:
        self._payments = Payments(self.relaying.contracts)

    async def run(self) -> None:
        """Pass after pass, until cancelled; the transaction that is being sent is written down to the end."""
        try:
            while True:
                await asyncio.to_thread(self.one_pass)
                await self.comment()
                await self._something_new()
        finally:
            self.stop.set()

    async def _something_new(self) -> None:
        """Until the interval is over, or the forges told something."""
        end = time.monotonic() + self.interval
        while (left := end - time.monotonic()) > 0 and self.watch.judged() is self.relaying.last.judged:
            await asyncio.sleep(min(left, NOTICED))

    def one_pass(self) -> None:
        """One, and what there is to tell afterwards. Never raises."""
        done = self.relaying.one_pass()
        self.counting.passed(done)
        try:
            self._look()
        except PraxisError as error:
            _log.warning("status failed", says=str(error))
        except Exception:  # a mistake in what is only told must not keep anybody from being paid
            _log.exception("status failed")

    def _look(self) -> None:
        """Where the money went, for whoever asks."""
        relaying, network = self.relaying, self.relaying.sender.network
        view = Snapshot(network, relaying.sender.heads.check())
        earned = self._payments.read(view, relaying.sender.heads.final(view.block, self.pace.depth))
        people = sorted(people_owed(earned))
        wallets = view.each(relaying.contracts.stakeholders.wallet_of, people)
        has_wallet = {who: wallet is not None for who, wallet in zip(people, wallets, strict=True)}
        programs, last = self.programs(), relaying.last
        funded = self._funded(view, programs) if self.comments else ()
        self.works = works_of(last, relaying.attesters, earned, programs, has_wallet, funded)
        self.head = view.block.timestamp
        self.counting.balance(view.balance(relaying.sender.address))

    def _funded(self, view: Snapshot, programs: Sequence[Program]) -> set[bytes]:
        """Issues with an open bounty that has money in it."""
        chain = Chain(self.relaying.contracts, tuple(programs), {})
        subjects = subjects_of(self.relaying.last)
        bounties = view.each(lambda at, subject: list(chain.funded(at, subject)), subjects)
        return {subject for subject, found in zip(subjects, bounties, strict=True) if found}

    async def comment(self) -> None:
        """Bring the comments on pull requests up to date. Whatever happens there stops nothing."""
        for commenting in self.comments:
            try:
                await commenting.keep(self.works, self.head)
            except Exception:  # nor must one in a comment
                _log.exception("comments failed")

    # -- the door -----------------------------------------------------------------------------------------------------

    def app(self, registry: CollectorRegistry) -> FastAPI:
        """`GET /health`, `GET /status`, `GET /metrics`."""
        app = FastAPI(title="praxis relayer", docs_url=None, redoc_url=None, openapi_url=None)

        async def tell_health() -> Response:
            ready, problems = health(self.relaying, self.watch.freshness(), time.time(), self.patience)
            said = {"ready": ready, "problems": problems, "relayer": self.relaying.sender.address}
            return JSONResponse(said, 200 if ready else 503)

        async def tell_status() -> Response:
            return JSONResponse(document(self.relaying, self.works, self.watch.freshness(), self.head))

        async def tell_metrics() -> Response:
            text, kind = exposition(registry)
            return Response(text, media_type=kind)

        app.add_api_route("/health", tell_health, methods=["GET"])
        app.add_api_route("/status", tell_status, methods=["GET"])
        app.add_api_route("/metrics", tell_metrics, methods=["GET"])
        return app
