"""`praxis doctor`: is everything here that the commands need?"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from ..core.errors import PraxisError, Refused
from .context import Session
from .doctor_services import DATABASE, questions
from .options import signs

ANSWER_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """One line: ok or missing; what was found, or what to do. `needed`: nothing works without it."""

    what: str
    ok: bool
    says: str
    needed: bool = True


@click.command()
@signs
def doctor(session: Session) -> int:
    """Look at this machine, the settings, the chain, the deployment, the key and what services need, and say what to do
    about each.

    Exits with 0 if nothing is missing that the commands need, else with 3.
    """
    answers = []
    for answer in _examine(session):
        answers.append(answer)
        if not session.out.as_json:
            mark = "ok     " if answer.ok else "MISSING" if answer.needed else "none   "
            colour = "green" if answer.ok else "red" if answer.needed else "yellow"
            click.echo(f"{click.style(mark, fg=colour)}  {answer.what:<11} {answer.says}")
    missing = [answer for answer in answers if answer.needed and not answer.ok]
    session.out.data("doctor", {"well": not missing, "answers": answers})
    return Refused.exit_code if missing else 0


def _examine(session: Session) -> Iterator[Answer]:
    """In this order, because each rests on those before it."""
    yield _python()
    yield _program("git", "--version", "install git 2.31 or later: attesters read repositories with it")
    yield _program("ssh-keygen", "", "install OpenSSH's client: it verifies signatures of git commits")
    yield _program("node", "--version", "only needed to compile, and for anvil: install Node 20", needed=False)
    yield _asked("anvil", _anvil, needed=False)
    yield _asked("solc", _solc, needed=False)
    settings = _asked("settings", lambda: _settings(session))
    yield settings
    if not settings.ok:
        return
    chain = _asked("chain", lambda: session.chain_name)
    yield chain
    if chain.ok:
        deployment = _asked("deployment", lambda: _deployment(session))
        yield deployment
    yield _asked("key", lambda: _key(session, chain.ok), needed=bool(session.settings.key))
    for what, question in questions(session):
        yield _asked(what, question, needed=what == "database" and DATABASE in os.environ)


def _asked(what: str, question: Callable[[], str], *, needed: bool = True) -> Answer:
    try:
        return Answer(what, True, question(), needed)
    except PraxisError as error:
        return Answer(what, False, str(error), needed)


def _python() -> Answer:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Answer("python", ok, version if ok else f"{version} is too old: 3.11 or later is needed")


def _program(name: str, option: str, otherwise: str, *, needed: bool = True) -> Answer:
    path = shutil.which(name)
    if path is None:
        return Answer(name, False, otherwise, needed)
    if not option:
        return Answer(name, True, path, needed)
    try:
        asked = subprocess.run([path, option], capture_output=True, text=True, check=False, timeout=ANSWER_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return Answer(name, False, f"{path} does not run: {otherwise}", needed)
    return Answer(name, True, asked.stdout.strip().partition("\n")[0], needed)


def _anvil() -> str:
    from ..evm.anvil import find_anvil

    path = find_anvil()
    if path is None:
        raise PraxisError("only needed for a chain of your own: npm ci in the repository, or install Foundry")
    return path


def _solc() -> str:
    from ..evm import build
    from ..evm.solc import find_solc

    try:
        root = build.checkout()
    except PraxisError:
        raise PraxisError("not needed: this package carries the compiled contracts") from None
    return find_solc(root, build.read_settings(root).version).full_version


def _settings(session: Session) -> str:
    from .settings import origins

    decided = origins(session.settings, session.flags)
    given = [f"{name} ({origin})" for name, origin in decided.items() if origin != "default"]
    return ", ".join(given) or "all by default (praxis config show --origin)"


def _deployment(session: Session) -> str:
    from ..evm.deployments import require_verified, verify

    require_verified(verify(session.view, session.record))
    where = session.record_path if session.record_path.is_file() else "the package"
    return f"verified, recorded in {where}; escrow {session.contracts.escrow.address}"


def _key(session: Session, has_chain: bool) -> str:
    """Without its password: whether there is such a keystore, and whose it is."""
    from ..evm.keys import find_keystore, list_keystores
    from .keyring import address_of

    name = session.settings.key
    if not name:
        found = ", ".join(list_keystores()) or "there are none yet: cast wallet import NAME --interactive"
        raise PraxisError(f"none is set; keystores here: {found}")
    if not has_chain:
        return str(find_keystore(name))
    address = address_of(name, session.network)
    held = session.view.balance(address) if address else None
    from .writes import show_ether

    return f"{name}: {address or 'address known once unlocked'}" + (
        f", {show_ether(held)} ETH" if held is not None else ""
    )
