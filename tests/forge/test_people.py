"""Links, admissions and closures: what people state about themselves, and maintainers about people and issues."""

import pytest
from eth_keys import keys

from praxis_chain.core.evidence import Person
from praxis_chain.core.facts import Admission, Closure, Link, Revocation, fact_hash
from praxis_chain.core.ids import NOBODY, contributor_id
from praxis_chain.demo.repository import DemoRepository
from tests.documents import CHAIN_ID, STAKEHOLDERS, WALLET, WALLET_KEY, sign_link
from tests.judged import facts_of, refusal_of

from .conftest import Look

LINKED_AT = 1_700_000_500
HERE = {"chain_id": CHAIN_ID, "stakeholders": STAKEHOLDERS}


def publish(repository: DemoRepository, role: str = "contributor", **changed: object) -> str:
    contributor = repository.key(role).contributor
    values = {"linked_at": LINKED_AT, "wallet": WALLET, "wallet_signature": sign_link(contributor, LINKED_AT), **HERE}
    return repository.publish_link(role, **values | changed)  # type: ignore[arg-type]


def test_a_link_is_signed_from_both_sides(repository: DemoRepository, look: Look) -> None:
    oid = publish(repository)
    (link,) = look(**HERE).links()
    assert (link.publication, link.published_by) == (oid, Person(repository.key("contributor").contributor, "ssh"))
    (fact,) = facts_of(link)
    assert isinstance(fact, Link)
    assert fact.contributor == contributor_id(repository.key("contributor").contributor)
    assert (fact.wallet, fact.linkedAt) == (WALLET_KEY.public_key.to_canonical_address(), LINKED_AT)


def test_links_belong_to_one_deployment(repository: DemoRepository, look: Look) -> None:
    publish(repository)
    assert look().links() == []
    assert look(chain_id=1, stakeholders=STAKEHOLDERS).links() == []
    assert look(chain_id=CHAIN_ID, stakeholders="0x" + "77" * 20).links() == []


def test_an_address_may_be_written_in_capitals(repository: DemoRepository, look: Look) -> None:
    publish(repository, wallet=WALLET_KEY.public_key.to_checksum_address())
    (link,) = look(chain_id=CHAIN_ID, stakeholders=STAKEHOLDERS.upper().replace("0X", "0x")).links()
    assert (link.wallet, link.stakeholders) == (WALLET, STAKEHOLDERS)
    assert len(facts_of(link)) == 1


def test_a_wallet_signature_for_somebody_else_is_refused(repository: DemoRepository, look: Look) -> None:
    stolen = sign_link(repository.key("rival").contributor, LINKED_AT)
    publish(repository, wallet_signature=stolen)
    (link,) = look(**HERE).links()
    assert refusal_of(link) == "wallet-did-not-sign"


def test_nobody_can_publish_for_somebody_else(repository: DemoRepository, look: Look) -> None:
    """The rival pushes the contributor's words under their own key: the wallet never named the rival."""
    signature = sign_link(repository.key("contributor").contributor, LINKED_AT)
    publish(repository, "rival", wallet_signature=signature)
    (link,) = look(**HERE).links()
    assert link.contributor == repository.key("rival").contributor
    assert refusal_of(link) == "wallet-did-not-sign"


def test_a_key_for_another_wallet_is_refused(repository: DemoRepository, look: Look) -> None:
    contributor = repository.key("contributor").contributor
    other = keys.PrivateKey(b"\x02" * 32)
    publish(repository, wallet_signature=sign_link(contributor, LINKED_AT, key=other))
    assert [refusal_of(link) for link in look(**HERE).links()] == ["wallet-did-not-sign"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"wallet": "0x1234"}, "cannot be read: it is not 0x and 40 hex digits"),
        ({"wallet_signature": "0x"}, "cannot be read: it is not 0x and 130 hex digits"),
        ({"linked_at": -1}, "cannot be read: it is not a time in unix seconds"),
    ],
)
def test_what_is_no_link_is_a_problem(
    repository: DemoRepository, look: Look, changed: dict[str, object], said: str
) -> None:
    publish(repository, **changed)
    forge = look(**HERE)
    assert forge.links() == []
    assert said in forge.problems()[0]


def test_an_unsigned_link_is_none(repository: DemoRepository, look: Look) -> None:
    ref = f"refs/links/{CHAIN_ID}/{STAKEHOLDERS}/contributor"
    stated = [("Wallet", WALLET), ("Linked-at", str(LINKED_AT)), ("Wallet-signature", "0x" + "11" * 65)]
    repository.commit("contributor", "Link", trailers=stated, ref=ref, sign=False)
    forge = look(**HERE)
    assert forge.links() == []
    assert "no SSH signature of its contributor" in forge.problems()[0]


def test_an_admission_is_a_maintainers_act(repository: DemoRepository, look: Look) -> None:
    contributor, referrer = repository.key("contributor"), repository.key("rival")
    repository.admit(contributor.fingerprint, "resident", "they moved in", referred_by=referrer.contributor)
    (admission,) = look().admissions()
    (fact,) = facts_of(admission)
    assert fact == Admission(
        contributor_id(contributor.contributor),
        3,
        contributor_id(referrer.contributor),
        repository.now,
        fact.evidence,
    )
    assert admission.act.reason == "they moved in"


@pytest.mark.parametrize(
    ("standing", "number"), [("none", 0), ("residency-applicant", 1), ("bop-applicant", 2), ("resident", 3), ("bop", 4)]
)
def test_standings_have_words(repository: DemoRepository, look: Look, standing: str, number: int) -> None:
    repository.admit(repository.key("contributor").contributor, standing, "of a test")
    assert [admission.standing for admission in look().admissions()] == [number]


def test_a_stranger_admits_nobody(repository: DemoRepository, look: Look) -> None:
    repository.admit(repository.key("contributor").contributor, "resident", "I say so", role="rival")
    (admission,) = look().admissions()
    assert refusal_of(admission) == "not-a-maintainer"


def test_maintainers_do_not_admit_themselves(repository: DemoRepository, look: Look) -> None:
    repository.admit(repository.key("maintainer").contributor, "resident", "I live here")
    repository.admit(repository.key("maintainer").contributor, "resident", "they live here", role="co_maintainer")
    own, others = look().admissions()
    assert refusal_of(own) == "self-admission"
    assert len(facts_of(others)) == 1


@pytest.mark.parametrize(
    "words", ["somebody as resident because so", "SHA256:abc as king because so", "as resident", ""]
)
def test_an_admission_that_nobody_can_read_is_a_problem(repository: DemoRepository, look: Look, words: str) -> None:
    repository.state("maintainer", "Admit", ("Admit", words or "x"))
    forge = look()
    assert forge.admissions() == []
    assert "states nothing that counts" in forge.problems()[0]


def test_a_closure_names_its_explainer(repository: DemoRepository, look: Look) -> None:
    explainer = repository.key("contributor").contributor
    repository.close_with_explanation(7, "The bug is in the compiler, see its issue 12.", explained_by=explainer)
    (closure,) = look().closures()
    assert closure.explanation == "The bug is in the compiler, see its issue 12."
    assert closure.explainer == Person(explainer, "named")
    (fact,) = facts_of(closure)
    assert isinstance(fact, Closure)
    assert (fact.contributor, fact.closedAt) == (contributor_id(explainer), repository.now)


def test_a_closure_that_nobody_asks_an_award_for(repository: DemoRepository, look: Look) -> None:
    repository.close_with_explanation(7, "It is not wanted any more.")
    (fact,) = facts_of(look().closures()[0])
    assert isinstance(fact, Closure)
    assert fact.contributor == NOBODY


@pytest.mark.parametrize(
    ("issue", "explanation", "role", "explained_by", "reason"),
    [
        (7, "It is done elsewhere.", "rival", "nobody", "not-a-maintainer"),
        (99, "There never was one.", "maintainer", "nobody", "no-such-issue"),
        (7, "", "maintainer", "nobody", "no-explanation"),
        (7, "I found it myself.", "maintainer", "maintainer", "self-explained"),
        (7, "Whoever made that work.", "maintainer", "pull/3", "author-not-verified"),
    ],
)
def test_closures_that_are_refused(
    repository: DemoRepository, look: Look, issue: int, explanation: str, role: str, explained_by: str, reason: str
) -> None:
    if explained_by == "maintainer":
        explained_by = repository.key("maintainer").contributor
    repository.close_with_explanation(issue, explanation, explained_by=explained_by, role=role)
    assert [refusal_of(closure) for closure in look().closures()] == [reason]


def test_a_reopened_issue_revokes_its_closure_and_may_be_closed_again(repository: DemoRepository, look: Look) -> None:
    repository.close_with_explanation(7, "It cannot be done.")
    first = facts_of(look().closures()[0])
    repository.state("maintainer", "Reopen", ("Reopens", "7 because somebody found a way"))
    forge = look()
    assert forge.closures() == []
    (revocation,) = forge.revocations()
    assert [fact.fact for fact in facts_of(revocation) if isinstance(fact, Revocation)] == [fact_hash(first[0])]
    repository.close_with_explanation(7, "The way was a dead end too.")
    again = look().closures()
    assert [fact_hash(fact) for closure in again for fact in facts_of(closure)] != [fact_hash(first[0])]
    assert len(again) == 1
