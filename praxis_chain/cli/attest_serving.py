"""`praxis attest serve`: everything an attester's service needs, opened, shown, and run until it is told to stop."""

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.addresses import ZERO_ADDRESS, to_checksum
from ..core.errors import WrongInput
from .context import Session
from .places import place_of, repositories
from .repository import hosted
from .signing import signer_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ..core.programs import Program
    from ..core.signing import Signer
    from ..service.attesting import OnChain
    from ..service.watching import Receiver, Watch

NO_PROGRAMS = "none named: another fact about the same is signed once the first is revoked, not for a cancelled award"
CHECKED_EVERY = 15.0
"""Seconds between two looks at whether it is ready."""


@dataclass(frozen=True, slots=True)
class Service:
    """What the command line said. signatures: new roots a minute."""

    repos: tuple[str, ...]
    listen: str
    database: str | None
    signatures: int
    webhook: bool
    programs: tuple[str, ...]
    trust_authors: bool
    action: str


def serve(session: Session, service: Service) -> None:
    """Open everything, say what it is, and run."""
    from ..service.attesting import AttestedStore, Desk, OnChain, Ration, Status, attesting_app
    from ..service.metrics import Counted, Repositories, new_registry
    from ..service.running import open_socket, run_service, url_of
    from ..service.telling import tell_in_json
    from ..store import open_store

    names = repositories(session, service.repos)
    signer = signer_of(session, dry_run=session.consent.dry_run)
    who = "looking" if session.consent.dry_run else to_checksum(signer.address)
    chain = OnChain(session.network, session.contracts, _programs(session, service))
    engine = open_store(service.database or f"sqlite:///{session.settings.data}/attester-{who}.db")
    receiver_of = _receiver(service, names, engine)
    watches = [_watch(session, service, name, who, engine) for name in names]
    store, stale_after = AttestedStore(engine), session.settings.stale_after
    desk = Desk(signer, chain, store, watches, ration=Ration(service.signatures), stale_after=stale_after)
    status = Status(signer, chain, store, watches, stale_after=stale_after)
    status.refresh()
    registry = new_registry()
    registry.register(Repositories(watches))
    app = attesting_app(desk, store, status, registry)
    if receiver_of is not None:
        receiver = receiver_of(watches)
        registry.register(Counted("praxis_webhook_deliveries", "Webhook deliveries.", lambda: receiver.counts))
        app.include_router(receiver.router())
    listening = open_socket(service.listen)
    _show(session, url_of(listening), signer, chain, names, engine, webhook=receiver_of is not None)
    tell_in_json()

    async def check() -> None:
        thread = ThreadPoolExecutor(1)  # of its own: those that all share may be waiting for a forge
        while True:
            await asyncio.get_running_loop().run_in_executor(thread, status.refresh)
            await asyncio.sleep(min(CHECKED_EVERY, session.settings.look_every))

    try:
        asyncio.run(run_service(app, listening, [*(watch.run for watch in watches), check]))
    finally:
        engine.dispose()


def _programs(session: Session, service: Service) -> "tuple[Program, ...]":
    """Those that are named. Raises WrongInput for one that nobody created, or that is another committee's."""
    from ..oracle import Chain

    named = service.programs or ((session.settings.program,) if session.settings.program else ())
    found = tuple(session.rules(session.program_id(name)) for name in dict.fromkeys(named))
    Chain(session.contracts, found, {})
    return found


def _watch(session: Session, service: Service, name: str, who: str, engine: "Engine") -> "Watch":
    """One for each repository, so that a fact is judged by its own one's freshness."""
    from ..service.watching import Watch

    place = place_of(session, name, who, engine, trust_authors=service.trust_authors, action=service.action)
    every = session.settings.look_every
    return Watch(engine, [place], every=every, tick=min(5.0, every))


def _receiver(
    service: Service, names: Sequence[str], engine: "Engine"
) -> "Callable[[Sequence[Watch]], Receiver] | None":
    """Where webhooks come in: a function of the watches that hear of them; None if no repository sends any.

    Raises WrongInput if there is no secret: an open door would let anybody send it looking.
    """
    from ..service.watching import Receiver, read_secrets

    if not service.webhook or not any(hosted(name) for name in names):
        return None
    try:
        secrets = read_secrets(os.environ)
    except WrongInput as error:
        raise WrongInput(f"{error} Or say --no-webhook: then repositories are swept only.") from None

    def receiver(watches: "Sequence[Watch]") -> "Receiver":
        def heard() -> None:
            for watch in watches:
                watch.hear()

        return Receiver(engine, secrets, heard)

    return receiver


def _show(
    session: Session,
    url: str,
    signer: "Signer",
    chain: "OnChain",
    names: Sequence[str],
    engine: "Engine",
    *,
    webhook: bool,
) -> None:
    """What it does, in so many words: before it does it."""
    address = to_checksum(signer.address)
    member = address != ZERO_ADDRESS and chain.contracts.attesters.is_member(session.view, address)
    committee = chain.contracts.attesters.committee(session.view)
    database = engine.url.render_as_string(hide_password=True)
    rows = [
        ("answers at", f"{url}/attest, /log, /evidence, /health, /metrics{', /webhook/github' if webhook else ''}"),
        ("signs as", "nobody: a dry run, which judges and signs nothing" if session.consent.dry_run else address),
        ("for", f"Attesters {chain.contracts.attesters.address} on {session.chain_name}"),
        ("committee", f"{committee.quorum} of {committee.member_count}"),
        ("programs", ", ".join(f"0x{program.id.hex()}" for program in chain.programs) or NO_PROGRAMS),
        *(("looks at", f"{name}, every {session.settings.look_every:g} s") for name in names),
        ("database", database),
    ]
    session.out.facts("An attester", rows)
    if not member and not session.consent.dry_run:
        session.out.warn(
            f"{address} is no member of the committee: it signs nothing until the committee takes it in "
            "(praxis attesters configure); until then /health says so."
        )
    data = {
        "url": url,
        "attester": None if session.consent.dry_run else address,
        "member": member,
        "quorum": committee.quorum,
        "repositories": list(names),
        "database": database,
        "programs": [program.id for program in chain.programs],
        "webhook": webhook,
    }
    session.out.data("attest serve", data)
