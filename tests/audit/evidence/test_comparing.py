"""Facts on a chain told by hand, against documents: every way in which the two can disagree, and what is said then."""

from dataclasses import replace

import pytest

from praxis_chain.audit.evidence import Document, Material
from praxis_chain.audit.evidence.comparing import NO_EVIDENCE, NO_LONGER_SHOWN, OTHER_COMMITTEE, OTHER_VERSION
from praxis_chain.audit.evidence.material import OtherRules
from praxis_chain.core.evidence import AnyEvidence, MergeEvidence, Person, evidence_hash
from praxis_chain.core.facts import Commit, Revocation, fact_hash
from praxis_chain.core.ids import contributor_id, hash_uri, work_id
from praxis_chain.core.rules import unchecked as would_follow
from tests.audit.evidence.acting import DOCUMENTS, LINK, SUBJECTS, Chain, commit_of, told, unchecked
from tests.audit.story import AT_ONCE, STRANGER, WHERE, rules_of
from tests.documents import (
    ACT,
    ADMISSION,
    CLOSURE,
    CONTRIBUTOR,
    FORGE,
    JUDGEMENT,
    MAINTAINER,
    MERGE,
    POLICY,
    PROGRESS,
    REVOCATION,
    WORK,
)  # fmt: skip
from tests.documents import DOCUMENTS as ELSEWHERE
from tests.judged import facts_of

STANDING = {kind: document for kind, document in DOCUMENTS.items() if kind != "revocation"}
BETTER = replace(MERGE, judgements=(replace(JUDGEMENT, quality=15_000, quality_reason="it is elegant"),))
HALF = replace(MERGE, judgements=(replace(JUDGEMENT, completion=5_000, completion_reason="half is left"),))
OTHER_WORK = replace(MERGE, work=f"{FORGE}/pull/4", merge="99" * 20, head="98" * 20)
OTHER_FORGE = "git:" + "77" * 20


def short(document: AnyEvidence) -> str:
    return "0x" + evidence_hash(document).hex()[:8] + "…"


# -- they agree -------------------------------------------------------------------------------------------------------


def test_every_kind_of_fact_follows_from_its_document() -> None:
    found = Chain().follow(*STANDING.values(), REVOCATION).check(*DOCUMENTS.values())
    assert (told(found), unchecked(found)) == ([], [])
    assert found.checked == {"X1": 6, "X2": 9 + 6 + 4 + 5 + 4 + 2, "X3": 1}
    assert (found.documents, found.refused, found.pending) == (6, 0, ())


def test_without_any_evidence_nothing_is_checked() -> None:
    found = Chain().follow(MERGE).check()
    assert (found.findings, found.checked, found.not_checked, found.pending) == ((), {}, (), ())


@pytest.mark.parametrize("kind", STANDING)
def test_a_fact_without_evidence_is_counted(kind: str) -> None:
    others = [document for name, document in STANDING.items() if name != kind]
    found = Chain().follow(*STANDING.values()).check(*others)
    (fact,) = facts_of(STANDING[kind])
    assert told(found) == []
    assert unchecked(found) == [(f"X1: whether a {type(fact).__name__} is true", NO_EVIDENCE, 1)]


def test_evidence_of_another_forge_shows_nothing() -> None:
    foreign = replace(
        MERGE, forge=OTHER_FORGE, repository=OTHER_FORGE, work=f"{OTHER_FORGE}/pull/3",
        judgements=(replace(JUDGEMENT, subject=f"{OTHER_FORGE}/issue/7"),),
    )  # fmt: skip
    found = Chain().follow(MERGE).check(foreign)
    assert (told(found), unchecked(found)) == ([], [("X1: whether a Commit is true", NO_EVIDENCE, 1)])
    assert (found.documents, found.refused) == (1, 0)


def test_what_was_undone_and_revoked_is_as_it_must_be() -> None:
    found = Chain().follow(MERGE, REVOCATION).check(REVOCATION)
    assert (told(found), unchecked(found)) == ([], [])
    assert found.checked["X3"] == 1


# -- the evidence yields something else -------------------------------------------------------------------------------


def test_altered_evidence_differs_in_a_field_that_the_accrual_tells() -> None:
    commit = commit_of(MERGE)
    chain = Chain().act(commit).accrue(commit)
    found = chain.check(BETTER)
    assert told(found) == [
        ("X2-1", "critical", f"quality 15000, by evidence {short(BETTER)} (a folder)", "quality 10000")
    ]
    finding = found.findings[0]
    assert finding.summary == (
        f"The Commit of {WORK} that Awarded at block 4, log 1 rests on is not what its evidence yields: "
        "quality differs."
    )
    where = finding.where
    event = next(event for event in chain.events if event.name == "Awarded")
    assert (where.block, where.contract, where.transaction, where.log) == (
        4, "BountyEscrow", "0x" + event.tx_hash.hex(), 1,
    )  # fmt: skip
    assert finding.reproduce == "praxis audit --block 4"


def test_swapped_quality_and_completion() -> None:
    swapped = replace(commit_of(MERGE), quality=5_000, completion=5_000)
    found = Chain().accrue(swapped).check(MERGE)
    assert told(found) == [
        ("X2-1", "critical", f"quality 10000; completion 10000, by evidence {short(MERGE)} (a folder)",
         "quality 5000; completion 5000"),
    ]  # fmt: skip


def test_the_contributor_was_swapped() -> None:
    thief = contributor_id(MAINTAINER)
    found = Chain().act(replace(commit_of(MERGE), contributor=thief)).check(MERGE)
    assert told(found) == [
        ("X2-1", "critical", f"contributor {CONTRIBUTOR}, by evidence {short(MERGE)} (a folder)",
         f"contributor {MAINTAINER}"),
    ]  # fmt: skip


def test_an_award_may_be_cut_but_not_raised() -> None:
    """The event of a fact that follows may tell less completion, never more."""
    chain = Chain().follow(HALF)
    place = next(n for n, event in enumerate(chain.events) if event.name == "Awarded")
    for completion, findings in ((4_999, 0), (5_001, 1)):
        chain.events[place] = replace(chain.events[place], args={**chain.events[place].args, "completion": completion})
        found = chain.check(HALF)
        assert len(found.findings) == findings
    assert told(found) == [
        ("X2-1", "critical", f"completion 5000, by evidence {short(HALF)} (a folder)", "completion 5001")
    ]
    assert "tells completion otherwise than the fact itself" in found.findings[0].summary


def test_a_field_that_no_event_tells() -> None:
    """Of a Commit that was only awarded nobody sees the quality, but for its hash."""
    found = Chain().follow(MERGE).check(BETTER)
    name = "0x" + fact_hash(commit_of(MERGE)).hex()[:8] + "…"
    assert told(found) == [("X2-1", "high", f"another fact, by evidence {short(BETTER)} (a folder)", f"Commit {name}")]
    assert found.findings[0].summary.endswith(
        "a field that no event tells differs, or other rules judged it (a --log would show that)."
    )


def test_a_fact_known_in_full_is_compared_in_full() -> None:
    commit = commit_of(MERGE)
    known = Material(facts={fact_hash(commit): commit})
    assert told(Chain().act(commit).check(BETTER, known)) == [
        ("X2-1", "critical",
         f"quality 15000; evidence {short(BETTER)} by evidence {short(BETTER)} (a folder)",
         f"quality 10000; evidence {short(MERGE)}"),
    ]  # fmt: skip


def test_evidence_of_another_work_was_attested() -> None:
    """The fact names the document of pull/4, and says that it is about pull/3."""
    swapped = replace(commit_of(OTHER_WORK), work=work_id(WORK))
    known = Material(facts={fact_hash(swapped): swapped})
    found = Chain().act(swapped).check(OTHER_WORK, known)
    assert told(found) == [
        ("X2-1", "critical", f"work {FORGE}/pull/4, by evidence {short(OTHER_WORK)} (a folder)",
         "work 0x" + work_id(WORK).hex()[:8] + "…"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "altered", "severity", "expected", "actual"),
    [
        (LINK, {"wallet": bytes(19) + b"\1"}, "critical", "wallet 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
         "wallet 0x0000000000000000000000000000000000000001"),
        (ADMISSION, {"standing": 4}, "high", "standing 3", "standing 4"),
        (CLOSURE, {"contributor": bytes(31) + b"\1"}, "critical", f"contributor {CONTRIBUTOR}",
         "contributor 0x" + "00" * 31 + "01"),
        (PROGRESS, {"contributor": bytes(31) + b"\1"}, "high", f"contributor {CONTRIBUTOR}",
         "contributor 0x" + "00" * 31 + "01"),
        (REVOCATION, {"evidence": bytes(32)}, "high", "evidence " + "0x" + evidence_hash(REVOCATION).hex(),
         "evidence 0x" + "00" * 32),
    ],
    ids=["link", "admission", "closure", "progress", "revocation"],
)  # fmt: skip
def test_every_other_kind_of_fact_with_one_field_swapped(
    document: AnyEvidence, altered: dict[str, object], severity: str, expected: str, actual: str
) -> None:
    (fact,) = facts_of(document)
    found = Chain().act(replace(fact, **altered)).check(document)
    assert [(one.id, str(one.severity), one.actual) for one in found.findings] == [("X2-1", severity, actual)]
    assert found.findings[0].expected == f"{expected}, by evidence 0x{evidence_hash(document).hex()} (a folder)"


def test_a_document_that_is_not_of_the_hash_it_was_given_under() -> None:
    given = Material((Document(OTHER_WORK, "0x….json", evidence_hash(MERGE)),), options=("--evidence folder",))
    found = Chain().follow(MERGE).check(given)
    assert told(found) == [("X2-1", "high", short(MERGE), short(OTHER_WORK))]
    assert unchecked(found) == [("X1: whether a Commit is true", NO_EVIDENCE, 1)]
    assert found.documents == 0
    assert found.findings[0].reproduce == "praxis audit --evidence folder"


# -- the rules refuse it ----------------------------------------------------------------------------------------------


def test_evidence_that_the_rules_refuse_was_attested() -> None:
    selfish = replace(MERGE, act=replace(ACT, by=Person(CONTRIBUTOR, "ssh")))
    (commit,) = would_follow(selfish)
    found = Chain().act(commit).check(selfish)
    name = "0x" + fact_hash(commit).hex()[:8] + "…"
    assert told(found) == [
        ("X1-1", "critical", f"no Commit, by evidence {short(selfish)} (a folder)", f"Commit {name}")
    ]
    assert "was attested though the rules refuse its evidence (self-merge): Whoever merged" in found.findings[0].summary
    assert found.refused == 1
    again = Chain().act(commit).check(selfish, selfish)  # the same document twice is one
    assert (told(again), again.refused) == (told(found), 1)


def test_the_very_document_is_not_excused_by_what_a_forge_may_forget() -> None:
    unreadable = replace(MERGE, unreadable=("Nobody can read it.",))
    (commit,) = would_follow(unreadable)
    assert [one[:2] for one in told(Chain().act(commit).check(unreadable))] == [("X1-1", "critical")]


@pytest.mark.parametrize(
    ("refused", "reason", "severity"),
    [
        (replace(MERGE, method="none", merge="", act=None, judgements=()), "not-merged", "critical"),
        (replace(MERGE, unreadable=("Somebody edited it.",)), "unreadable-act", "high"),
        (replace(MERGE, authors=(Person("", "ghost"),)), "ghost-author", "high"),
    ],
    ids=["not-merged", "unreadable-act", "ghost-author"],
)
def test_what_the_forge_shows_now_is_refused(refused: MergeEvidence, reason: str, severity: str) -> None:
    """Not the document that was attested. What a forge can forget is less grave."""
    found = Chain().follow(MERGE).check(refused)
    assert [(one.id, str(one.severity)) for one in found.findings] == [("X1-1", severity)]
    assert f"has evidence that the rules refuse ({reason}): " in found.findings[0].summary


def test_a_sentence_that_somebody_wrote_steers_no_terminal() -> None:
    refused = replace(MERGE, unreadable=("bad \x1b[31m\nwords" + "!" * 2_000,))
    summary = Chain().follow(MERGE).check(refused).findings[0].summary
    assert summary.isprintable()
    assert len(summary) < 1_000


# -- all of a forge is at hand ----------------------------------------------------------------------------------------


def test_a_fact_of_a_forge_that_is_whole_and_that_nothing_is_about() -> None:
    invented = replace(commit_of(MERGE), subject=hash_uri(SUBJECTS[1]), work=work_id(f"{FORGE}/pull/99"))
    chain = Chain().act(invented)
    known = Material((Document(PROGRESS, "a folder"),), whole=frozenset({FORGE}))
    found = chain.check(known)
    assert [(one.id, str(one.severity), one.expected) for one in found.findings] == [("X1-1", "critical", "no Commit")]
    assert found.findings[0].summary == (
        f"The Commit of {SUBJECTS[1]} that Awarded at block 4, log 1 rests on follows from nothing, and all of {FORGE} "
        "is at hand."
    )
    elsewhere = replace(known, whole=frozenset({OTHER_FORGE}))
    assert unchecked(chain.check(elsewhere)) == [("X1: whether a Commit is true", NO_EVIDENCE, 1)]


def test_what_was_collected_anew_is_not_masked_by_what_somebody_gave() -> None:
    """A committee that attests what it likes will also give documents that say so."""
    chain = Chain().follow(BETTER)
    forge = Material((Document(MERGE, FORGE, anew=True),), whole=frozenset({FORGE}), collected=frozenset({FORGE}))
    given = Material((Document(BETTER, "their folder"),))
    assert told(chain.check(BETTER)) == []
    for known in ((forge, given), (given, forge)):
        found = chain.check(*known)
        assert [(one.id, one.expected.partition(",")[0]) for one in found.findings] == [("X2-1", "another fact")]
        assert (found.set_aside, found.documents, dict(found.forges)) == (1, 1, {FORGE: 1})
        assert found.information[:2] == (
            f"The evidence has 1 documents of {FORGE}.",
            "1 documents were set aside: their forge was collected anew, and does not show them.",
        )


def test_what_somebody_gave_and_the_forge_shows_as_well_is_not_set_aside() -> None:
    forge = Material((Document(MERGE, FORGE, anew=True),), whole=frozenset({FORGE}), collected=frozenset({FORGE}))
    for known in ((forge, MERGE), (MERGE, forge)):
        found = Chain().follow(MERGE).check(*known)
        assert (told(found), found.set_aside, found.documents) == ([], 0, 1)


def test_what_a_forge_forgot_is_not_checked_where_a_document_remembers() -> None:
    forgot = replace(MERGE, unreadable=("Somebody edited it.",))
    forge = Material((Document(forgot, FORGE, anew=True),), whole=frozenset({FORGE}), collected=frozenset({FORGE}))
    found = Chain().follow(MERGE).check(forge, MERGE)
    assert (told(found), unchecked(found)) == ([], [("X1: whether a Commit is true", NO_LONGER_SHOWN, 1)])
    reverted = replace(forge, documents=(Document(replace(MERGE, reverted_by="77" * 20), FORGE, anew=True),))
    assert [one[0] for one in told(Chain().follow(MERGE).check(reverted, MERGE))] == ["X1-1"]


# -- documents out of place -------------------------------------------------------------------------------------------


def test_a_link_for_another_deployment() -> None:
    """The wallet's owner signed for a contract elsewhere; as a document it is in order, and here it says nothing."""
    other = ELSEWHERE["link"]
    found = Chain().act(facts_of(other)[0]).check(other)
    assert [(one.id, str(one.severity)) for one in found.findings] == [("X1-1", "critical")]
    assert "(other-deployment): It links a wallet for 0x5a5a" in found.findings[0].summary
    assert found.refused == 1


@pytest.mark.parametrize("kind", ["merge", "progress", "closure", "revocation"])
def test_a_forge_that_speaks_of_anothers_issue(kind: str) -> None:
    """Whoever makes a repository is its maintainer, and could otherwise complete everybody's issues."""
    foreign: dict[str, AnyEvidence] = {
        "merge": (merged := replace(MERGE, forge=OTHER_FORGE, repository=OTHER_FORGE, work=f"{OTHER_FORGE}/pull/1")),
        "progress": replace(PROGRESS, forge=OTHER_FORGE, work=f"{OTHER_FORGE}/pull/1"),
        "closure": replace(CLOSURE, forge=OTHER_FORGE),
        "revocation": replace(REVOCATION, forge=OTHER_FORGE, of=merged),
    }
    (fact,) = facts_of(foreign[kind])  # the rules alone see nothing wrong with it
    found = Chain().act(fact).check(foreign[kind])
    assert [one.id for one in found.findings] == ["X1-1"]
    said = f"(foreign-issue): It is of {OTHER_FORGE}, and speaks of {SUBJECTS[0]}."
    assert found.findings[0].summary.endswith(said)


def test_evidence_that_takes_authors_at_their_word_is_said_to() -> None:
    trusting = replace(MERGE, policy=replace(POLICY, trust_authors=True))
    found = Chain().follow(trusting).accrue(commit_of(trusting)).check(trusting)
    assert (told(found), unchecked(found)) == ([], [("X1: who did it", "the evidence takes authors at their word", 2)])


# -- revocations ------------------------------------------------------------------------------------------------------


def test_what_was_undone_and_nobody_revoked() -> None:
    found = Chain().follow(MERGE).accrue(commit_of(MERGE)).check(REVOCATION)
    assert told(found) == [
        ("X3-1", "high", f"a Revocation, by evidence {short(REVOCATION)} (a folder)", "none on chain")
    ]
    assert found.checked["X3"] == 1
    assert found.findings[0].reproduce == "praxis audit"


def test_what_is_undone_later_than_the_ledger_is_not_missed_yet() -> None:
    later = replace(REVOCATION, act=replace(ACT, at=2_000_000_000))
    found = Chain().follow(MERGE).check(later)
    assert told(found) == []
    assert "X3" not in found.checked


def test_what_was_undone_before_anything_followed_needs_no_revocation() -> None:
    assert told(Chain().follow(ADMISSION).check(ADMISSION, REVOCATION)) == []


def test_a_fact_that_follows_to_this_day_was_revoked() -> None:
    commit = commit_of(MERGE)
    found = Chain().act(commit).act(Revocation(fact_hash(commit), bytes(32))).check(MERGE)
    assert [(one.id, one.expected.partition(",")[0]) for one in found.findings] == [("X1-1", "no Revocation")]
    assert found.findings[0].summary.endswith("takes back a fact that still follows: nothing undid it.")


def test_a_document_from_before_it_was_undone_does_not_hide_that() -> None:
    for documents in ((MERGE, REVOCATION), (REVOCATION, MERGE)):
        assert [one[0] for one in told(Chain().follow(MERGE).check(*documents))] == ["X3-1"]


def test_what_was_reinstated_is_a_new_fact() -> None:
    again = replace(MERGE, revision=1)
    assert told(Chain().follow(MERGE, REVOCATION, again).check(REVOCATION, again)) == []


# -- not checked ------------------------------------------------------------------------------------------------------


def test_evidence_of_other_rules_whose_shape_nobody_knows_is_not_judged() -> None:
    """Then only the fact in full tells that it is of that document."""
    commit = replace(commit_of(MERGE), evidence=bytes(32))
    older = Material(other_rules=(OtherRules(bytes(32), "praxis-rules/1", "a folder"),))
    known = Material(facts={fact_hash(commit): commit})
    assert unchecked(Chain().act(commit).check(older, known)) == [("X1: whether a Commit is true", OTHER_VERSION, 1)]
    assert unchecked(Chain().act(commit).check(older)) == [("X1: whether a Commit is true", NO_EVIDENCE, 1)]


def test_of_several_judgements_of_a_work_the_closest_is_compared() -> None:
    corrected = replace(BETTER, revision=1)
    fact = replace(commit_of(corrected), completion=5_000)
    found = Chain().accrue(fact).check(MERGE, corrected)
    assert [(one.id, one.actual) for one in found.findings] == [("X2-1", "completion 5000")]


def test_evidence_of_other_rules_is_not_judged() -> None:
    older = replace(MERGE, rules="praxis-rules/1")
    (commit,) = would_follow(older)
    for fact in (commit, commit_of(MERGE)):  # attested on that very document, or on another about the same
        found = Chain().act(fact).check(older)
        assert (told(found), found.checked) == ([], {})
        assert unchecked(found) == [("X1: whether a Commit is true", OTHER_VERSION, 1)]


def test_facts_of_other_attesters_are_not_judged() -> None:
    foreign = replace(AT_ONCE, attesters=STRANGER)
    chain = Chain()
    chain.next().say(WHERE.escrow, "ProgramCreated", program=foreign.id, rules=rules_of(foreign))
    bounty = hash_uri("theirs")
    chain.say(
        WHERE.escrow, "Funded", bounty=bounty, sponsor=STRANGER, program=foreign.id, amount=1, shares=1,
        committedUntil=0, terms=bytes(32), subjectUri=SUBJECTS[0],
    )  # fmt: skip
    chain.next().awarded(bounty, contributor_id(CONTRIBUTOR), "theirs", 10_000, 1)
    assert unchecked(chain.check(MERGE)) == [("X1: whether a Commit is true", OTHER_COMMITTEE, 1)]


# -- one merge, one work ----------------------------------------------------------------------------------------------


def test_one_merge_that_counts_for_two_works() -> None:
    again = replace(OTHER_WORK, merge=MERGE.merge, judgements=(replace(JUDGEMENT, subject=SUBJECTS[1]),))
    found = Chain().follow(MERGE, again).check(MERGE, again)
    assert told(found) == [
        ("X4-1", "critical", f"the merge {MERGE.merge[:12]} counts for one work",
         f"it counts for {WORK}, {FORGE}/pull/4"),
    ]  # fmt: skip
    assert found.checked["X4"] == 1


def test_two_attempts_count_each() -> None:
    nothing = (replace(JUDGEMENT, completion=0, completion_reason="it led nowhere"),)
    first = replace(MERGE, method="attempt", merge="", judgements=nothing)
    second = replace(first, work=f"{FORGE}/pull/4", head="98" * 20)
    found = Chain().accrue(commit_of(first)).accrue(commit_of(second)).check(first, second)
    assert (told(found), found.checked["X4"]) == ([], 2)


def test_one_attempt_that_counts_for_two_works() -> None:
    nothing = (replace(JUDGEMENT, completion=0, completion_reason="it led nowhere"),)
    first = replace(MERGE, method="attempt", merge="", judgements=nothing)
    second = replace(first, work=f"{FORGE}/pull/4")
    found = Chain().accrue(commit_of(first)).accrue(commit_of(second)).check(first, second)
    assert [one[0] for one in told(found)] == ["X4-1"]
    assert f"counts the attempt {MERGE.head[:12]} again: it counted for {WORK} before." in found.findings[0].summary


def test_a_work_may_complete_two_issues_and_be_awarded_and_recognised() -> None:
    both = replace(MERGE, judgements=(JUDGEMENT, replace(JUDGEMENT, subject=SUBJECTS[1])))
    chain = Chain().follow(both)
    for fact in facts_of(both):
        assert isinstance(fact, Commit)
        chain.accrue(fact)
    assert told(chain.check(both)) == []


def test_what_was_revoked_counts_no_more() -> None:
    again = replace(OTHER_WORK, merge=MERGE.merge)
    found = Chain().follow(MERGE, REVOCATION, again).check(REVOCATION, again)
    assert told(found) == []
