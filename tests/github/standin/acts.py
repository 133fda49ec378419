"""Everything that people can do on the stand-in, in one object; its methods are safe to call from any thread."""

import time
from dataclasses import dataclass
from pathlib import Path

from .ground import act
from .pulls import Pulls


@dataclass(frozen=True, slots=True)
class Work:
    """Numbers of the issue and the pull request; object ids of its head and of the git commit that merged it, "" if
    it is not merged."""

    issue: int
    pull: int
    head: str
    merge: str


class StandIn(Pulls):
    """folder: where its git repositories lie. All names are logins and `owner/name`; all times are its clock's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)

    @staticmethod
    def real_time() -> int:
        """The machine's unix seconds: budgets and tokens go by it, as their users' clocks do."""
        return int(time.time())

    @act
    def requests(self) -> dict[str, dict[str, int]]:
        """What each token has asked so far: `rest`, `graphql`, and `unchanged` (304, which costs nothing)."""
        return {token: dict(counts) for token, counts in self.budget.asked.items()}

    @act
    def limit(self, token: str, remaining: int, resource: str = "core") -> None:
        """Leave that token so many requests until its hour ends."""
        window = self.budget.window(token, resource, self.state.tokens[token].limit)
        window.used = window.limit - remaining

    @act
    def make_work(
        self,
        name: str,
        contributor: str,
        maintainer: str,
        title: str = "Make it better",
        files: dict[str, str | None] | None = None,
        method: str = "merge",
        fork: bool = False,
        issue: int = 0,
        approve: bool = True,
        merge: bool = True,
        body: str = "",
    ) -> Work:
        """The common case at once: an issue, a pull request that closes it, an approving review, and its merge.

        issue: one that exists, 0 for a new one. files: a new file unless stated. fork: the work is pushed to a fork.
        body: what the description says besides `Closes #N`.
        """
        number = issue or self.issue(name, maintainer, title)
        source = self.fork(name, contributor) if fork else self.full_name(self.repository_of(name))
        branch = f"work-{number}-{len(self.repository_of(name).issues)}"
        if fork:  # the fork's own default branch may be behind: begin where the base is now
            base = self.repository_of(name)
            ref = f"refs/heads/{base.default_branch}"
            self.bare(self.repository_of(source)).fetch(self.bare(base), base.refs[ref], f"refs/heads/{branch}")
            self.observe(self.repository_of(source), self.account_of(contributor))
        head = self.push(source, branch, contributor, files or {f"{branch}.txt": f"{title}\n"}, title)
        label = f"{contributor}:{branch}" if fork else branch
        pull = self.open_pull(name, contributor, label, title, f"Closes #{number}\n{body}".rstrip("\n"))
        if approve:
            self.review(name, pull, maintainer, "APPROVED")
        oid = self.merge(name, pull, maintainer, method) if merge else ""
        return Work(number, pull, head, oid)
