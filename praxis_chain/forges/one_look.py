"""One look at a repository, of whatever forge: what was found, as `oracle.Forge` gives it out."""

from collections.abc import Sequence

from ..core.errors import Refused
from ..core.evidence import (
    AdmissionEvidence,
    ClosureEvidence,
    LinkEvidence,
    MergeEvidence,
    ProgressEvidence,
    RevocationEvidence,
)
from .history.mirror import Mirror


class OneLook:
    """Everything is read when it is made; look again by making another. A forge fills what is declared here."""

    _links: Sequence[LinkEvidence]
    _admissions: Sequence[AdmissionEvidence]
    _progress: Sequence[ProgressEvidence]
    _merges: Sequence[MergeEvidence]
    _closures: Sequence[ClosureEvidence]
    _revocations: Sequence[RevocationEvidence]
    _problems: Sequence[str]

    def links(self) -> Sequence[LinkEvidence]:
        """Wallets that contributors published, by contributor and time."""
        return self._links

    def admissions(self) -> Sequence[AdmissionEvidence]:
        """Standings, oldest first."""
        return self._admissions

    def progress(self) -> Sequence[ProgressEvidence]:
        """Pushes by work and time, then maintainers' acts about locks."""
        return self._progress

    def merges(self) -> Sequence[MergeEvidence]:
        """How works ended: those that landed by the time they did, then the others by number."""
        return self._merges

    def closures(self) -> Sequence[ClosureEvidence]:
        """Closures that stand, oldest first."""
        return self._closures

    def revocations(self) -> Sequence[RevocationEvidence]:
        """What was undone."""
        return self._revocations

    def problems(self) -> Sequence[str]:
        """Sentences about what could not be read, or states something and could not count; none became evidence."""
        return tuple(dict.fromkeys(self._problems))


def require_first_policy(mirror: Mirror, name: str, oid: str) -> None:
    """Refused if the first policy of the repository of that name stood in another git commit than `oid` once.

    Whoever rewrites what lies under it could make themselves a maintainer from the beginning.
    """
    first = mirror.first_seen("policy", oid)
    if first != oid:
        raise Refused(
            f"The first policy of {name} stood in git commit {first[:12]} and now in {oid[:12]}: the history under it "
            f"was rewritten. If that is right, remove the mirror {mirror.path}."
        )
