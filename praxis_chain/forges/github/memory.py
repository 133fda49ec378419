"""What a mirror remembers: each work's document as it was when everything about it could still be told.

A contributor can edit a description, a maintainer delete a comment, an account vanish: from then on nobody who looks
for the first time can tell what had been stated, and refuses. Whoever had looked before holds on to what they saw, so
that nobody can put an award that they signed out of the reach of a later revert by editing a text.
"""

from pathlib import Path

from ...core.errors import WrongInput
from ...core.evidence import MergeEvidence, evidence_json, read_evidence
from ...core.rules import Refusal, judge


class Memory:
    """One line for each document in a file of one's own: the work, the git commit, and the document. The last line
    about both counts; a line that was cut short counts for nothing."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[tuple[str, str], bytes] = {}
        for line in file.read_bytes().splitlines() if file.exists() else ():
            work, _, rest = line.partition(b" ")
            merge, _, text = rest.partition(b" ")
            if text.endswith(b"}"):
                self._known[work.decode(errors="replace"), merge.decode(errors="replace")] = text
        self._new: list[bytes] = []

    def recall(self, merge: MergeEvidence) -> MergeEvidence:
        """The document, if facts follow from it; else the one that is remembered of the same merge, if there is one."""
        key = merge.work, merge.merge
        if not isinstance(judge(merge), Refusal):
            text = evidence_json(merge)
            if self._known.get(key) != text:
                self._known[key] = text
                self._new.append(b" ".join((merge.work.encode(), merge.merge.encode(), text)))
            return merge
        if key not in self._known:
            return merge
        try:
            kept = read_evidence(self._known[key])
        except WrongInput:  # written by another version
            return merge
        same = isinstance(kept, MergeEvidence) and (kept.rules, kept.forge) == (merge.rules, merge.forge)
        return kept if isinstance(kept, MergeEvidence) and same else merge

    def save(self) -> None:
        """Write what is new."""
        if self._new:
            with self._file.open("ab") as file:
                file.write(b"\n" + b"\n".join(self._new) + b"\n")
            self._new = []
