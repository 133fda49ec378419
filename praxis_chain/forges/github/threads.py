"""The issues and pull requests of one repository: what was said in each, by whom, and which issues there were."""

from collections.abc import Iterable, Iterator

from ..statements.judgements import Issue as Subject
from ..statements.policy import RepositoryPolicy
from .names import Names
from .readings import Issue, Pull, Readings, Turn
from .saying import STANDS_FOR, Said, everything_said, stood_for
from .stated import people_of


class Threads:
    """Read once, asked often."""

    def __init__(self, names: Names, readings: Readings) -> None:
        self._names = names
        self.readings = readings
        self._said: dict[int, list[Said]] = {}
        self._everything: list[tuple[Pull | Issue, Said]] = []

    def everything(self) -> list[tuple[Pull | Issue, Said]]:
        """All that states something or may, anywhere, in the order of time."""
        if not self._everything:
            threads: list[Pull | Issue] = [*self.readings.pulls.values(), *self.readings.issues.values()]
            found = [(thread, said) for thread in threads for said in self.said(thread) if said.pairs or said.label]
            self._everything = sorted(found, key=lambda pair: (pair[1].at, pair[1].source))
        return self._everything

    def said(self, thread: Pull | Issue) -> list[Said]:
        """All that was said in a thread, in the order of time."""
        if thread.number not in self._said:
            self._said[thread.number] = everything_said(thread)
        return self._said[thread.number]

    def people(self, thread: Pull | Issue, at: int) -> dict[str, str]:
        """Logins in lower case → canonical ids, of those who had taken part in a thread by then."""
        return people_of(self._names, thread, at)

    def deleted(self, pull: Pull, at: int, policy: RepositoryPolicy) -> Iterator[str]:
        """Sentences about comments of maintainers that were deleted later than `at`: they may have stated something."""
        for turn in pull.turns:
            if turn.kind == "comment_deleted" and turn.at > at and policy.is_maintainer(self._names.person(turn.by)):
                yield (
                    "A maintainer's comment was deleted after the merge, so nobody can tell what it had stated: a "
                    "maintainer has to say `/praxis corrects because …`."
                )

    def issue(self, number: int, at: int, policy: RepositoryPolicy) -> Subject:
        """What a closing reference means: the issue, if there was one of that number then, or whose place it takes."""
        issue = self.readings.issues.get(number)
        if issue is None or issue.created_at > at:
            return Subject(self._names.subject(number), "")
        place = number
        for said in self.said(issue):
            if said.stands(at) and policy.is_maintainer(self._names.person(said.by)):
                place = next((stood_for(value) for key, value in said.pairs if key == STANDS_FOR), 0) or place
        taken = place in self.readings.issues or place in self.readings.pulls
        return Subject(self._names.subject(number if taken else place), str(issue.id))


def closed_from(turns: Iterable[Turn], at: int, *, before: int = 0) -> int:
    """When, from `at` on, a thread was closed first; 0 if it never was. before: the time of a merge, which is none."""
    closed = False
    for turn in sorted(turns, key=lambda turn: turn.at):
        if turn.kind not in ("closed", "reopened") or (before and turn.at >= before):
            continue
        if turn.at > at and (closed or turn.kind == "closed"):
            return at if closed else turn.at
        closed = turn.kind == "closed"
    return at if closed and not (before and at >= before) else 0
