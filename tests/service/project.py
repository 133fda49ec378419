"""A project on the stand-in GitHub where people act at random, and a watcher that is told all, some or none of it."""

import asyncio
import random
import shutil
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Self

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from praxis_chain.core.evidence import AnyEvidence, evidence_json
from praxis_chain.forges.github.client import GitHubSession
from praxis_chain.forges.github.credentials import Token
from praxis_chain.forges.github.forge import GitHubForge
from praxis_chain.forges.github.source import Source
from praxis_chain.oracle.collect import collect
from praxis_chain.service.watching import GitHubPlace, Patience, Receiver, Watch
from tests.github.standin import StandIn
from tests.github.standin.bare import Conflict
from tests.github.standin.ground import Impossible
from tests.github.standin.post import Delivery
from tests.service.deliveries import SECRET

NAME = "maintainer/project"
PLACE = f"github:{NAME}"
ACTION = "0x" + "ac" * 32
MEMORY = "praxis-merges"  # GitHubForge's file in a mirror
NOW = 1_790_000_000  # unix seconds, on the stand-in's clock
PEOPLE = ("contributor", "second_contributor", "co_maintainer", "maintainer")
METHODS = ("merge", "squash", "rebase")
ACTS_SAID = (
    "/praxis good-progress",
    "/praxis quality: elegant because it removes more than it adds",
    "/praxis blocked because the supplier is late",
    "/praxis split: @contributor 70%, @second_contributor 30%",
    "/praxis explained-by: @second_contributor",
    "/praxis corrects because the split was wrong\n/praxis split: @contributor 50%, @second_contributor 50%",
    "/praxis admit: @contributor as resident because they live here",
    "Thank you!",
)


def begin(github: StandIn) -> None:
    """A repository with a policy that names two maintainers, and a webhook that reaches nobody by itself."""
    github.set_time(NOW)
    ids = [github.account(login) for login in PEOPLE]
    maintainers = ", ".join(f'"github:user/{number}"' for number in ids[2:])
    policy = f'maintainers = [{maintainers}]\naction = "code"\n\n[actions]\ncode = "{ACTION}"\n'
    policy += '\n[quality]\nelegant = 15000\n\n[labels]\nwip = "good-progress"\n'
    github.repository(NAME, {"README.md": "One\n", ".praxis/policy.toml": policy}, {"co_maintainer": "write"})
    github.post.copies = 0
    github.hook(NAME, "http://127.0.0.1:9/nowhere", SECRET.decode())


class Project:
    """choose: decides what happens. takes_back: people also edit and dismiss what they had said, and push their base
    branch back: somebody who looks for the first time then cannot tell what was, and whoever saw it holds on to it."""

    def __init__(self, github: StandIn, choose: random.Random, *, takes_back: bool) -> None:
        self.github = github
        self._choose = choose
        self._takes_back = takes_back
        self.issues: list[int] = []
        self.pulls: list[int] = []

    def happen(self, times: int) -> None:
        """So many acts, each some seconds after the last; what GitHub would not let them do does not happen."""
        acts: list[Callable[[], object]] = [
            *[self.work] * 4, *[self.merge] * 2, *[self.say] * 3,
            self.label, self.close, self.reopen, self.retarget, self.revert, self.push_again,
        ]  # fmt: skip
        acts += [self.edit, self.edit_text, self.dismiss, self.rewrite] if self._takes_back else []
        for _ in range(times):
            self.github.advance(self._choose.randint(1, 400))
            try:
                self._choose.choice(acts)()
            except (Impossible, Conflict, IndexError, StopIteration, KeyError):
                continue

    def work(self) -> None:
        made = self.github.make_work(
            NAME,
            self._choose.choice(PEOPLE[:3]),
            "maintainer",
            method=self._choose.choice(METHODS),
            fork=self._choose.random() < 0.3,
            approve=self._choose.random() < 0.8,
            merge=self._choose.random() < 0.5,
        )
        self.issues.append(made.issue)
        self.pulls.append(made.pull)

    def merge(self) -> None:
        self.github.merge(NAME, self._choose.choice(self.pulls), self._maintainer(), self._choose.choice(METHODS))

    def say(self) -> None:
        where = self._choose.choice([*self.pulls, *self.issues])
        self.github.comment(NAME, where, self._choose.choice(PEOPLE), self._choose.choice(ACTS_SAID))

    def edit(self) -> None:
        issues = self.github.repository_of(NAME).issues.values()
        comments = [comment.id for issue in issues for comment in issue.comments]
        self.github.edit_comment(NAME, self._choose.choice(comments), "maintainer", "Never mind.")

    def label(self) -> None:
        self.github.label(NAME, self._choose.choice(self.pulls), self._maintainer(), "wip")

    def close(self) -> None:
        self.github.close(NAME, self._choose.choice([*self.issues, *self.pulls]), self._maintainer())

    def reopen(self) -> None:
        self.github.reopen(NAME, self._choose.choice(self.issues), self._maintainer())

    def retarget(self) -> None:
        if "refs/heads/next" not in self.github.repository_of(NAME).refs:
            self.github.push(NAME, "next", "maintainer", {"next.txt": "Next\n"})
        issues = self.github.repository_of(NAME).issues
        still_open = [number for number in self.pulls if issues[number].state == "open"]
        self.github.retarget(NAME, self._choose.choice(still_open), "maintainer", self._choose.choice(["next", "main"]))

    def revert(self) -> None:
        self.github.revert(NAME, self._choose.choice(self.pulls), self._maintainer())

    def push_again(self) -> None:
        issue = self.github.repository_of(NAME).issues[self._choose.choice(self.pulls)]
        assert issue.pull is not None
        files: dict[str, str | None] = {f"more-{self.github.now()}.txt": "More\n"}
        self.github.push(NAME, issue.pull.head_ref, PEOPLE[0], files)

    def edit_text(self) -> None:
        self.github.edit(NAME, self._choose.choice(self.pulls), "maintainer", body="Closes #1")

    def dismiss(self) -> None:
        issue = self.github.repository_of(NAME).issues[self._choose.choice(self.pulls)]
        assert issue.pull is not None
        self.github.dismiss(NAME, issue.number, issue.pull.reviews[0].id, self._maintainer())

    def rewrite(self) -> None:
        """Somebody pushes the base branch back to where it was."""
        activity = [one for one in self.github.repository_of(NAME).activity if one.ref == "refs/heads/main"]
        before = activity[-1].before
        if before.strip("0"):
            self.github.force_push(NAME, "main", "maintainer", before)

    def _maintainer(self) -> str:
        return self._choose.choice(("maintainer", "co_maintainer"))


class Watcher:
    """One service: a receiver and a watch over one database, with a mirror of its own."""

    def __init__(self, github: StandIn, token: str, store: Engine, folder: Path) -> None:
        self._github, self._token, self._store, self._folder = github, token, store, folder
        app = FastAPI()
        app.include_router(Receiver(store, (SECRET,)).router())
        self._receiver = TestClient(app)
        self.restart()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def restart(self) -> None:
        """The process was killed: what it knew and had not stored is gone."""
        self._session = self._new_session()
        find = partial(Source.open, self._session, NAME)
        patience = Patience(retry=0, slow=0)
        place = GitHubPlace(PLACE, self._store, find, self._folder, GitHubForge, patience=patience)
        self.watch = Watch(self._store, [place])
        self._runner = asyncio.Runner()

    def receive(self, delivery: Delivery) -> None:
        answer = self._receiver.post("/webhook/github", content=delivery.body, headers=delivery.headers)
        assert answer.status_code == 202, answer.text

    def attend(self) -> None:
        self._runner.run(self.watch.attend())

    def sweep(self) -> None:
        self._runner.run(self.watch.look_around())

    def stop(self) -> None:
        self._runner.run(self._session.close())
        self._runner.close()

    def _new_session(self) -> GitHubSession:
        return GitHubSession(Token(self._token), self._github.url, host="github")


def read_once(github: StandIn, token: str, folder: Path, remembered: Path | None = None) -> list[AnyEvidence]:
    """What somebody sees who reads everything for the first time. remembered: what another mirror held on to."""

    async def read() -> list[AnyEvidence]:
        async with GitHubSession(Token(token), github.url, host="github") as session:
            source = await Source.open(session, NAME)
            readings = await source.read_all()
            assert readings.unread == ()
            mirror = source.mirror(folder)
            await asyncio.to_thread(mirror.update)
            if remembered is not None and (remembered / MEMORY).exists():
                shutil.copy(remembered / MEMORY, folder / MEMORY)
            return list(collect(await asyncio.to_thread(GitHubForge, readings, mirror)))

    return asyncio.run(read())


def texts(documents: Iterable[AnyEvidence]) -> list[str]:
    """As they are hashed."""
    return [evidence_json(document).decode() for document in documents]
