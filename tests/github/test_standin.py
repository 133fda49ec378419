"""What people do on the stand-in for GitHub is really done, with git."""

import pytest

from tests.github.asking import NAME, ask
from tests.github.standin import StandIn
from tests.github.standin.ground import Impossible
from tests.github.standin.issues import closing_numbers


@pytest.mark.parametrize("fork", [False, True])
@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_a_work_is_merged_with_git(github: StandIn, method: str, fork: bool) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", method=method, fork=fork)
    repository = github.repository_of(NAME)
    bare = github.bare(repository)
    assert (work.issue, work.pull) == (1, 2)
    assert bare.refs()["refs/heads/main"] == work.merge
    assert bare.refs()["refs/pull/2/head"] == work.head
    assert bare.is_ancestor(work.head, work.merge) is (method == "merge")
    assert bare.file(work.merge, "work-1-1.txt") == b"Make it better\n"
    assert len(bare.read(work.merge).parents) == (2 if method == "merge" else 1)
    issue, pull = repository.issues[1], repository.issues[2]
    assert (issue.state, issue.state_reason, pull.state) == ("closed", "completed", "closed")
    assert [one.kind for one in repository.activity if one.ref == "refs/heads/main"] == ["branch_creation", "pr_merge"]


def test_what_does_not_fit_together_is_not_merged(github: StandIn) -> None:
    files: dict[str, str | None] = {"README.md": "Two\n"}
    first = github.make_work(NAME, "contributor", "maintainer", files=files, merge=False)
    github.push(NAME, "main", "maintainer", {"README.md": "Three\n"})
    with pytest.raises(Impossible, match=r"^Pull Request is not mergeable$"):
        github.merge(NAME, first.pull, "maintainer")


def test_who_may_not_write_merges_nothing(github: StandIn) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    with pytest.raises(Impossible, match=r"^contributor lacks write permission for maintainer/project$"):
        github.merge(NAME, work.pull, "contributor")


def test_a_push_that_holds_a_head_merges_it(github: StandIn) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    github.force_push(NAME, "main", "co_maintainer", work.head)
    pull = github.repository_of(NAME).issues[work.pull].pull
    assert pull is not None
    assert (pull.merge, pull.method, pull.merged_by) == (work.head, "indirect", github.account_of("co_maintainer").id)


def test_a_revert_takes_the_change_back(github: StandIn) -> None:
    for method in ("merge", "squash", "rebase"):
        work = github.make_work(NAME, "contributor", "maintainer", method=method)
        oid = github.revert(NAME, work.pull, "maintainer")
        bare = github.bare(github.repository_of(NAME))
        assert bare.run("ls-tree", "--name-only", oid) == "README.md"
        assert f"This reverts commit {work.merge}" in bare.read(oid).message


def test_a_force_push_of_a_head_is_told_and_moves_the_pull_request(github: StandIn) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    begun = github.head(NAME)
    other = github.push(NAME, "work-1-1", "contributor", {"other.txt": "Other\n"}, parent=begun)
    repository = github.repository_of(NAME)
    issue = repository.issues[work.pull]
    assert issue.pull is not None
    assert (issue.pull.head, issue.pull.commits) == (other, [other])
    assert issue.events[-1].facts == {"before": work.head, "after": other}
    assert repository.activity[-1].kind == "force_push"
    assert repository.refs["refs/pull/2/head"] == other


def test_a_retargeted_pull_request_says_from_where_to_where(github: StandIn) -> None:
    github.push(NAME, "next", "maintainer", {"next.txt": "Next\n"})
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    github.retarget(NAME, work.pull, "maintainer", "next")
    issue = github.repository_of(NAME).issues[work.pull]
    assert issue.pull is not None
    assert issue.pull.base_ref == "next"
    assert issue.events[-1].facts == {"was": "main", "now": "next"}
    github.merge(NAME, work.pull, "maintainer")
    assert github.repository_of(NAME).issues[work.issue].state == "open"  # not the default branch


def test_a_transferred_issue_has_another_number_and_id(github: StandIn) -> None:
    github.repository("maintainer/other", {"README.md": "Other\n"})
    github.issue("maintainer/other", "maintainer", "First")
    number = github.issue(NAME, "maintainer", "Wander")
    before = github.repository_of(NAME).issues[number].id
    assert github.transfer_issue(NAME, number, "maintainer", "maintainer/other") == 2
    assert github.repository_of("maintainer/other").issues[2].id != before
    said = ask(f"{github.url}/repos/{NAME}/issues/{number}")
    assert said.status == 301
    assert ask(said.headers["location"]).body["title"] == "Wander"


def test_a_snapshot_brings_everything_back(github: StandIn) -> None:
    before = github.head(NAME)
    first = github.make_work(NAME, "contributor", "maintainer")
    assert github.head(NAME) != before
    github.reset()
    assert github.bare(github.repository_of(NAME)).refs() == {"refs/heads/main": before}
    assert github.make_work(NAME, "contributor", "maintainer") == first  # the same ids, by a clock that stands still


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Closes #7", [7]),
        ("fixes: #7, resolves #8 and closed GH-9", [7, 8, 9]),
        ("See #7", []),
        ("encloses #7", []),
        ("closes #7, #8", [7]),
    ],
)
def test_closing_keywords(text: str, numbers: list[int]) -> None:
    assert closing_numbers(text) == numbers
