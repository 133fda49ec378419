"""Progress: pushes by the server's clock, what is none, and what maintainers say about locks."""

import shutil
import subprocess

import pytest

from praxis_chain.core.evidence import Person, ProgressEvidence
from praxis_chain.core.facts import Progress
from praxis_chain.core.ids import NOBODY, contributor_id, subject_id, work_id
from praxis_chain.core.rules import Refusal, judge
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.forges.git import GitForge
from tests.judged import facts_of, refusal_of

from .conftest import Look

GOOD = ("Good-progress", "pull/3 for 7")


def pushes_of(forge: GitForge) -> list[ProgressEvidence]:
    return [progress for progress in forge.progress() if progress.cause == "push"]


def times_of(forge: GitForge) -> list[int]:
    """progressAt of every Progress fact that follows, in order."""
    judged = (judge(progress) for progress in forge.progress())
    facts = [fact for facts in judged if not isinstance(facts, Refusal) for fact in facts]
    return [fact.progressAt for fact in facts if isinstance(fact, Progress)]


def test_a_good_push_is_progress_at_the_servers_time(repository: DemoRepository, look: Look) -> None:
    head = repository.push_work(3, "contributor", {"a.txt": "one\n"})
    pushed_at = repository.now
    good = repository.state("maintainer", "Good", GOOD)
    (progress,) = look().progress()
    assert (progress.head, progress.at, progress.clock) == (head, pushed_at, "server")
    assert progress.act is not None
    assert (progress.act.source, progress.repeats, len(progress.patch)) == (good, "", 40)
    contributor = repository.key("contributor").contributor
    assert progress.contributor == Person(contributor, "ssh")
    (fact,) = facts_of(progress)
    assert fact == Progress(
        subject_id(repository.subject(7)),
        work_id(repository.work(3)),
        contributor_id(contributor),
        NOBODY,
        pushed_at,
        fact.evidence,
    )


def test_dates_in_git_commits_are_not_push_times(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.now += 1_000_000
    server_time = repository.now + repository.pace
    repository.rewrite(repository.head("refs/pull/3/head"), "refs/pull/4/head")
    repository.state("maintainer", "Good", ("Good-progress", "pull/4 for 7"))
    (progress,) = (p for p in look().progress() if p.work == repository.work(4))
    assert progress.at == server_time


def test_one_good_word_counts_for_later_pushes_too(repository: DemoRepository, look: Look) -> None:
    times = []
    for number, text in enumerate(("one\n", "two\n", "three\n")):
        repository.push_work(3, "contributor", {"a.txt": text})
        times.append(repository.now)
        if number == 1:
            repository.state("maintainer", "Good", GOOD)
    assert times_of(look()) == times


def test_the_subject_is_the_works_own_where_the_maintainer_names_none(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, closes=8)
    repository.push_work(3, "contributor", {"a.txt": "two\n"})
    repository.state("maintainer", "Good", ("Good-progress", "pull/3"))
    assert [progress.subject for progress in look().progress()] == [repository.subject(8)] * 2


def test_work_that_nobody_called_good_takes_no_lock(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, closes=7)
    (progress,) = look().progress()
    assert (progress.act, refusal_of(progress)) == (None, "not-a-maintainer")


def test_a_stranger_cannot_call_it_good(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, closes=7)
    repository.state("contributor", "Good", GOOD)
    forge = look()
    assert times_of(forge) == []
    assert len(forge.problems()) == 1


def test_a_rebase_is_no_progress(repository: DemoRepository, look: Look) -> None:
    first = repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.state("maintainer", "Good", GOOD)
    repository.commit("maintainer", "Meanwhile", {"other.txt": "other\n"})
    repository.rebase_work(3, "contributor")
    rebased = pushes_of(look())[1]
    assert (rebased.repeats, refusal_of(rebased)) == (first, "no-progress")


def test_a_rebase_of_a_change_in_a_binary_file_is_no_progress(repository: DemoRepository, look: Look) -> None:
    lines = ["\0", *(f"line {number}\n" for number in range(30))]
    repository.commit("maintainer", "Begin", {"a.bin": "".join(lines)})
    repository.push_work(3, "contributor", {"a.bin": "".join(lines).replace("line 3\n", "line three\n")})
    repository.state("maintainer", "Good", GOOD)
    repository.commit("maintainer", "Meanwhile", {"a.bin": "".join(lines).replace("line 29\n", "last line\n")})
    merged = "".join(lines).replace("line 3\n", "line three\n").replace("line 29\n", "last line\n")
    repository.push_work(3, "contributor", {"a.bin": merged}, fresh=True)
    assert refusal_of(pushes_of(look())[1]) == "no-progress"


@pytest.mark.parametrize("files", [{}, {"a.txt": "one \n"}])
def test_an_empty_git_commit_or_more_white_space_is_no_progress(
    repository: DemoRepository, look: Look, files: dict[str, str]
) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.state("maintainer", "Good", GOOD)
    repository.push_work(3, "contributor", files)
    assert refusal_of(pushes_of(look())[1]) == "no-progress"


def test_an_empty_work_is_no_progress(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {})
    repository.state("maintainer", "Good", GOOD)
    (progress,) = look().progress()
    assert (progress.patch, refusal_of(progress)) == ("", "no-progress")


def test_going_back_and_forth_is_no_progress(repository: DemoRepository, look: Look) -> None:
    repository.state("maintainer", "Good", GOOD)
    verdicts = []
    for text in ("one\n", "two\n", "one\n", "two\n", "three\n"):
        repository.push_work(3, "contributor", {"a.txt": text}, fresh=True)
    for progress in look().progress():
        judged = judge(progress)
        verdicts.append(judged.reason if isinstance(judged, Refusal) else "progress")
    assert verdicts == ["progress", "progress", "no-progress", "no-progress", "progress"]


def test_a_change_behind_a_zero_byte_is_a_change(repository: DemoRepository, look: Look) -> None:
    repository.state("maintainer", "Good", GOOD)
    for text in ("\0one\n", "\0two\n"):
        repository.push_work(3, "contributor", {"a.bin": text}, fresh=True)
    assert len(times_of(look())) == 2


def test_pushes_that_were_forced_away_still_count(repository: DemoRepository, look: Look) -> None:
    times = []
    for text in ("one\n", "two\n"):
        repository.push_work(3, "contributor", {"a.txt": text}, fresh=True)
        times.append(repository.now)
    repository.state("maintainer", "Good", GOOD)
    assert times_of(look("who_looks_late")) == times


def test_unsigned_pushes_are_refused(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, sign=False)
    repository.state("maintainer", "Good", GOOD)
    (progress,) = look().progress()
    assert refusal_of(progress) == "author-not-verified"


def test_without_push_times_progress_is_refused_not_guessed(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.state("maintainer", "Good", GOOD)
    shutil.rmtree(repository.path / "logs")
    (progress,) = look().progress()
    assert (progress.at, progress.clock, refusal_of(progress)) == (0, "", "no-server-clock")


def test_a_clone_of_somebody_is_no_server(repository: DemoRepository, look: Look) -> None:
    """Reflogs of a working copy are whatever its owner did there."""
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.state("maintainer", "Good", GOOD)
    subprocess.run(["git", "-C", str(repository.path), "config", "core.bare", "false"], check=True)
    (progress,) = look().progress()
    assert refusal_of(progress) == "no-server-clock"


def test_what_was_pushed_after_the_mirror_was_updated_waits_for_the_next_look(
    repository: DemoRepository, look: Look
) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.state("maintainer", "Good", GOOD)
    seen = look().progress()
    log = repository.path / "logs/refs/pull/3/head"
    log.write_text(log.read_text() + f"{'0' * 40} {'9' * 40} somebody <a@example.org> 1800000000 +0000\tpush\n")
    assert look().progress() == seen


def test_lines_that_are_no_reflog_are_left_out(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.state("maintainer", "Good", GOOD)
    seen = look().progress()
    log = repository.path / "logs/refs/pull/3/head"
    log.write_bytes(b"\xff\xff\n--upload-pack=x\n\n" + log.read_bytes())
    assert look().progress() == seen


def test_blocked_work_keeps_its_lock_by_the_maintainers_word(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, closes=7)
    repository.state("maintainer", "Blocked", ("Blocked", "pull/3 because upstream has not released yet"))
    blocked = look().progress()[-1]
    assert (blocked.cause, blocked.at, blocked.clock) == ("blocked", repository.now, "act")
    assert len(facts_of(blocked)) == 1


def test_blocked_without_a_reason_is_refused(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, closes=7)
    repository.state("maintainer", "Blocked", ("Blocked", "pull/3"))
    assert refusal_of(look().progress()[-1]) == "no-reason"


def test_a_lock_moves_to_another_work(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, closes=7)
    repository.push_work(5, "rival", {"b.txt": "one\n"}, closes=7)
    said = ("Replaces", "pull/3 by pull/5 because the first one was given up")
    repository.state("maintainer", "Move", said)
    moved = look().progress()[-1]
    (fact,) = facts_of(moved)
    assert isinstance(fact, Progress)
    assert (fact.work, fact.replaces) == (work_id(repository.work(5)), work_id(repository.work(3)))
    assert (fact.contributor, fact.progressAt) == (contributor_id(repository.key("rival").contributor), repository.now)


def test_a_lock_ends_even_where_nothing_is_known_of_pushes(repository: DemoRepository, look: Look) -> None:
    said = ("Replaces", "pull/3 by nobody for 7 because it was given up")
    repository.state("maintainer", "End", said)
    (ended,) = look().progress()
    (fact,) = facts_of(ended)
    assert isinstance(fact, Progress)
    assert (fact.work, fact.contributor, fact.replaces) == (NOBODY, NOBODY, work_id(repository.work(3)))
    assert (ended.cause, fact.progressAt) == ("ended", repository.now)


def test_a_move_for_no_issue_is_a_problem(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.state("maintainer", "Blocked", ("Blocked", "pull/3 because of the weather"))
    forge = look()
    assert forge.progress() == []
    assert "but for no issue: add `for 7`" in forge.problems()[0]
