"""A Source over HTTP against the stand-in: real pull requests, read both ways."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from praxis_chain.core.errors import Disagree, NetworkFailed, NotThere, PraxisError, WrongInput
from praxis_chain.forges.github.changes import Changed
from praxis_chain.forges.github.readings import NOBODY, Account, Issue, Pull, Repository
from praxis_chain.forges.github.source import Source
from tests.github.canned import AT_ONCE
from tests.github.reading import Lying, reading
from tests.github.standin import StandIn, running
from tests.github.standin.graphql import SCHEMA_FILE

pytestmark = pytest.mark.skipif(not SCHEMA_FILE.exists(), reason="GitHub's GraphQL schema is not installed: npm ci")
NOW = 1_790_000_000
ZEROS = "0" * 40


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("github")) as served:
        served.set_time(NOW)
        yield served


@pytest.fixture
def name(github: StandIn, request: pytest.FixtureRequest) -> str:
    """A repository of this test's own."""
    name = f"octo/{request.node.originalname.replace('_', '-')[:60]}-{len(github.state.repositories)}"
    github.repository(name, {"README.md": "hello\n"}, {"maintainer": "write", "contributor": "read"})
    return name


def user(github: StandIn, login: str) -> Account:
    return Account(github.known(login), "User", login)


def refused(github: StandIn, name: str, what: Any, error: type[PraxisError], **given: Any) -> str:
    with pytest.raises(error) as raised:
        reading(github, name, what, **given)
    assert type(raised.value) is error or error is NetworkFailed
    return str(raised.value)


def test_a_repository_is_found_by_name_and_is_its_number(github: StandIn, name: str) -> None:
    number = github.repository_of(name).id

    async def itself(source: Source) -> Repository:
        return source.repository

    assert reading(github, name, itself) == Repository(
        "github", number, name, "refs/heads/main", f"{github.url}/{name}.git"
    )
    github.rename_repository(name, f"{name.partition('/')[2]}-moved")
    assert reading(github, name, itself).name == f"{name}-moved"
    assert reading(github, name, itself).id == number
    assert refused(github, f"{name}-gone", itself, NotThere) == (
        f"GitHub has no repository {name}-gone, or does not show it with these credentials."
    )
    assert refused(github, "no-slash", itself, WrongInput) == (
        "'no-slash' is not a repository on GitHub: write owner/name."
    )
    for wrong in ("../x", "a/..", "a/.", "a/b/c", "a/b?x=1", "a/b#", "/", "a/", "{a}/b"):
        refused(github, wrong, itself, WrongInput)


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
@pytest.mark.parametrize("fork", [False, True])
def test_a_merged_pull_request_is_read_whole(github: StandIn, name: str, method: str, fork: bool) -> None:
    work = github.make_work(name, "contributor", "maintainer", method=method, fork=fork)
    repository, contributor, maintainer = (
        github.repository_of(name),
        *(user(github, who) for who in ("contributor", "maintainer")),
    )
    pull = reading(github, name, lambda source: source.read_pull(work.pull))
    head_repository = github.pull_of(name, work.pull)[2].head_repository
    assert (head_repository != repository.id) is fork
    assert (pull.number, pull.state, pull.merged) == (work.pull, "closed", True)
    assert (pull.base_repository, pull.base, pull.merge) == (repository.id, "refs/heads/main", work.merge)
    assert (pull.head, pull.head_repository) == (work.head, head_repository)
    assert (pull.author, pull.merged_by) == (contributor, maintainer)
    assert (pull.created_at, pull.closed_at, pull.merged_at, pull.body_edited_at) == (NOW, NOW, NOW, 0)
    assert (pull.title, pull.body) == ("Make it better", f"Closes #{work.issue}")
    ((review,), (turn,)) = pull.reviews, pull.turns
    assert (review.by, review.at, review.state, review.head) == (maintainer, NOW, "APPROVED", work.head)
    assert (turn.by, turn.at, turn.kind, turn.reason) == (maintainer, NOW, "closed", "")
    assert turn.source.startswith("CE_")
    last = pull.pushes[-1]
    assert (last.by, last.at, last.ref, last.after) == (contributor, NOW, pull.head_ref, work.head)
    assert pull.head_ref == f"refs/heads/work-{work.issue}-{work.issue}"
    assert all(push.ref == pull.head_ref for push in pull.pushes)


def test_an_open_pull_request_has_no_merge_commit_although_rest_names_one(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer", merge=False)
    github.close(name, work.pull, "contributor")
    pull = reading(github, name, lambda source: source.read_pull(work.pull))
    assert (pull.state, pull.merged, pull.merge, pull.merged_by, pull.merged_at) == ("closed", False, "", NOBODY, 0)


def test_a_merge_commit_of_what_is_not_merged_is_none(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer", merge=False)

    def named(path: str, told: Any) -> Any:
        if path == "/graphql":
            told["data"]["node"][f"n{work.pull}"]["mergeCommit"] = {"oid": "e" * 40}
        return told

    assert reading(github, name, lambda source: source.read_pull(work.pull), transport=Lying(named)).merge == ""


def test_what_people_say_and_undo_is_read(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer", merge=False)
    maintainer = user(github, "maintainer")
    said = github.comment(name, work.pull, "maintainer", "/praxis good-progress")
    changed = github.comment(name, work.pull, "maintainer", "first")
    gone = github.comment(name, work.pull, "contributor", "never mind")
    github.advance(10)
    github.edit_comment(name, changed, "maintainer", "second")
    github.delete_comment(name, gone, "maintainer")
    github.label(name, work.pull, "maintainer", "blocked")
    github.unlabel(name, work.pull, "maintainer", "blocked")
    review = github.review(name, work.pull, "maintainer", "CHANGES_REQUESTED", "No.")
    github.dismiss(name, work.pull, review, "maintainer", "was wrong")
    github.push(name, "next", "maintainer", {"x": "y"})
    github.retarget(name, work.pull, "maintainer", "next")
    github.edit(name, work.pull, "contributor", body="Closes nothing")
    later = github.now()
    pull = reading(github, name, lambda source: source.read_pull(work.pull))
    assert [(one.id, one.by, one.body, one.edited, one.edited_at) for one in pull.comments] == [
        (said, maintainer, "/praxis good-progress", False, 0),
        (changed, maintainer, "second", True, later),
    ]
    assert [(one.by, one.at, one.name, one.added) for one in pull.labels] == [
        (maintainer, later, "blocked", True),
        (maintainer, later, "blocked", False),
    ]
    assert [(one.state, one.body, one.dismissed_at, one.was) for one in pull.reviews] == [
        ("APPROVED", "", 0, ""),
        ("DISMISSED", "No.", later, "CHANGES_REQUESTED"),
    ]
    assert [(one.kind, one.by.login, one.was, one.now) for one in pull.turns] == [
        ("comment_deleted", "contributor", "", ""),
        ("base", "maintainer", "refs/heads/main", "refs/heads/next"),
    ]
    assert (pull.base, pull.body, pull.body_edited_at) == ("refs/heads/next", "Closes nothing", later)


def test_an_issue_is_read_whole(github: StandIn, name: str) -> None:
    number = github.issue(name, "contributor", "Make it better")
    comment = github.comment(name, number, "maintainer", "/praxis explained-by: @contributor")
    github.label(name, number, "maintainer", "bounty")
    for reason in ("not_planned", "completed", "duplicate"):
        github.close(name, number, "maintainer", reason)
        github.reopen(name, number, "maintainer")
    github.close(name, number, "maintainer")
    issue = reading(github, name, lambda source: source.read_issue(number))
    assert (issue.number, issue.id, issue.state) == (number, github.issue_of(name, number)[1].id, "closed")
    assert (issue.author, issue.title) == (user(github, "contributor"), "Make it better")
    assert [(one.id, one.body) for one in issue.comments] == [(comment, "/praxis explained-by: @contributor")]
    assert [(one.name, one.added) for one in issue.labels] == [("bounty", True)]
    assert [(one.kind, one.reason) for one in issue.turns] == [
        ("closed", "not_planned"), ("reopened", ""), ("closed", "completed"), ("reopened", ""),
        ("closed", "duplicate"), ("reopened", ""), ("closed", "completed"),
    ]  # fmt: skip


def test_pages_beyond_the_first_are_read_both_ways(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer", merge=False)
    bodies = [f"comment {number}" for number in range(103)]
    for body in bodies:
        github.comment(name, work.pull, "maintainer", body)
        github.comment(name, work.issue, "maintainer", body)
    for number in range(102):
        github.review(name, work.pull, "maintainer", "COMMENTED", f"review {number}")
        github.label(name, work.pull, "maintainer", f"label {number}")
    pull = reading(github, name, lambda source: source.read_pull(work.pull))
    issue = reading(github, name, lambda source: source.read_issue(work.issue))
    assert [one.body for one in pull.comments] == bodies == [one.body for one in issue.comments]
    assert [one.body for one in pull.reviews] == ["", *(f"review {number}" for number in range(102))]
    assert [one.name for one in pull.labels] == [f"label {number}" for number in range(102)]


def test_deleted_accounts_are_nobody_and_bots_are_bots(github: StandIn, name: str) -> None:
    github.account("helper[bot]", "Bot")
    github.permit(name, "helper[bot]", "write")
    leaver = github.account("leaver")
    work = github.make_work(name, "leaver", "maintainer", fork=True, merge=False)
    github.comment(name, work.pull, "leaver", "bye")
    github.comment(name, work.pull, "helper[bot]", "beep")
    before = reading(github, name, lambda source: source.read_pull(work.pull))
    assert before.author == Account(leaver, "User", "leaver")
    assert len(before.pushes) == 2
    github.delete_account("leaver")
    pull = reading(github, name, lambda source: source.read_pull(work.pull))
    assert pull.author == NOBODY
    assert pull.comments[0].by == NOBODY
    assert (pull.comments[1].by.kind, pull.comments[1].by.login) == ("Bot", "helper")
    assert (pull.head_repository, pull.pushes, pull.head) == (0, (), work.head)


def test_numbers_of_another_kind_and_numbers_of_nothing(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer", merge=False)
    moved = github.issue(name, "contributor", "Elsewhere")
    github.repository(f"{name}-2", {"a": "b"}, {"maintainer": "admin"})
    github.permit(name, "maintainer", "admin")
    github.transfer_issue(name, moved, "maintainer", f"{name}-2")
    assert refused(github, name, lambda source: source.read_issue(work.pull), NotThere) == (
        f"{work.pull} is a pull request, not an issue."
    )
    assert "GitHub has no pull request" in refused(github, name, lambda source: source.read_pull(work.issue), NotThere)
    assert "GitHub has no issue 99" in refused(github, name, lambda source: source.read_issue(99), NotThere)
    with pytest.raises(NotThere, match=rf"^GitHub has moved issue {moved}\.$"):
        reading(github, name, lambda source: source.read_issue(moved))


def test_many_are_read_at_once_and_one_that_is_missing_spoils_no_other(github: StandIn, name: str) -> None:
    numbers = [github.make_work(name, "contributor", "maintainer").pull for _ in range(12)]
    token = github.token("reader")
    found = reading(github, name, lambda source: source.read_pulls([*numbers, 999]), token)
    assert [number for number, one in found.items() if isinstance(one, Pull)] == numbers
    assert isinstance(found[999], NotThere)
    # REST: the repository, 12 pull requests with timelines, 999 in vain, the activity once for all of them.
    # GraphQL: ten, three, and these three one by one because 999 spoiled their query.
    assert github.requests()[token] == {"rest": 1 + 12 * 2 + 1 + 1, "graphql": 1 + 1 + 3, "unchanged": 0}


def test_what_is_too_much_at_once_is_read_one_by_one(github: StandIn, name: str) -> None:
    numbers = [github.make_work(name, "contributor", "maintainer").pull for _ in range(3)]

    def too_slow(path: str, told: Any) -> Any:
        several = path == "/graphql" and len(told["data"]["node"]) > 2
        return {"errors": [{"message": "Something went wrong while executing your query."}]} if several else told

    found = reading(github, name, lambda source: source.read_pulls(numbers), transport=Lying(too_slow))
    assert [type(found[number]) for number in numbers] == [Pull] * 3


def test_one_that_is_too_much_alone_is_told(github: StandIn, name: str) -> None:
    number = github.make_work(name, "contributor", "maintainer").pull

    def too_slow(path: str, told: Any) -> Any:
        return {"errors": [{"message": "Timeout."}]} if path == "/graphql" else told

    sentence = refused(github, name, lambda source: source.read_pull(number), NetworkFailed, transport=Lying(too_slow))
    assert sentence == f"GitHub failed when asked about pull request {number}: Timeout."


def test_a_page_that_was_full_and_the_last_is_asked_for_again(github: StandIn, name: str) -> None:
    number = github.issue(name, "contributor", "One")
    for at in range(100):
        github.comment(name, number, "maintainer", f"{at}")
    bare = Lying(lambda _, told: told)

    async def twice(source: Source) -> tuple[int, int]:
        before = await source.read_issue(number)
        github.comment(name, number, "maintainer", "100")
        return len(before.comments), len((await source.read_issue(number)).comments)

    assert reading(github, name, twice, transport=bare) == (100, 101)
    assert sum(path == "/graphql" for path in bare.asked) == 3  # the second reading needed a second page


def test_everything_is_read_at_once(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer")
    everything = reading(github, name, lambda source: source.read_all())
    assert sorted(everything.pulls) == [work.pull]
    assert sorted(everything.issues) == [work.issue]
    assert (everything.gists, everything.unread) == ((), ())
    assert [push.kind for push in everything.pushes] == ["branch_creation", "pr_merge"]
    assert everything.pushes[-1].after == work.merge


def test_pushes_are_the_servers_and_force_pushes_are_seen(github: StandIn, name: str) -> None:
    first = github.head(name)
    second = github.push(name, "main", "maintainer", {"a": "1"})

    async def both(source: Source) -> list[Any]:
        before = await source.read_pushes()
        github.advance(60)
        github.push(name, "side", "maintainer", {"b": "2"})
        github.force_push(name, "main", "maintainer", first)
        return [before, await source.read_pushes()]

    before, after = reading(github, name, both)
    assert [(one.kind, one.before, one.after) for one in before] == [
        ("branch_creation", ZEROS, first),
        ("push", first, second),
    ]
    assert after[:2] == before
    assert [(one.kind, one.before, one.after, one.at) for one in after[2:]] == [
        ("force_push", second, first, github.now())
    ]


def changes(source: Source, cursor: str) -> Any:
    return source.changed(cursor)


def test_nothing_changed_costs_nothing(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer")
    token = github.token("watcher")

    async def watch(source: Source) -> tuple[Changed, Changed, Changed]:
        first = await source.changed("")
        second = await source.changed(first.cursor)
        third = await source.changed(second.cursor)
        return first, second, third

    first, second, third = reading(github, name, watch, token)
    assert (first.pulls, first.issues) == ((work.pull,), (work.issue,))
    assert [(one.pulls, one.issues) for one in (second, third)] == [((), ()), ((), ())]
    assert third.cursor == second.cursor
    # the repository, two lists; the list of issues once more since then; then 304s
    assert github.requests()[token] == {"rest": 4, "graphql": 0, "unchanged": 3}


def test_what_a_list_just_told_is_not_asked_for_again(github: StandIn, name: str) -> None:
    token = github.token("frugal")

    async def watch(source: Source) -> list[int]:
        cursor, asked = (await source.changed("")).cursor, []

        async def cost(read: Any) -> None:
            before = github.requests()[token]["rest"]
            await read()
            asked.append(github.requests()[token]["rest"] - before)

        async def look() -> None:
            nonlocal cursor
            changed = await source.changed(cursor)
            cursor = changed.cursor
            pulls, issues = await source.read_pulls(changed.pulls), await source.read_issues(changed.issues)
            assert all(isinstance(one, Pull | Issue) for one in [*pulls.values(), *issues.values()])

        issue = github.issue(name, "contributor", "One")
        await cost(look)
        github.push(name, "work", "contributor", {"a": "1"})
        github.advance(10)
        pull = github.open_pull(name, "contributor", "work", "Work", f"Closes #{issue}")
        await cost(look)
        github.advance(10)
        github.review(name, pull, "maintainer")
        await cost(look)
        await cost(lambda: source.read_pull(pull))
        github.advance(10)
        github.merge(name, pull, "maintainer")
        await cost(look)
        works = [github.make_work(name, "contributor", "maintainer") for _ in range(3)]
        await cost(look)
        await cost(look)
        await cost(lambda: source.read_pulls([work.pull for work in works]))
        return asked

    assert reading(github, name, watch, token) == [
        2,  # the list, and for the first time the list of comments; nothing ever happened to the issue
        3,  # the list, the pull request, the activity; nothing ever happened to it
        3,  # the list, the pull request, its timeline
        0,
        4,  # the list, the pull request, its timeline, the activity; the list tells how the issue was closed
        6,  # the list of all, the list of pull requests, the activity; a timeline for each
        0,
        3,  # three pull requests: only the list had told of them
    ]


def test_each_thing_that_happens_is_told_once(github: StandIn, name: str) -> None:
    github.set_time(NOW)
    old = github.make_work(name, "contributor", "maintainer")
    github.advance(1000)
    work = github.make_work(name, "contributor", "maintainer", merge=False)
    comment = github.comment(name, work.issue, "maintainer", "first")
    branch = github.pull_of(name, work.pull)[2].head_ref
    happenings: list[tuple[Any, tuple[int, ...], tuple[int, ...]]] = [
        (lambda: github.comment(name, work.pull, "maintainer", "x"), (work.pull,), ()),
        (lambda: github.comment(name, old.issue, "maintainer", "x"), (), (old.issue,)),
        (lambda: github.edit_comment(name, comment, "maintainer", "second"), (), (work.issue,)),
        (lambda: github.label(name, work.pull, "maintainer", "blocked"), (work.pull,), ()),
        (lambda: github.review(name, work.pull, "maintainer"), (work.pull,), ()),
        (lambda: github.push(name, branch, "contributor", {"new": "1"}), (work.pull,), ()),
        (lambda: github.edit(name, work.pull, "contributor", title="T"), (work.pull,), ()),
        (lambda: github.push(name, "main", "maintainer", {"other": "1"}), (), ()),
        (lambda: github.reopen(name, old.issue, "maintainer"), (), (old.issue,)),
        (lambda: github.merge(name, work.pull, "maintainer"), (work.pull,), (work.issue,)),
    ]

    async def watch(source: Source) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        cursor, told = (await source.changed("")).cursor, []
        for happen, _, _ in happenings:
            github.advance(7)
            happen()
            now = await source.changed(cursor)
            assert (await source.changed(now.cursor)).pulls == ()
            cursor = now.cursor
            told.append((now.pulls, now.issues))
        return told

    assert reading(github, name, watch) == [(pulls, issues) for _, pulls, issues in happenings]


def test_edited_comments_are_looked_for_now_and_then(github: StandIn, name: str) -> None:
    github.comment(name, github.issue(name, "contributor", "Make it better"), "maintainer", "first")
    moments, told, way = [1000.0], list[int](), Lying(lambda _, answer: answer)

    async def watch(source: Source) -> None:
        cursor = ""
        for moment in (1000.0, 1599.0, 1600.0, 1601.0, 2200.0):
            moments[0] = moment
            cursor = (await source.changed(cursor)).cursor
            told.append(sum(path.endswith("/issues/comments") for path in way.asked))

    reading(github, name, watch, patience=replace(AT_ONCE, edits=600.0), clock=lambda: moments[0], transport=way)
    assert told == [1, 1, 2, 2, 3]


@pytest.mark.parametrize("more", ["label", "reopen", "reason", "comment"])
def test_an_issue_to_which_more_happened_is_read_in_full(github: StandIn, name: str, more: str) -> None:
    number = github.issue(name, "contributor", "One")

    async def watch(source: Source) -> Issue:
        cursor = (await source.changed("")).cursor
        github.advance(10)
        if more == "label":
            github.label(name, number, "maintainer", "bounty")
            github.unlabel(name, number, "maintainer", "bounty")
        if more == "reopen":
            github.close(name, number, "maintainer")
            github.reopen(name, number, "maintainer")
        if more == "comment":
            github.delete_comment(name, github.comment(name, number, "maintainer", "x"), "maintainer")
        github.close(name, number, "maintainer", "not_planned" if more == "reason" else "completed")
        await source.changed(cursor)
        return await source.read_issue(number)

    expected = {
        "label": ["closed"],
        "reopen": ["closed", "reopened", "closed"],
        "reason": ["closed"],
        "comment": ["comment_deleted", "closed"],
    }[more]
    issue = reading(github, name, watch)
    assert [turn.kind for turn in issue.turns] == expected
    assert all(turn.by == user(github, "maintainer") for turn in issue.turns)
    assert len(issue.labels) == (2 if more == "label" else 0)
    assert issue == reading(github, name, lambda source: source.read_issue(number))


@pytest.mark.parametrize("cursor", ["nonsense", "[]", "{}", '{"issues": 7}', '{"issues": {"x": 1}}', "null"])
def test_a_cursor_of_nobodys_starts_over(github: StandIn, name: str, cursor: str) -> None:
    number = github.issue(name, "contributor", "Make it better")
    assert reading(github, name, lambda source: source.changed(cursor)).issues == (number,)


def test_what_somebody_changes_on_the_way_is_not_believed(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer", merge=False)

    def merged(path: str, told: Any) -> Any:
        if path.endswith(f"/pulls/{work.pull}"):
            return told | {"merged": True, "merged_at": "2026-01-01T00:00:00Z", "state": "closed"}
        return told

    sentence = refused(github, name, lambda source: source.read_pull(work.pull), Disagree, transport=Lying(merged))
    assert sentence == (
        f"GitHub's two answers disagree on the state of pull request {work.pull}: 'closed' (REST), 'open' (GraphQL)."
    )


def test_what_was_kept_wrongly_is_asked_for_anew(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer", merge=False)
    lies = [True]

    def once(path: str, told: Any) -> Any:
        return [] if path.endswith("/timeline") and lies and lies.pop() else told

    pull = reading(github, name, lambda source: source.read_pull(work.pull), transport=Lying(once))
    assert len(pull.reviews) == 1
    assert lies == []


def test_what_changes_between_the_two_questions_is_read_again(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer", merge=False)
    merges = [work.pull]

    def merge_meanwhile(path: str, told: Any) -> Any:
        if path.endswith(f"/pulls/{work.pull}") and merges:
            github.merge(name, merges.pop(), "maintainer")
        return told

    pull = reading(github, name, lambda source: source.read_pull(work.pull), transport=Lying(merge_meanwhile))
    assert (pull.merged, pull.merge) == (True, github.head(name))


def test_a_lie_about_one_pull_request_leaves_the_others(github: StandIn, name: str) -> None:
    works = [github.make_work(name, "contributor", "maintainer") for _ in range(2)]

    def renamed(path: str, told: Any) -> Any:
        if isinstance(told, list):
            return [renamed(path, one) for one in told]
        return told | {"title": "Other"} if told.get("number") == works[0].pull else told

    everything = reading(github, name, lambda source: source.read_all(), transport=Lying(renamed))
    assert sorted(everything.pulls) == [works[1].pull]
    assert everything.unread == (
        f"GitHub's two answers disagree on the title of pull request {works[0].pull}: 'Other' (REST), "
        "'Make it better' (GraphQL).",
    )


def test_readings_are_values(github: StandIn, name: str) -> None:
    work = github.make_work(name, "contributor", "maintainer")

    async def twice(source: Source) -> tuple[Pull, Pull, Issue, Issue]:
        first, issue = await source.read_pull(work.pull), await source.read_issue(work.issue)
        return first, await source.read_pull(work.pull), issue, await source.read_issue(work.issue)

    first, second, issue, again = reading(github, name, twice)
    assert first == second
    assert issue == again
    assert hash(first) == hash(second)
    assert reading(github, name, lambda source: source.read_pull(work.pull)) == first
