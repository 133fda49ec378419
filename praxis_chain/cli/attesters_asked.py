"""What attesters say about facts when they are asked, without signing: yes or no, and what they signed before."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..core.errors import PraxisError, Refused
from ..core.facts import Fact, fact_hash
from ..core.naming import printable
from .context import Session

if TYPE_CHECKING:
    from ..oracle.remote import RefusedFact, RemoteAttester

ENTRIES_READ = 1_000
"""Of an attester's log, the newest: what it signed before is not looked for."""

_PAGE = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """One attester. attester: its address, "" if it did not say; counts: whether that is a member's, None if no chain
    was asked. refused: by hash of the fact; signed: hash → number of the entry of its log. problems: what it says is
    wrong with itself. failed: why it does not answer about facts, "" if it does."""

    url: str
    attester: str = ""
    counts: bool | None = None
    rules: str = ""
    refused: "Mapping[bytes, RefusedFact]" = field(default_factory=dict)
    signed: Mapping[bytes, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    failed: str = ""


def ask_all(session: Session, urls: Sequence[str], facts: Sequence[Fact], with_chain: bool) -> tuple[Asked, ...]:
    """Ask all at once. What one of them fails with is told in its place. Raises WrongInput for what is no URL."""
    from ..oracle.remote import RemoteAttester

    attesters = [(url, RemoteAttester(url)) for url in urls]
    with ThreadPoolExecutor(max_workers=max(1, len(attesters))) as pool:
        found = list(pool.map(lambda one: _ask(one[0], one[1], facts), attesters))
    return tuple(_counted(session, one) if with_chain else one for one in found)


def agreeing(asked: Sequence[Asked], facts: Sequence[Fact]) -> dict[bytes, int] | None:
    """By hash: how many of those who count find a fact true. None if nobody was asked."""
    if not asked:
        return None
    counting = [one for one in asked if not one.failed and one.counts is not False]
    return {name: sum(name not in one.refused for one in counting) for name in (fact_hash(fact) for fact in facts)}


def _ask(url: str, attester: "RemoteAttester", facts: Sequence[Fact]) -> Asked:
    try:
        health = attester.health()
    except PraxisError as error:
        return Asked(url, failed=str(error))
    known = Asked(url, _text(health, "attester"), rules=_text(health, "rules"), problems=_texts(health.get("problems")))
    try:
        known = replace(known, refused=attester.refusals(facts) if facts else {})
        return replace(known, signed=_signed(attester, health, {fact_hash(fact) for fact in facts}))
    except Refused as error:
        return replace(known, problems=(*known.problems, f"Its log does not hold: {error}"))
    except PraxisError as error:
        return replace(known, failed=str(error))


def _signed(attester: "RemoteAttester", health: Mapping[str, Any], wanted: set[bytes]) -> dict[bytes, int]:
    """Which of these facts its log holds a signature over, by checked entries. Raises Refused, NetworkFailed."""
    from ..core.attester_log import Head, check_log

    told = health.get("log")
    last = told.get("entries") if isinstance(told, Mapping) else 0
    last = last if isinstance(last, int) else 0
    start, found, head = max(1, last - ENTRIES_READ + 1), dict[bytes, int](), None
    while start <= last:
        entries = attester.log(start, _PAGE)
        if not entries:
            break
        if head is None:  # what came before is taken as it says
            head = Head(start - 1, _previous(entries[0]))
        head = check_log(entries, head).head
        for entry in entries:
            if entry["signature"]:
                hashes = {bytes.fromhex(fact["hash"][2:]) for fact in entry["facts"]}
                found |= dict.fromkeys(wanted & hashes, entry["number"])
        start += len(entries)
    return found


def _previous(entry: Mapping[str, Any]) -> bytes:
    try:
        return bytes.fromhex(str(entry.get("previous"))[2:])
    except ValueError:
        return b""


def _counted(session: Session, one: Asked) -> Asked:
    """With whether its address is a member's now."""
    from ..core.addresses import parse_address

    try:
        address = parse_address(one.attester)
    except PraxisError:
        return one if one.failed and not one.attester else replace(one, counts=False)
    return replace(one, attester=address, counts=session.contracts.attesters.is_member(session.view, address))


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return printable(value[:100]) if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    items = value[:20] if isinstance(value, list) else []
    return tuple(printable(item[:300]) for item in items if isinstance(item, str))
