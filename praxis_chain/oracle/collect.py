"""From a forge to evidence: one interface that every forge offers, and one order.

Collecting judges nothing and trusts nothing that differs by observer: two attesters who look at the same history, each
from a clone of their own, get the same documents, byte for byte.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from ..core.evidence import (
    AdmissionEvidence,
    AnyEvidence,
    ClosureEvidence,
    LinkEvidence,
    MergeEvidence,
    ProgressEvidence,
    RevocationEvidence,
)


class Forge(Protocol):
    """What a forge shows. Each method yields in the order in which it happened there, and always the same."""

    @property
    def id(self) -> str:
        """Canonical id, e.g. `git:<root commit>`."""
        ...

    def links(self) -> Iterable[LinkEvidence]:
        """Wallets that contributors published as theirs."""
        ...

    def admissions(self) -> Iterable[AdmissionEvidence]:
        """Standings that maintainers gave."""
        ...

    def progress(self) -> Iterable[ProgressEvidence]:
        """Pushes to works, and maintainers' acts about locks."""
        ...

    def merges(self) -> Iterable[MergeEvidence]:
        """How each work ended, or that it has not."""
        ...

    def closures(self) -> Iterable[ClosureEvidence]:
        """Issues closed with an explanation."""
        ...

    def revocations(self) -> Iterable[RevocationEvidence]:
        """What was undone: reverted, rewritten away, corrected, reopened."""
        ...

    def problems(self) -> Sequence[str]:
        """Sentences about statements that nobody could read or that came from somebody without authority."""
        ...


def collect(forge: Forge) -> Iterator[AnyEvidence]:
    """All evidence of a forge: people first, then work, then what was undone. Raises NetworkFailed or WrongInput."""
    yield from forge.links()
    yield from forge.admissions()
    yield from forge.progress()
    yield from forge.merges()
    yield from forge.closures()
    yield from forge.revocations()
