"""What is stored of one repository, in memory: only what changed since is read from the store again."""

from typing import Any

from ...forges.github.readings import Readings, Repository
from ...store.readings import Key, StoredReadings
from .text import from_text


class Memory:
    """`readings` is as of the last `update`. What one of two processes with one store writes, the other sees."""

    def __init__(self, stored: StoredReadings, repository: Repository) -> None:
        self.repository = repository
        self.readings = Readings(repository)
        self._stored = stored
        self._version = 0
        self._looks: dict[Key, int] = {}
        self._values: dict[Key, tuple[str, Any]] = {}

    def update(self) -> int:
        """Take over what is stored; the number that is returned grows whenever that changed `readings`."""
        present = {key: look for key, (look, _) in self._stored.present().items()}
        texts = self._stored.texts(key for key, look in present.items() if self._looks.get(key) != look)
        before = dict(self._values)
        self._looks = present | {key: look for key, (look, _) in texts.items()}
        self._values = {key: value for key, value in before.items() if key in present}
        for key, (_, text) in texts.items():
            if not text:
                self._values.pop(key, None)
            elif key not in before or before[key][0] != text:
                self._values[key] = text, from_text(key[0], text)
        if self._values != before or self.repository != self.readings.repository:
            self._version += 1
            self.readings = self._assembled()
        return self._version

    def live(self, since: int) -> set[Key]:
        """Works and issues that something may still happen to: open, or ended since then (unix seconds)."""
        pulls = {("pull", n) for n, pull in self.readings.pulls.items() if max(pull.closed_at, pull.merged_at) >= since}
        pulls |= {("pull", n) for n, pull in self.readings.pulls.items() if pull.state == "open"}
        return pulls | {("issue", n) for n, issue in self.readings.issues.items() if issue.state == "open"}

    def _assembled(self) -> Readings:
        def of(kind: str) -> dict[int, Any]:
            return {number: value for (name, number), (_, value) in sorted(self._values.items()) if name == kind}

        return Readings(
            repository=self.repository,
            pulls=of("pull"),
            issues=of("issue"),
            pushes=of("pushes").get(0, ()),
            gists=of("gists").get(0, ()),
        )
