"""What maintainers state in comments, reviews and labels, and who else may not."""

import pytest

from praxis_chain.core.evidence import Share
from praxis_chain.core.facts import Commit
from praxis_chain.core.ids import contributor_id
from praxis_chain.forges.github.closing import closes
from praxis_chain.forges.github.saying import read_lines
from tests.judged import OTHER_ACTION, facts_of, refusal_of

from .conftest import NAME, Project, commit_of, merge_of, why


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("/praxis good-progress", [("good-progress", "")]),
        ("Nice.\r\n/praxis Quality: elegant because so\r\n", [("quality", "elegant because so")]),
        ("/praxis completion 60% because so", [("completion", "60% because so")]),
        ("> /praxis good-progress", []),
        (" /praxis good-progress", []),
        ("so /praxis good-progress", []),
        ("```\n/praxis good-progress\n```", []),
        ("~~~ sh\n/praxis good-progress\n~~~\n/praxis blocked because x", [("blocked", "because x")]),
        ("````\n```\n/praxis good-progress\n````\n", []),
        ("```\n/praxis good-progress", []),
        ("/praxis", []),
        ("/praxisgood-progress", []),
    ],
)
def test_a_statement_is_a_line_of_its_own(body: str, lines: list[tuple[str, str]]) -> None:
    assert [*read_lines(body)] == lines


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Closes #7", [7]),
        ("closes: #7, fixes #8 and RESOLVED #9", [7, 8, 9]),
        ("See #7", []),
        ("Closes 7", []),
        ("Closes owner/name#7", []),
        ("Closes https://github.com/owner/name/issues/7", []),
        ("<!-- Fixes #7 -->", []),
        ("<!-- Fixes #7", []),
        ("`Fixes #7`", []),
        ("```\nFixes #7\n```\nFixes #8", [8]),
        ("> Fixes #7\n\nFixes #8", [8]),
        ("Discloses #7", []),
        ("Closes #07", []),
        ("Closes #7x", []),
    ],
)
def test_a_closing_reference_is_githubs_keyword_and_a_number(text: str, numbers: list[int]) -> None:
    assert closes(text) == numbers


def test_all_that_a_maintainer_states_about_a_merge(project: Project) -> None:
    work = project.propose(body="See also #1.")
    project.say(work, "Thanks!", "", "/praxis completion: 60% because only text files are read")
    project.say(work, "/praxis quality: elegant because it is shorter", "/praxis action: docs")
    project.merge(work)
    merge = merge_of(project.look(), work)
    (judgement,) = merge.judgements
    assert (judgement.completion, judgement.completion_reason) == (6_000, "only text files are read")
    assert (judgement.quality, judgement.quality_reason) == (15_000, "it is shorter")
    assert judgement.action == OTHER_ACTION
    assert (commit_of(project.look(), work).completion, commit_of(project.look(), work).quality) == (6_000, 15_000)


def test_of_two_statements_the_later_one_counts(project: Project) -> None:
    work = project.propose()
    project.say(work, "/praxis quality: 12000 because it is good", by="co_maintainer")
    project.github.label(NAME, work.pull, "maintainer", "elegant")
    project.later()
    project.say(work, "/praxis quality: 11000 because it is fair")
    project.merge(work)
    assert commit_of(project.look(), work).quality == 11_000


def test_a_later_statement_about_all_issues_covers_each(project: Project) -> None:
    other = project.github.issue(NAME, "maintainer", "Another")
    work = project.propose(body=f"Closes #{other}")
    project.say(work, f"/praxis quality: #{other} 11000 because it is fair")
    project.say(work, "/praxis quality: 12000 because all of it is good")
    project.say(work, f"/praxis quality: #{work.issue} elegant because it is short")
    project.merge(work)
    judged = {judgement.subject: judgement.quality for judgement in merge_of(project.look(), work).judgements}
    assert judged == {project.subject(other): 12_000, project.subject(work.issue): 15_000}


def test_a_label_states_what_the_policy_says_it_does_while_it_is_on(project: Project) -> None:
    on, off, stranger = project.propose(), project.propose(), project.propose()
    for work, by in ((on, "maintainer"), (off, "maintainer"), (stranger, "newcomer")):
        project.github.label(NAME, work.pull, by, "elegant")
        project.github.label(NAME, work.pull, by, "bug")
    project.later()
    project.github.unlabel(NAME, off.pull, "newcomer", "elegant")
    project.later()
    for work in (on, off, stranger):
        project.merge(work)
    forge = project.look()
    assert [commit_of(forge, work).quality for work in (on, off, stranger)] == [15_000, 10_000, 10_000]
    assert merge_of(forge, on).judgements[0].quality_reason == "the label 'elegant' says so"


def test_a_review_states_as_a_comment_does(project: Project) -> None:
    work = project.propose()
    project.github.review(NAME, work.pull, "maintainer", "COMMENTED", "/praxis quality: elegant because it is shorter")
    project.later()
    project.merge(work)
    assert commit_of(project.look(), work).quality == 15_000


def test_what_cannot_be_read_is_refused_with_a_sentence(project: Project) -> None:
    work = project.propose()
    project.say(work, "/praxis quality: splendid because it is")
    project.merge(work)
    assert why(project.look(), work).startswith(
        "unreadable-act: '/praxis quality: splendid because it is' cannot be read: 'splendid' is not an amount"
    )


def test_a_misspelt_statement_is_refused_not_ignored(project: Project) -> None:
    work = project.propose()
    project.say(work, "/praxis qualitty: elegant because it is")
    project.merge(work)
    assert "'/praxis qualitty: elegant because it is' cannot be read: known are closes" in why(project.look(), work)


def test_a_statement_that_replaces_an_unreadable_one_heals_it(project: Project) -> None:
    work = project.propose()
    project.say(work, "/praxis quality: splendid because it is")
    project.say(work, "/praxis quality: elegant because it is")
    project.merge(work)
    assert commit_of(project.look(), work).quality == 15_000


def test_what_a_stranger_states_is_a_problem_and_no_more(project: Project) -> None:
    work = project.propose()
    project.say(work, "/praxis quality: 20000 because I am good", by="contributor")
    project.merge(work)
    forge = project.look()
    assert commit_of(forge, work).quality == 10_000
    assert "is no maintainer in the policy then" in forge.problems()[0]


def test_a_split_names_people_by_login_and_pays_by_id(project: Project) -> None:
    work = project.propose()
    project.say(work, "I helped.", by="rival")
    project.say(work, "/praxis split: @contributor 70%, @Rival 30%")
    project.merge(work)
    forge = project.look()
    shares = {project.person("contributor"): 7_000, project.person("rival"): 3_000}
    (judgement,) = merge_of(forge, work).judgements
    assert judgement.split == tuple(Share(person, shares[person]) for person in sorted(shares))
    paid = {fact.contributor: fact.completion for fact in facts_of(merge_of(forge, work)) if isinstance(fact, Commit)}
    assert paid == {contributor_id(person): share for person, share in shares.items()}


def test_a_login_that_nobody_in_the_thread_has_is_not_looked_up(project: Project) -> None:
    work = project.propose()
    project.say(work, "/praxis split: @contributor 70%, @newcomer 30%")
    project.merge(work)
    assert "nobody here is called @newcomer: write their id" in why(project.look(), work)


def test_people_may_be_named_by_id(project: Project) -> None:
    work = project.propose()
    project.say(work, f"/praxis split: @contributor 70%, {project.person('newcomer')} 30%")
    project.merge(work)
    assert len(facts_of(merge_of(project.look(), work))) == 2


def test_a_co_author_needs_a_split(project: Project) -> None:
    work = project.propose(fork=False)
    branch = project.github.pull_of(NAME, work.pull)[2].head_ref
    message = "More\n\nCo-authored-by: Somebody <somebody@example.org>"
    project.github.push(NAME, branch, "contributor", {"more.txt": "more\n"}, message)
    project.github.review(NAME, work.pull, "co_maintainer")
    project.merge(work)
    assert refusal_of(merge_of(project.look(), work)) == "split-not-stated"
    project.say(work, "/praxis corrects because one did it all", "/praxis split: @contributor 100%")
    assert commit_of(project.look(), work).completion == 10_000


def test_a_program_named_as_co_author_needs_none(project: Project) -> None:
    work = project.propose(fork=False)
    branch = project.github.pull_of(NAME, work.pull)[2].head_ref
    message = "More\n\nCo-authored-by: d[bot] <49699333+d[bot]@users.noreply.github.com>"
    project.github.push(NAME, branch, "contributor", {"more.txt": "more\n"}, message)
    project.github.review(NAME, work.pull, "co_maintainer")
    project.merge(work)
    assert commit_of(project.look(), work).completion == 10_000


def test_the_last_git_commit_may_state_the_split(project: Project) -> None:
    work = project.propose(fork=False)
    branch = project.github.pull_of(NAME, work.pull)[2].head_ref
    split = f"{project.person('contributor')} 60%, {project.person('rival')} 40%"
    project.github.push(NAME, branch, "contributor", {"more.txt": "more\n"}, f"More\n\nSplit: {split}")
    project.github.review(NAME, work.pull, "co_maintainer")
    project.merge(work, "squash")
    assert sorted(fact.completion for fact in facts_of(merge_of(project.look(), work)) if isinstance(fact, Commit)) == [
        4_000,
        6_000,
    ]


def test_a_git_commit_may_close_an_issue(project: Project) -> None:
    number = project.github.issue(NAME, "maintainer", "Another")
    work = project.propose(fork=False)
    branch = project.github.pull_of(NAME, work.pull)[2].head_ref
    project.github.push(NAME, branch, "contributor", {"more.txt": "more\n"}, f"More\n\nFixes #{number}")
    project.github.review(NAME, work.pull, "co_maintainer")
    project.merge(work)
    closed = [judgement.subject for judgement in merge_of(project.look(), work).judgements]
    assert closed == [project.subject(number), project.subject(work.issue)]


def test_a_maintainer_says_what_it_closes(project: Project) -> None:
    number = project.github.issue(NAME, "maintainer", "Another")
    work = project.propose()
    project.say(work, f"/praxis closes: #{number}")
    project.merge(work)
    assert [judgement.subject for judgement in merge_of(project.look(), work).judgements] == [project.subject(number)]


def test_no_closing_reference_is_refused(project: Project) -> None:
    work = project.propose()
    project.github.edit(NAME, work.pull, "contributor", body=f"Part of #{work.issue}")
    project.later()
    project.merge(work)
    assert refusal_of(merge_of(project.look(), work)) == "no-closing-reference"


def test_a_pull_request_is_no_issue(project: Project) -> None:
    work = project.propose()
    project.github.edit(NAME, work.pull, "contributor", body=f"Closes #{work.pull}")
    project.later()
    project.merge(work)
    assert refusal_of(merge_of(project.look(), work)) == "no-such-issue"


def test_an_issue_that_was_transferred_away_and_back_takes_its_old_place(project: Project) -> None:
    """The bounty stands on the old number; a maintainer's word binds the new one to it."""
    github = project.github
    github.repository("maintainer/elsewhere", {"README.md": "Two\n"})
    old = github.issue(NAME, "maintainer", "Make it better")
    away = github.transfer_issue(NAME, old, "maintainer", "maintainer/elsewhere")
    new = github.transfer_issue("maintainer/elsewhere", away, "maintainer", NAME)
    project.say(new, f"/praxis stands-for: #{old} because it was transferred by mistake")
    work, issue = project.land(issue=new), github.repository_of(NAME).issues[new].id
    (judgement,) = merge_of(project.look(), work).judgements
    assert (judgement.subject, judgement.issue) == (project.subject(old), str(issue))
    assert commit_of(project.look(), work).completion == 10_000


def test_no_issue_takes_the_place_of_one_that_is_there_or_by_a_strangers_word(project: Project) -> None:
    big = project.github.issue(NAME, "maintainer", "A big bounty")
    small = project.github.issue(NAME, "maintainer", "A small one")
    project.say(small, f"/praxis stands-for: #{big} because I want it")
    project.say(small, "/praxis stands-for: #99 because I want it", by="rival")
    work = project.land(issue=small)
    forge = project.look()
    assert [judgement.subject for judgement in merge_of(forge, work).judgements] == [project.subject(small)]


def test_one_work_may_close_several_and_several_works_one(project: Project) -> None:
    other = project.github.issue(NAME, "maintainer", "Another")
    both = project.propose(body=f"Closes #{other}")
    project.merge(both)
    again = project.land(issue=both.issue, by="rival", fork=False)
    forge = project.look()
    assert len(facts_of(merge_of(forge, both))) == 2
    works = {
        fact.work for each in (both, again) for fact in facts_of(merge_of(forge, each)) if isinstance(fact, Commit)
    }
    assert len(works) == 2  # which of them a bounty pays is for its lock on the chain to say


def test_any_text_is_read_without_falling_over(project: Project) -> None:
    work = project.propose()
    texts = [
        "/praxis quality: " + "9" * 5000,
        "/praxis split: @",
        "/praxis closes: #" + "9" * 30,
        "/praxis admit: \x00 as \ud7ff",
        "/praxis replaces: #1 by #1 by #1",
        "/praxis completion: -1% because no",
        "/praxis \u202equality: elegant",
        "`" * 1000 + "/praxis",
        "<!--" * 1000,
    ]
    for text in texts:
        project.say(work, text)
    project.merge(work)
    forge = project.look()
    assert refusal_of(merge_of(forge, work)) == "unreadable-act"
    assert len(forge.problems()) >= 5
