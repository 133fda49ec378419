"""What ids stand for, as far as that can be proven: a name is shown only if its hash is the id.

The chain keeps hashes. An issue's name is in the event of its funding; works are numbered, so the first numbers of a
forge are tried; the id of a contributor without a forge is a wallet. Whatever else the reader knows, they can give.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ...core.addresses import to_checksum
from ...core.ids import NOBODY, hash_uri, is_wallet_contributor
from ...core.ledger import Ledger
from ...core.naming import forge_of, works_by_id

FORGES_TRIED = 20  # whose works' names are looked for: anybody may fund an issue of any forge


class Source(StrEnum):
    """Where a name comes from; whichever it is, the id is its hash or holds it."""

    TRIED = "found by trying numbers"
    ID = "the id is a wallet"
    GIVEN = "given by the reader"


@dataclass(frozen=True, slots=True)
class Name:
    """A canonical name, and where it comes from."""

    text: str
    source: Source


class Names:
    """Names by id, of works and contributors; a bounty has its issue's."""

    def __init__(self, found: Mapping[bytes, Name], works: Mapping[bytes, Name]) -> None:
        self._found = found
        self._works = works

    def of(self, identity: bytes) -> Name | None:
        """Of a contributor; None if nothing proves one."""
        if identity != NOBODY and is_wallet_contributor(identity):
            return Name(to_checksum(identity[12:]), Source.ID)
        return self._found.get(identity)

    def of_work(self, work: bytes) -> Name | None:
        """Of a work, by its id or the first 20 bytes of it."""
        return self._found.get(work) or self._works.get(work[:20])


def names(ledger: Ledger, given: Iterable[str] = ()) -> Names:
    """All names that can be proven. `given`: names that the reader thinks are among them; others do no harm."""
    found: dict[bytes, Name] = {hash_uri(text): Name(text, Source.GIVEN) for text in given}
    wanted: dict[str, set[bytes]] = {}
    bounties = ledger.escrow.bounties
    for bounty in bounties.values():
        if any(bounty.lock.work) and (forge := forge_of(bounty.subject_uri)):
            wanted.setdefault(forge, set()).add(bounty.lock.work)
    for award in ledger.escrow.awards.values():
        if any(award.work) and (forge := forge_of(ledger.escrow.bounty(award.bounty).subject_uri)):
            wanted.setdefault(forge, set()).add(award.work)
    works = {
        start: Name(text, Source.TRIED)
        for forge in list(wanted)[:FORGES_TRIED]
        for start, text in works_by_id(forge, wanted[forge]).items()
    }
    return Names(found, works)
