"""What a mirror remembers: each work's document as it was when everything about it could still be told.

A contributor can edit a description, a maintainer delete a comment, an account vanish: from then on nobody who looks
for the first time can tell what had been stated, and refuses. Whoever had looked before holds on to what they saw, so
that nobody can put an award that they signed out of the reach of a later revert by editing a text.
"""

from pathlib import Path

from ...core.errors import WrongInput
from ...core.evidence import MergeEvidence, evidence_json, read_evidence
from ...core.rules import checks


class Memory:
    """One line for each document in a file of one's own: the work, the git commit, and the document.

    What was seen in two looks is held for good: GitHub's first answer may have come from a server that lags behind. A
    line that was cut short counts for nothing. `changed`: sentences about what reads otherwise now.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: dict[tuple[bytes, bytes], bytes] = {}
        self._held: dict[tuple[bytes, bytes], bytes] = {}
        self._new: list[bytes] = []
        self.changed: list[str] = []
        for line in file.read_bytes().splitlines() if file.exists() else ():
            work, _, rest = line.partition(b" ")
            merge, _, text = rest.partition(b" ")
            self._see((work, merge), text)

    def recall(self, merge: MergeEvidence) -> MergeEvidence:
        """The document that is remembered of that merge, if it was seen twice, or if nothing follows from this one."""
        key = merge.work.encode(), merge.merge.encode()
        if not all(check.passed for check in checks(merge)):
            return self._read(merge, self._held.get(key) or self._seen.get(key, b"")) or merge
        text = evidence_json(merge)
        held = self._held.get(key, text)
        if key not in self._held:
            self._see(key, text)
            self._new.append(b" ".join((*key, text)))
        elif held != text and (kept := self._read(merge, held)):
            self.changed.append(f"What is told of {merge.work} is not what it was when it was merged; that counts.")
            return kept
        return merge

    def save(self) -> None:
        """Write what is new."""
        if self._new:
            with self._file.open("ab") as file:
                file.write(b"\n" + b"\n".join(self._new) + b"\n")
            self._new = []

    def _see(self, key: tuple[bytes, bytes], text: bytes) -> None:
        if self._seen.get(key) == text:
            self._held.setdefault(key, text)
        self._seen[key] = text

    def _read(self, merge: MergeEvidence, text: bytes) -> MergeEvidence | None:
        try:
            kept = read_evidence(text) if text.endswith(b"}") else None
        except WrongInput:  # cut short, or written by another version
            return None
        same = isinstance(kept, MergeEvidence) and (kept.rules, kept.forge) == (merge.rules, merge.forge)
        return kept if isinstance(kept, MergeEvidence) and same else None
