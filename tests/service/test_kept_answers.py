"""Answers of the forge outlive a restart, so that a restart costs no requests; losing them costs nothing else."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from praxis_chain.forges.github.client import GitHubSession
from praxis_chain.forges.github.credentials import Token
from praxis_chain.forges.github.source import Source
from praxis_chain.service.watching import KeptAnswers
from praxis_chain.store.answers import forget_answers, kept_urls
from tests.github.standin import running
from tests.github.standin.graphql import SCHEMA_FILE
from tests.service.project import NAME, begin

URL = "https://api.github.com/repositories/77"
FIRST = ('W/"1"', None, {"id": 77, "name": "naïve\u0000"}, None)
SECOND = ('W/"2"', "Sat", [1, None], f"{URL}?page=2")


def saved(answers: KeptAnswers) -> KeptAnswers:
    asyncio.run(answers.save())
    return answers


def test_what_was_saved_is_there_after_a_restart(either_database: Engine) -> None:
    answers = KeptAnswers(either_database)
    answers[URL] = FIRST
    answers[f"{URL}/pulls"] = SECOND
    assert (answers[URL], sorted(answers), len(answers)) == (FIRST, [URL, f"{URL}/pulls"], 2)
    assert list(KeptAnswers(either_database)) == []
    saved(answers)
    after = KeptAnswers(either_database)
    assert (after[URL], after[f"{URL}/pulls"], len(after)) == (FIRST, SECOND, 2)


def test_a_later_answer_takes_the_place_of_an_earlier_one(either_database: Engine) -> None:
    answers = KeptAnswers(either_database)
    for answer in (FIRST, SECOND):
        answers[URL] = answer
        saved(answers)
    assert KeptAnswers(either_database)[URL] == SECOND


def test_what_is_forgotten_does_not_come_back(either_database: Engine) -> None:
    answers = KeptAnswers(either_database)
    answers[URL] = FIRST
    saved(answers)
    del answers[URL]
    assert (URL in answers, list(answers)) == (False, [])
    saved(answers)
    assert kept_urls(either_database) == []
    answers[URL] = SECOND
    assert answers[URL] == SECOND


def test_memory_holds_the_last_ones_and_the_store_the_others(database: Engine) -> None:
    answers = KeptAnswers(database, in_memory=1)  # byte
    for number in range(5):
        answers[f"{URL}/{number}"] = (None, None, number, None)
    assert answers[f"{URL}/0"][2] == 0  # not stored yet
    saved(answers)
    assert [answers[f"{URL}/{number}"][2] for number in range(5)] == list(range(5))
    assert len(answers._recent) == 0


def test_a_store_that_does_not_answer_costs_requests_only(database: Engine) -> None:
    answers = KeptAnswers(database)
    answers[URL] = FIRST
    saved(answers)
    with database.begin() as connection:
        connection.exec_driver_sql("DROP TABLE answers")
    answers[URL] = SECOND
    saved(answers)
    assert (answers[URL], list(answers)) == (SECOND, [])
    with pytest.raises(KeyError):
        answers[f"{URL}/never"]


def test_old_ones_go(either_database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for at in (100, 200):
        monkeypatch.setattr("time.time", lambda at=at: at)
        answers = KeptAnswers(either_database)
        answers[f"{URL}/{at}"] = FIRST
        saved(answers)
    assert forget_answers(either_database, 200) == 1
    assert kept_urls(either_database) == [f"{URL}/200"]


@pytest.mark.skipif(not SCHEMA_FILE.exists(), reason="GitHub's GraphQL schema is not installed: npm ci")
def test_after_a_restart_what_has_not_changed_costs_nothing(database: Engine, tmp_path: Path) -> None:
    def look_again(keep: Callable[[], KeptAnswers]) -> dict[str, int]:
        """What a new process asks, with nothing but what it kept."""

        async def look() -> None:
            kept = keep()
            async with GitHubSession(Token(token), github.url, host="github", cache=kept) as session:
                source = await Source.open(session, NAME)
                await source.changed("")
                await source.read_pushes()
            await kept.save()

        before = dict(github.requests().get(token, {}))
        asyncio.run(look())
        return {name: count - before.get(name, 0) for name, count in github.requests()[token].items()}

    with running(tmp_path) as github:
        begin(github)
        github.make_work(NAME, "contributor", "maintainer")
        token = github.token("co_maintainer")
        first = look_again(lambda: KeptAnswers(database))
        again = look_again(lambda: KeptAnswers(database))
    assert (first["rest"], first["unchanged"]) == (4, 0)
    assert (again["rest"], again["unchanged"]) == (0, 4)
