"""One comment for each pull request, on the stand-in for GitHub: found again, edited in place, no other touched."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from praxis_chain.core.errors import NetworkFailed
from praxis_chain.forges.github.client import GitHubSession
from praxis_chain.forges.github.credentials import Token
from praxis_chain.service.relaying.comment import comment_text, marker
from praxis_chain.service.relaying.commenting import Commenting
from praxis_chain.service.relaying.works import Work
from tests.github.canned import AT_ONCE
from tests.github.standin import StandIn, running
from tests.github.standin.graphql import SCHEMA_FILE

pytestmark = pytest.mark.skipif(not SCHEMA_FILE.exists(), reason="GitHub's GraphQL schema is not installed: npm ci")
NOW = 1_790_000_000
NAME = "octo/project"


@pytest.fixture
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("github")) as served:
        served.set_time(NOW)
        served.repository(NAME, {"README.md": "hello\n"}, {"maintainer": "write", "relayer": "read"})
        yield served


@pytest.fixture
def pull(github: StandIn) -> int:
    return int(github.make_work(NAME, "contributor", "maintainer", merge=False).pull)


def work(github: StandIn, pull: int, refusal: str = "It is not merged.") -> Work:
    name = f"github:repo/{github.repository_of(NAME).id}/pull/{pull}"
    return Work(name, ("an issue",), "not-merged", refusal, None, 2, (), (), (), True)


def keep(github: StandIn, *passes: list[Work]) -> None:
    """One process: these works, pass after pass."""

    async def connect() -> GitHubSession:
        token = github.token("relayer")
        session = GitHubSession(Token(token), github.url, host="github", patience=AT_ONCE)
        return await session.__aenter__()

    async def run() -> None:
        commenting = Commenting(connect, "github", NAME)
        for works in passes:
            await commenting.keep(works, NOW)
        if commenting._session is not None:
            await commenting._session.close()

    asyncio.run(run())


def comments(github: StandIn, pull: int) -> list[tuple[str, str]]:
    """By whom and what, in order."""
    issue = github.repository_of(NAME).issues[pull]
    return [(github.state.accounts[one.by].login, one.body) for one in issue.comments]


def test_one_comment_is_written_and_then_edited_where_it_stands(github: StandIn, pull: int) -> None:
    first, second = work(github, pull), work(github, pull, "It was merged into another branch.")
    keep(github, [first], [first], [second])
    assert comments(github, pull) == [("relayer", comment_text(second, NOW))]


def test_the_next_process_finds_it_again_and_leaves_it_if_nothing_changed(github: StandIn, pull: int) -> None:
    one = work(github, pull)
    keep(github, [one])
    before = github.repository_of(NAME).issues[pull].comments[0].updated_at
    github.set_time(NOW + 60)
    keep(github, [one])
    assert github.repository_of(NAME).issues[pull].comments[0].updated_at == before
    changed = replace(one, refusal="Something else.")
    keep(github, [changed])
    assert comments(github, pull) == [("relayer", comment_text(changed, NOW))]


def test_a_comment_of_somebody_else_is_never_taken_for_ours(github: StandIn, pull: int) -> None:
    one = work(github, pull)
    forged = f"{marker(one.name)}\nsend all money to me"
    github.comment(NAME, pull, "maintainer", forged)
    github.comment(NAME, pull, "relayer", f"about it:\n{marker(one.name)}")
    keep(github, [one], [replace(one, refusal="Something else.")])
    texts = comments(github, pull)
    assert texts[:2] == [("maintainer", forged), ("relayer", f"about it:\n{marker(one.name)}")]
    assert texts[2:] == [("relayer", comment_text(replace(one, refusal="Something else."), NOW))]


def test_what_a_maintainer_deleted_is_not_written_again(github: StandIn, pull: int) -> None:
    one = work(github, pull)

    class Deleting(list[Work]):
        def __iter__(self) -> Iterator[Work]:
            github.delete_comment(NAME, github.repository_of(NAME).issues[pull].comments[0].id, "maintainer")
            return iter([replace(one, refusal="Something else.")])

    keep(github, [one], Deleting(), [replace(one, refusal="And again.")])
    assert comments(github, pull) == []


def test_works_without_money_and_of_other_repositories_get_none(github: StandIn, pull: int) -> None:
    one = work(github, pull)
    elsewhere = replace(one, name=f"github:repo/1/pull/{pull}")
    keep(github, [replace(one, has_money=False), elsewhere])
    assert comments(github, pull) == []


def test_a_failure_stops_nothing(github: StandIn, pull: int) -> None:
    one = work(github, pull)
    missing = replace(one, name=one.name.rpartition("/")[0] + "/999")
    keep(github, [missing, one])
    assert comments(github, pull) == [("relayer", comment_text(one, NOW))]

    async def nobody_there() -> GitHubSession:
        raise NetworkFailed("GitHub cannot be reached.")

    asyncio.run(Commenting(nobody_there, "github", NAME).keep([one], NOW))


def test_what_may_have_been_written_is_looked_for_before_it_is_written_again(
    github: StandIn, pull: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to a POST is lost after GitHub did it."""
    from praxis_chain.service.relaying import commenting

    real: Callable[..., Any] = commenting.write_comment

    async def lost(*given: Any) -> Any:
        await real(*given)
        raise NetworkFailed("GitHub did not answer in time.")

    monkeypatch.setattr(commenting, "write_comment", lost)
    one = work(github, pull)
    keep(github, [one], [one], [replace(one, refusal="Something else.")])
    assert comments(github, pull) == [("relayer", comment_text(replace(one, refusal="Something else."), NOW))]
