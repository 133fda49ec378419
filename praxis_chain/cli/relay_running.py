"""`praxis relay run`: everything a relayer's service needs, opened, shown, and run until it is told to stop."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import Incomplete, NetworkFailed, Refused, WrongInput
from .context import Session
from .places import place_of, repositories
from .repository import hosted

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from sqlalchemy import Engine

    from ..core.programs import Program
    from ..forges.github.client import GitHubSession
    from ..service.relaying import Commenting, Pass, Service
    from ..service.sending import CrashAt, Pace

OLDEST_HEAD = 300.0
"""Seconds: the next block is overdue on every chain that USDC is on."""
GWEI = 10**9


@dataclass(frozen=True, slots=True)
class Job:
    """What the command line said; see its help."""

    repos: tuple[str, ...]
    attesters: tuple[str, ...]
    programs: tuple[str, ...]
    all_programs: bool
    database: str | None
    once: bool
    interval: float
    listen: str
    webhook: bool
    comment: bool
    max_fee: float | None
    bump_after: int
    wait: float
    deadline: float
    oldest_head: float | None
    trust_authors: bool
    action: str


@dataclass(frozen=True, slots=True)
class _Opened:
    service: "Service"
    engine: "Engine"
    registry: "CollectorRegistry"
    names: tuple[str, ...]


def run(session: Session, job: Job, crash_at: "CrashAt | None" = None) -> int:
    """Open everything, say what it is, and run. Whatever cannot be reached is waited for, unless it is to run `once`.

    `crash_at`: told of the moments at which a sudden death has to be harmless, for whoever tries that.
    """
    from ..service.telling import tell_in_json

    _check(session, job)
    tell_in_json()
    while True:
        try:
            opened = _open(session, job, crash_at)
            break
        except NetworkFailed as error:
            if job.once:
                raise
            session.out.say(f"{error} Trying again in {job.interval:g} s.")
            time.sleep(job.interval)
    try:
        return _once(session, opened) if job.once else _serve(session, job, opened)
    finally:
        opened.engine.dispose()


def _check(session: Session, job: Job) -> None:
    """Raises WrongInput for what cannot work, before anything is opened."""
    if not job.attesters:
        raise WrongInput("Name the attesters to ask: --attester https://… (praxis attest serve), once for each.")
    if len(set(job.attesters)) != len(job.attesters):
        raise WrongInput("An attester is named twice.")
    if job.all_programs and job.programs:
        raise WrongInput("Say either --program or --all-programs.")
    if not job.all_programs and not job.programs and not session.settings.program:
        raise WrongInput(
            "Name the programs to serve: --program 0x… (praxis program list), or --all-programs, which spends gas on "
            "whatever anybody puts a few cents on."
        )


def _open(session: Session, job: Job, crash_at: "CrashAt | None") -> _Opened:
    from ..evm.bindings import protocol_abis
    from ..oracle.remote import RemoteAttester
    from ..service.metrics import Repositories, new_registry
    from ..service.relaying import Counting, Listening, Relaying, Service, Terms
    from ..service.sending import RecordingSender, never
    from ..service.watching import Watch
    from ..store import open_store

    names = repositories(session, job.repos)
    attesters = [Listening(RemoteAttester(url, deadline=job.deadline)) for url in job.attesters]
    account, programs, pace = session.account, _programs(session, job), _pace(session, job)
    engine = open_store(job.database or f"sqlite:///{session.settings.data}/relayer-{account.address}.db")
    registry = new_registry()
    counting, stop = Counting(registry), threading.Event()
    sender = RecordingSender(
        session.network, account, engine, abis=protocol_abis(), pace=pace, tell=counting.tell,
        crash_at=crash_at or never, stop=stop,
    )  # fmt: skip
    places = [
        place_of(session, name, account.address, engine, trust_authors=job.trust_authors, action=job.action)
        for name in names
    ]
    every = session.settings.look_every
    watch = Watch(engine, places, every=every, tick=min(5.0, every))
    registry.register(Repositories([watch]))
    terms = Terms(programs, pace.most, session.settings.stale_after)
    relaying = Relaying(watch, sender, session.contracts, attesters, terms, crash_at=crash_at or never)
    service = Service(
        watch, relaying, counting, programs, pace, interval=job.interval, patience=session.settings.stale_after,
        comments=_comments(session, names) if job.comment else (), stop=stop,
    )  # fmt: skip
    return _Opened(service, engine, registry, names)


def _comments(session: Session, names: Sequence[str]) -> "list[Commenting]":
    """Of the repositories that are on GitHub. Raises WrongInput where none is."""
    from functools import partial

    from ..service.relaying import Commenting
    from .github_session import open_github

    async def connect(host: str, name: str) -> "GitHubSession":
        return await open_github(session, host, name).__aenter__()

    found = [on_github for name in names if (on_github := hosted(name))]
    if not found:
        raise WrongInput("--comment is for pull requests on GitHub: name a repository as --repo github:owner/name.")
    return [Commenting(partial(connect, host, name), host, name) for host, name in found]


def _pace(session: Session, job: Job) -> "Pace":
    from ..evm.local import LocalNetwork
    from ..service.sending import Pace

    local = isinstance(session.network, LocalNetwork)
    oldest = None if local else OLDEST_HEAD
    return Pace(
        poll=min(session.network.poll, job.interval),
        wait=job.wait,
        patience=job.bump_after,
        oldest=oldest if job.oldest_head is None else job.oldest_head,
        most=None if job.max_fee is None else int(job.max_fee * GWEI),
    )


def _programs(session: Session, job: Job) -> "Callable[[], tuple[Program, ...]]":
    """Those that are named, or all; checked now. Raises WrongInput for one that nobody created or is another's."""
    from ..oracle import Chain
    from ..service.relaying import AllPrograms

    if job.all_programs:
        return AllPrograms(session.network, session.contracts)
    named = job.programs or (session.settings.program,)
    found = tuple(session.rules(session.program_id(name)) for name in dict.fromkeys(named))
    Chain(session.contracts, found, {})
    return lambda: found


def _serve(session: Session, job: Job, opened: _Opened) -> int:
    from ..service.running import open_socket, run_service, url_of

    service, app = opened.service, opened.service.app(opened.registry)
    if job.webhook and any(hosted(name) for name in opened.names):
        from ..service.metrics import Counted
        from ..service.watching import Receiver, read_secrets

        try:
            receiver = Receiver(opened.engine, read_secrets(os.environ), service.watch.hear)
        except WrongInput as error:
            raise WrongInput(f"{error} Or say --no-webhook: then repositories are swept only.") from None
        app.include_router(receiver.router())
        opened.registry.register(Counted("praxis_webhook_deliveries", "Webhook deliveries.", lambda: receiver.counts))
    listening = open_socket(job.listen)
    _show(session, url_of(listening), job, opened)
    asyncio.run(run_service(app, listening, [service.watch.run, service.run]))
    return 0


def _once(session: Session, opened: _Opened) -> int:
    """One look, one pass. Returns its exit code: see `_code`."""
    from ..service.relaying import document

    service = opened.service

    async def look_and_do() -> None:
        await service.watch.look_around()
        await asyncio.to_thread(service.one_pass)
        await service.comment()

    asyncio.run(look_and_do())
    session.out.data("relay run", document(service.relaying, service.works, service.watch.freshness(), service.head))
    for problem in service.watch.problems():
        session.out.say(problem)
    return _code(service.relaying.last)


def _code(done: "Pass") -> int:
    """4 if chain or forge failed, 5 if something is in flight or gas too dear, 3 if a quorum is lacking or what was
    refused is still to be done."""
    if done.trouble:
        return NetworkFailed.exit_code
    if done.waits:
        return Incomplete.exit_code
    return Refused.exit_code if done.report.lacking or done.undone else 0


def _show(session: Session, url: str, job: Job, opened: _Opened) -> None:
    """What it does, in so many words: before it does it."""
    from .names import short

    relaying = opened.service.relaying
    committee = session.contracts.attesters.committee(session.view)
    programs = opened.service.programs()
    database = opened.engine.url.render_as_string(hide_password=True)
    rows = [
        ("answers at", f"{url}/health, /status, /metrics"),
        ("sends as", relaying.sender.address),
        ("on", session.chain_name),
        ("highest fee", "any" if job.max_fee is None else f"{job.max_fee:g} gwei"),
        ("asks", ", ".join(attester.name for attester in relaying.attesters)),
        ("committee", f"{committee.quorum} of {committee.member_count}"),
        ("programs", "all: " * job.all_programs + (", ".join(short(program.id) for program in programs) or "none yet")),
        *(("looks at", f"{name}, every {session.settings.look_every:g} s") for name in opened.names),
        ("database", database),
    ]
    session.out.facts("A relayer", rows)
    if len(job.attesters) < committee.quorum:
        session.out.warn(
            f"It asks {len(job.attesters)} attesters and {committee.quorum} have to sign: nothing can be submitted."
        )
    data = {
        "url": url,
        "relayer": relaying.sender.address,
        "quorum": committee.quorum,
        "repositories": list(opened.names),
        "programs": [program.id for program in programs],
        "database": database,
    }
    session.out.data("relay run", data)
