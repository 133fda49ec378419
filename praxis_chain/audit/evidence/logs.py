"""Attesters' logs: read from a file or asked for over HTTP, and checked entry by entry."""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...core.addresses import to_checksum
from ...core.attester_log import check_log
from ...core.canonical import read_json
from ...core.errors import Refused, WrongInput
from ...core.fact_json import read_fact
from ...core.facts import Fact, evidence_of, fact_hash
from .files import read_document
from .material import Document, Log, Material, OtherRules, SignedRoot

AT_ONCE = 100
"""Entries asked for together; an attester may give fewer."""

Entry = Mapping[str, Any]
Progress = Callable[[str, int, int], None]
ASKED = "documents asked for"


def read_log(where: str, progress: Progress | None = None) -> Material:
    """The log in a file, or at an attester's URL, of which the evidence is asked for as well.

    Raises WrongInput if there is none, NetworkFailed if the attester does not answer. A log that does not hold is no
    error: what follows the first bad entry does not count, and the log says so.
    """
    log = read_entries(where, log_entries(where))
    documents: list[Document] = []
    others: list[OtherRules] = []
    if "://" in where:
        wanted = list(dict.fromkeys(map(evidence_of, log.facts.values())))
        for number, name in enumerate(wanted, 1):
            found = _ask_for(where, name)
            documents += [found] if isinstance(found, Document) else []
            others += [found] if isinstance(found, OtherRules) else []
            if progress is not None:
                progress(ASKED, number, len(wanted))
    return Material(
        documents=tuple(documents),
        other_rules=tuple(others),
        facts=log.facts,
        logs=(log,),
        options=(f"--log {shlex.quote(where)}",),
    )


def log_entries(where: str, start: int = 1) -> Iterator[Entry]:
    """The entries of a log, from that number on if it is at a URL. Raises WrongInput, NetworkFailed."""
    return _remote(where, start) if "://" in where else _file(Path(where))


def read_entries(name: str, entries: Iterable[Entry]) -> Log:
    """A log from its entries, up to the first that does not hold."""
    kept: list[Entry] = []

    def passing() -> Iterator[Entry]:
        for entry in entries:
            kept.append(entry)
            yield entry

    broken = ""
    try:
        check_log(passing())
    except Refused as error:
        broken = str(error)
        kept.pop()
    signed: set[SignedRoot] = set()
    facts: dict[bytes, Fact] = {}
    batches: dict[bytes, tuple[bytes, ...]] = {}
    rules: dict[bytes, str] = {}
    until = 0
    for entry in kept:
        until = max(until, entry["at"]) if type(entry["at"]) is int else until
        found = {fact_hash(fact): fact for fact in map(read_fact, entry["facts"])}
        facts |= found
        if entry["root"]:
            root, attester = bytes.fromhex(entry["root"][2:]), _address(entry["attester"])
            signed.add(SignedRoot(entry["chain_id"], _address(entry["contract"]), attester, root))
            batches[root] = tuple(found)
            rules |= dict.fromkeys(found, str(entry["rules"]))
    return Log(name, frozenset(signed), facts, batches, rules, len(kept), until, broken)


def _ask_for(url: str, name: bytes) -> Document | OtherRules | None:
    from ...oracle.remote import RemoteAttester

    found = RemoteAttester(url).evidence(name)
    return None if found is None else read_document(found, f"{url}/evidence/0x{name.hex()}", name)


def _remote(url: str, number: int) -> Iterator[Entry]:
    from ...oracle.remote import RemoteAttester

    attester = RemoteAttester(url)
    while entries := attester.log(number, AT_ONCE):
        yield from entries
        number += len(entries)


def _file(path: Path) -> Iterator[Entry]:
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                entry = read_json(line)
                if not isinstance(entry, dict):
                    raise WrongInput(f"{path} is not the log of an attester: give what --out wrote.")
                yield entry
    except (OSError, UnicodeDecodeError) as error:
        raise WrongInput(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}.") from None


def _address(text: str) -> str:
    return to_checksum(bytes.fromhex(text[2:]))
