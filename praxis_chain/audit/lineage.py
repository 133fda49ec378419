"""Which blocks are ancestors of the trusted one, and how that is known.

By parent links: every header from the trusted one back to the deployment's first block. That also shows, by their
blooms, which blocks can hold logs of the contracts at all. Where those are too many: by EIP-2935, through which the
state behind a block proves the hashes of the 8,191 before it, and so on from the oldest of these.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..core.errors import BadProof
from ..core.proofs.ancestry import HISTORY_ADDRESS, HISTORY_WINDOW, history_slot, linked, prove_ancestor
from ..core.proofs.header import Header
from .index import Progress
from .witness import NotKept, Witness

HEADERS = "headers linked"
LINKED = 20_000
"""Blocks from the deployment's first to the audited one up to which all headers are read without being asked to."""


@dataclass(slots=True)
class Ancestors:
    """`known`: headers of ancestors, by hash. `unknown`: headers that may be ancestors; `why` that is not known."""

    known: dict[bytes, Header] = field(default_factory=dict)
    unknown: dict[bytes, Header] = field(default_factory=dict)
    why: str = ""


def link_all(
    witness: Witness, trusted: Header, first: int, keep: Callable[[Header], bool], progress: Progress | None = None
) -> Ancestors:
    """Read every header back to height `first`; those to `keep` are remembered. Raises BadProof where one is no parent
    of the one after it, NotKept."""
    found = Ancestors({trusted.hash: trusted} if keep(trusted) else {})
    child, total = trusted, trusted.number - first
    for encoded in witness.line(first, trusted.number - 1) if total else ():
        header = Header.decode(encoded)
        linked(child, [header])
        if keep(header):
            found.known[header.hash] = header
        child = header
        if progress is not None:
            progress(HEADERS, trusted.number - child.number, total)
    if child.number != first:
        raise NotKept(f"{witness.name} gave headers down to block {child.number} only, not to block {first}.")
    return found


def prove_each(witness: Witness, trusted: Header, wanted: Iterable[Header]) -> Ancestors:
    """Prove each header by EIP-2935, the newest first. One that is in neither list is proven to be of another chain."""
    found = Ancestors()
    anchor, later = trusted, sorted(set(wanted), key=lambda header: -header.number)
    while later:
        reach = [header for header in later if header.number >= anchor.number - HISTORY_WINDOW]
        later = later[len(reach) :]
        before = anchor.number - HISTORY_WINDOW
        numbers = [header.number for header in reach if header.number < anchor.number] + [before] * bool(later)
        try:
            hashes = _history(witness, anchor, numbers)
            following = Header.decode(witness.header(hashes[before])) if later else anchor
        except (NotKept, BadProof) as error:
            found.unknown = {header.hash: header for header in (*reach, *later)}
            found.why = str(error).removesuffix(".")
            return found
        for header in reach:
            actual = anchor.hash if header.number == anchor.number else hashes.get(header.number)
            if actual == header.hash:
                found.known[header.hash] = header
        anchor = following
    return found


def _history(witness: Witness, anchor: Header, numbers: list[int]) -> dict[int, bytes]:
    """Hashes of earlier blocks, by height, out of the state behind one."""
    if not numbers:
        return {}
    proofs = witness.proofs(anchor.hash, HISTORY_ADDRESS, [history_slot(number) for number in sorted(set(numbers))])
    return {
        number: prove_ancestor(anchor, number, proofs.account_nodes, proofs.slot_nodes[history_slot(number)])
        for number in numbers
    }
