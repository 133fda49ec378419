"""`praxis attest log`: an attester's log, read in full and checked."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.addresses import to_checksum
from ..core.errors import WrongInput
from .context import Session

if TYPE_CHECKING:
    from ..core.attester_log import Head

Entries = Iterator[Mapping[str, Any]]


def check(session: Session, where: str, after: str | None, out: Path | None) -> None:
    """Raises Refused at the first entry that does not hold; what was read until then is in `out`."""
    from ..audit.evidence.logs import log_entries
    from ..core.attester_log import check_log

    start = _head(after)
    with ExitStack() as files:
        entries = log_entries(where, start.number + 1)
        if out is not None:
            entries = _kept(entries, files, out)
        found = check_log(_watched(session, entries), start)
    signers = [to_checksum(signer) for signer in sorted(found.signers)]
    rows = [
        ("entries", f"{found.entries}, each with the hash of the one before"),
        ("signatures", f"{found.signatures} over {found.facts} facts"),
        ("by", ", ".join(signers) or "nobody"),
        ("ends with", f"{found.head.number}:0x{found.head.hash.hex()}"),
    ]
    session.out.facts(f"The log of {where} holds", rows)
    end = {"number": found.head.number, "hash": found.head.hash}
    data = {"entries": found.entries, "signatures": found.signatures, "facts": found.facts, "signers": signers}
    session.out.data("attest log", {**data, "head": end})


def _head(text: str | None) -> "Head":
    from ..core.attester_log import Head

    if text is None:
        return Head()
    number, _, digits = text.partition(":")
    try:
        end = bytes.fromhex(digits.removeprefix("0x"))
    except ValueError:
        end = b""
    if not number.isdigit() or len(end) != 32:
        raise WrongInput(f"{text!r} is not the end of a log: give NUMBER:0x…, as this command printed it.")
    return Head(int(number), end)


def _kept(entries: Entries, files: ExitStack, out: Path) -> Entries:
    """Each written down, a line each, as it comes."""
    import json

    try:
        file = files.enter_context(out.open("w", encoding="utf-8"))
    except OSError as error:
        raise WrongInput(f"{out} cannot be written: {error.strerror}.") from None
    for entry in entries:
        file.write(json.dumps(entry, separators=(",", ":")) + "\n")
        yield entry


def _watched(session: Session, entries: Iterable[Mapping[str, Any]]) -> Entries:
    """With a line for the person now and then: a log may be long."""
    for count, entry in enumerate(entries, 1):
        if count % 10_000 == 0:
            session.out.say(f"{count:,} entries …")
        yield entry
