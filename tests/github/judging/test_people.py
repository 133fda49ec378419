"""Closures, admissions and links."""

from dataclasses import replace

import pytest

from praxis_chain.core.evidence import Person
from praxis_chain.core.facts import Admission, Closure, Link
from praxis_chain.core.ids import NOBODY, contributor_id, subject_id
from praxis_chain.forges.github.link_file import link_file
from tests.documents import CHAIN_ID, STAKEHOLDERS, WALLET, sign_link
from tests.judged import facts_of, refusal_of

from .conftest import NAME, Project


def _closed(project: Project) -> int:
    number = project.github.issue(NAME, "maintainer", "Cache everything")
    project.later()
    project.say(number, "It can never be warm: the keys are random.", by="contributor")
    project.github.close(NAME, number, "maintainer", "not_planned")
    project.later()
    return number


def test_an_issue_closed_with_an_explanation(project: Project) -> None:
    number = _closed(project)
    at = project.github.now()
    comment = project.say(number, "The keys are random.", "/praxis explained-by: @contributor")
    (closure,) = project.look().closures()
    (fact,) = facts_of(closure)
    assert fact == Closure(
        subject_id(project.subject(number)), contributor_id(project.person("contributor")), at, fact.evidence
    )
    assert (closure.explanation, closure.act.source) == ("The keys are random.", f"comment/{comment}")
    assert closure.explainer == Person(project.person("contributor"), "named")


@pytest.mark.parametrize("said", ["#0", "nobody", "@newcomer", "pull/1"])
def test_who_explained_it_must_be_known_or_nobody(project: Project, said: str) -> None:
    number = _closed(project)
    project.say(number, f"/praxis explained-by: {said} because the keys are random")
    forge = project.look()
    if said == "nobody":
        (fact,) = facts_of(forge.closures()[0])
        assert isinstance(fact, Closure)
        assert fact.contributor == NOBODY
    elif said == "pull/1":
        assert refusal_of(forge.closures()[0]) == "author-not-verified"
    else:
        assert forge.closures() == []
        assert "cannot be read" in forge.problems()[0]


def test_the_author_of_a_work_that_led_nowhere_may_have_explained_it(project: Project) -> None:
    work = project.propose(by="rival", fork=False)
    project.github.close(NAME, work.issue, "maintainer")
    project.say(work.issue, f"/praxis explained-by: pull/{work.pull} because that work shows it")
    (fact,) = facts_of(project.look().closures()[0])
    assert isinstance(fact, Closure)
    assert fact.contributor == contributor_id(project.person("rival"))


def test_an_explanation_is_asked_for_and_oneself_gets_nothing(project: Project) -> None:
    for lines, reason in (
        (("/praxis explained-by: @contributor",), "no-explanation"),
        (("So.", "/praxis explained-by: @maintainer"), "self-explained"),
    ):
        project.github.reset("project")
        project.later(3600)
        number = _closed(project)
        project.say(number, "Mine", by="maintainer")
        project.say(number, *lines)
        assert refusal_of(project.look(reason).closures()[0]) == reason


def test_an_open_issue_is_not_closed_and_counts_when_it_is(project: Project) -> None:
    number = project.github.issue(NAME, "maintainer", "Cache everything")
    project.later()
    project.say(number, "The keys are random.", "/praxis explained-by: nobody")
    assert project.look().closures() == []
    at = project.github.now()
    project.github.close(NAME, number, "maintainer", "not_planned")
    (closure,) = project.look().closures()
    assert closure.act.at == at


def test_reopening_revokes_a_closure_and_another_is_a_new_revision(project: Project) -> None:
    number = _closed(project)
    project.say(number, "So.", "/praxis explained-by: @contributor")
    before = project.look().closures()[0]
    project.github.reopen(NAME, number, "co_maintainer")
    project.later()
    forge = project.look()
    (revocation,) = forge.revocations()
    assert (forge.closures(), revocation.of, revocation.reason) == ([], before, "reopened")
    assert facts_of(revocation)
    project.github.close(NAME, number, "maintainer")
    project.later()
    project.say(number, "Still so.", "/praxis explained-by: @contributor")
    (again,) = project.look().closures()
    assert (again.revision, again.explanation) == (1, "Still so.")


def test_what_was_explained_twice_is_revoked_once(project: Project) -> None:
    number = _closed(project)
    for _ in range(2):
        project.say(number, "So.", "/praxis explained-by: @contributor")
    (before,) = project.look().closures()
    project.github.reopen(NAME, number, "maintainer")
    forge = project.look()
    assert [revocation.of for revocation in forge.revocations()] == [before]
    assert forge.closures() == []


def test_a_maintainer_may_reopen_in_words(project: Project) -> None:
    number = _closed(project)
    project.say(number, "So.", "/praxis explained-by: @contributor")
    project.say(number, "/praxis reopens because it was wrong")
    (revocation,) = project.look().revocations()
    assert revocation.act is not None
    assert revocation.act.reason == "it was wrong"


def test_nobody_else_closes_or_reopens(project: Project) -> None:
    number = _closed(project)
    project.say(number, "So.", "/praxis explained-by: @rival", by="newcomer")
    assert project.look().closures() == []
    project.say(number, "So.", "/praxis explained-by: @contributor")
    project.github.reopen(NAME, number, "newcomer")
    forge = project.look()
    assert (len(forge.closures()), forge.revocations()) == (1, ())


def test_an_admission(project: Project) -> None:
    number = project.github.issue(NAME, "contributor", "I would like to be a Resident")
    at = project.github.now()
    comment = project.say(
        number,
        "Welcome!",
        "/praxis admit: @contributor as resident because they have been here for a year",
        f"/praxis referred-by: {project.person('rival')}",
    )
    (admission,) = project.look().admissions()
    assert admission.act.source == f"comment/{comment}"
    (fact,) = facts_of(admission)
    assert fact == Admission(
        contributor_id(project.person("contributor")), 3, contributor_id(project.person("rival")), at, fact.evidence
    )


def test_an_admission_by_nobody_in_particular_is_refused(project: Project) -> None:
    number = project.github.issue(NAME, "contributor", "I would like to be a Resident")
    project.say(number, "/praxis admit: @contributor as resident because I say so", by="contributor")
    project.say(number, "/praxis admit: @maintainer as bop because I say so")
    project.say(number, "/praxis admit: @contributor as resident")
    assert [refusal_of(document) for document in project.look().admissions()] == [
        "not-a-maintainer",
        "self-admission",
        "no-reason",
    ]


def test_an_edited_admission_is_none(project: Project) -> None:
    number = project.github.issue(NAME, "contributor", "I would like to be a Resident")
    comment = project.say(number, "/praxis admit: @contributor as resident because they are here")
    project.github.edit_comment(NAME, comment, "maintainer", "/praxis admit: @contributor as bop because they pay")
    assert project.look().admissions() == []


def _link(project: Project, by: str = "contributor", owner: str = "") -> str:
    person = project.person(owner or by)
    signature = sign_link(person, 1_700_000_000)
    text = f"Link my wallet\n\nWallet: {WALLET}\nLinked-at: 1700000000\nWallet-signature: {signature}\n"
    return project.github.gist(by, {link_file(CHAIN_ID, STAKEHOLDERS): text})


def test_a_link_is_signed_by_the_wallet_and_published_by_the_account(project: Project) -> None:
    project.propose()
    gist = _link(project)
    (link,) = project.look(chain_id=CHAIN_ID, stakeholders=STAKEHOLDERS).links()
    contributor = project.person("contributor")
    assert (link.contributor, link.published_by) == (contributor, Person(contributor, "account"))
    assert link.publication == f"gist/{gist}"
    (fact,) = facts_of(link)
    assert fact == Link(contributor_id(contributor), bytes.fromhex(WALLET[2:]), 1_700_000_000, fact.evidence)
    assert project.look().links() == []
    assert project.look(chain_id=1, stakeholders=STAKEHOLDERS).links() == []


def test_a_gist_that_is_edited_without_changing_the_link_is_the_same_link(project: Project) -> None:
    project.propose()
    gist = _link(project)
    before = project.look(chain_id=CHAIN_ID, stakeholders=STAKEHOLDERS).links()
    project.github.rename_account("contributor", "renamed")
    project.github.edit_gist(gist, {"notes.txt": "Nothing to see"})
    assert project.look("later", chain_id=CHAIN_ID, stakeholders=STAKEHOLDERS).links() == before != []


def test_somebody_elses_wallet_or_name_is_no_link(project: Project) -> None:
    """The rival publishes what the contributor's wallet had signed: it names the contributor, so it is not theirs."""
    project.propose(by="rival", fork=False)
    _link(project, "rival", owner="contributor")
    (link,) = project.look(chain_id=CHAIN_ID, stakeholders=STAKEHOLDERS).links()
    assert link.contributor == project.person("rival")
    assert refusal_of(link) == "wallet-did-not-sign"
    assert refusal_of(replace(link, contributor=project.person("contributor"))) == "not-published-by-contributor"


def test_a_gist_that_lacks_something_is_a_problem(project: Project) -> None:
    project.propose()
    gist = project.github.gist("contributor", {link_file(CHAIN_ID, STAKEHOLDERS): f"Wallet: {WALLET}\n"})
    forge = project.look(chain_id=CHAIN_ID, stakeholders=STAKEHOLDERS)
    assert forge.links() == []
    assert forge.problems() == (
        f"The gist {gist} is no link: it needs the lines Wallet, Linked-at and Wallet-signature.",
    )
