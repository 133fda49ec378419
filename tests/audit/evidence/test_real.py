"""A real repository and a real chain, compared: nothing while they agree, and exactly what was altered otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from praxis_chain.audit.evidence import of_forge, read, written
from praxis_chain.audit.evidence.comparing import NO_EVIDENCE
from praxis_chain.audit.findings import EXTERNAL
from praxis_chain.core.evidence import (
    AdmissionEvidence,
    AnyEvidence,
    ClosureEvidence,
    LinkEvidence,
    MergeEvidence,
    RevocationEvidence,
    evidence_hash,
    evidence_json,
)
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import subject_id, work_id
from tests.audit.evidence.acting import unchecked
from tests.audit.evidence.telling import Told, material, tell

if TYPE_CHECKING:
    from tests.oracle.workshop import Workshop

ALL = {"X1": 9, "X2": 57, "X3": 1, "X4": 1}
"""Nine uses of seven facts (a Commit is awarded and accrues), and their fields; one undone; one merge that stands."""

_Kind = TypeVar("_Kind", bound=AnyEvidence)


def altered(told: Told, kind: type[_Kind], change: Callable[[_Kind], AnyEvidence]) -> list[AnyEvidence]:
    """The honest documents, with the last of that kind that yields a fact changed."""
    place = max(n for n, one in enumerate(told.documents) if isinstance(one, kind) and not _is_reverted(one))
    documents = list(told.documents)
    documents[place] = change(documents[place])  # type: ignore[arg-type]
    return documents


def _is_reverted(document: AnyEvidence) -> bool:
    return isinstance(document, MergeEvidence) and bool(document.reverted_by)


def found(told: Told, documents: Sequence[AnyEvidence]) -> list[tuple[str, str, str]]:
    """Of each finding: id, what the evidence says, what the chain says."""
    findings = told.check(material(documents)).findings
    return [(one.id, one.expected.partition(", by")[0], one.actual) for one in findings]


# -- they agree -------------------------------------------------------------------------------------------------------


def test_collected_and_judged_again_all_is_as_the_chain_says(told: Told, settled: "Workshop") -> None:
    result = told.check(of_forge(settled.look("auditor")))
    assert (result.findings, result.not_checked, result.pending) == ((), (), ())
    assert result.checked == ALL
    assert (result.documents, result.refused) == (8, 2)  # the merge that was reverted, and the push that is no progress


def test_a_bundle_of_documents_alone_suffices(told: Told, settled: "Workshop", tmp_path: Path) -> None:
    """One file, and no forge: every document is judged again from it."""
    file = tmp_path / "evidence.jsonl"
    file.write_text("".join(line + "\n" for line in written(of_forge(settled.look("auditor")))), encoding="utf-8")
    result = told.check(read(file))
    assert (result.findings, result.not_checked, result.checked) == ((), (), ALL)


def test_a_folder_of_documents_named_by_their_hash(told: Told, tmp_path: Path) -> None:
    for document in told.documents:
        name = f"0x{evidence_hash(document).hex()}.json"
        (tmp_path / name).write_bytes(evidence_json(document))
    result = told.check(read(tmp_path))
    assert (result.findings, result.not_checked) == ((), ())
    assert result.checked == ALL | {"X2": ALL["X2"] + len(told.documents)}  # and that each is of its hash


def test_it_is_part_of_the_audit(settled: "Workshop") -> None:
    """Each statement is checked, or said not to be; what is found makes the audit fail."""
    from praxis_chain.audit import audit

    protocol, forge = settled.protocol, of_forge(settled.look("auditor"))
    alone, report = (audit(protocol.chain, protocol.record, "latest", material=known) for known in (None, forge))
    assert (report.findings, report.exit_code) == ((), 0)
    assert {one.invariant: one.count for one in report.checked if one.invariant.startswith("X")} == ALL
    said = [one.what for one in report.not_checked if one.what.startswith("X")]
    assert said == ["X5: " + EXTERNAL["X5"]]
    assert [one.what for one in alone.not_checked if one.what.startswith("X")] == [
        f"{name}: {statement}" for name, statement in EXTERNAL.items()
    ]
    wrong = material(altered(tell(settled), AdmissionEvidence, lambda one: replace(one, standing=4)))
    report = audit(protocol.chain, protocol.record, "latest", material=wrong)
    assert ([one.id for one in report.findings], report.exit_code) == (["X2-1"], 3)


# -- something was altered --------------------------------------------------------------------------------------------


def test_another_quality(told: Told) -> None:
    def better(merge: MergeEvidence) -> MergeEvidence:
        judged = replace(merge.judgements[0], quality=15_000)
        return replace(merge, judgements=(judged,))

    assert found(told, altered(told, MergeEvidence, better)) == [("X2-1", "quality 15000", "quality 12000")]


def test_another_completion(told: Told) -> None:
    def less(merge: MergeEvidence) -> MergeEvidence:
        judged = replace(merge.judgements[0], completion=4_000, completion_reason="most is left")
        return replace(merge, judgements=(judged,))

    assert found(told, altered(told, MergeEvidence, less)) == [("X2-1", "completion 4000", "completion 10000")]


def test_another_author(told: Told, settled: "Workshop") -> None:
    rival = settled.repository.key("rival").contributor

    def stolen(merge: MergeEvidence) -> MergeEvidence:
        return replace(merge, authors=(replace(merge.authors[0], id=rival),))

    contributor = settled.repository.key("contributor").contributor
    assert found(told, altered(told, MergeEvidence, stolen)) == [
        ("X2-1", f"contributor {rival}", f"contributor {contributor}")
    ]


def test_another_wallet_cannot_be_put_into_a_link(told: Told) -> None:
    """The wallet's own signature is in the document: the rules refuse it."""

    def redirected(link: LinkEvidence) -> LinkEvidence:
        return replace(link, wallet="0x" + "11" * 20)

    result = told.check(material(altered(told, LinkEvidence, redirected)))
    (finding,) = result.findings
    assert (finding.id, str(finding.severity)) == ("X1-1", "critical")
    assert "has evidence that the rules refuse (wallet-did-not-sign): " in finding.summary


def test_another_standing(told: Told) -> None:
    documents = altered(told, AdmissionEvidence, lambda admission: replace(admission, standing=4))
    assert found(told, documents) == [("X2-1", "standing 4", "standing 3")]


def test_nobody_explained(told: Told, settled: "Workshop") -> None:
    documents = altered(told, ClosureEvidence, lambda closure: replace(closure, explainer=None))
    assert found(told, documents) == [
        ("X2-1", f"contributor 0x{bytes(32).hex()}", f"contributor 0x{settled.id('rival').hex()}")
    ]


def test_a_field_that_no_fact_repeats_changes_the_evidence_all_the_same(told: Told) -> None:
    """Who merged it, say: the fact carries the hash of the whole document."""

    def reworded(merge: MergeEvidence) -> MergeEvidence:
        assert merge.act is not None
        return replace(merge, act=replace(merge.act, reason="other words"))

    result = told.check(material(altered(told, MergeEvidence, reworded)))
    (finding,) = result.findings
    assert finding.id == "X2-1"
    assert finding.summary.endswith(
        "a field that no event tells differs, or other rules judged it (a --log would show that)."
    )


def test_evidence_of_another_work_in_a_files_place(told: Told, tmp_path: Path) -> None:
    merged, reverted = (one for one in told.documents if isinstance(one, MergeEvidence))
    (tmp_path / f"{evidence_hash(merged).hex()}.json").write_bytes(evidence_json(reverted))
    result = told.check(read(tmp_path))
    (finding,) = result.findings
    assert (finding.id, finding.expected, finding.actual) == (
        "X2-1", f"0x{evidence_hash(merged).hex()}", f"0x{evidence_hash(reverted).hex()}",
    )  # fmt: skip
    assert finding.reproduce == f"praxis audit --evidence {tmp_path}"


def test_without_the_document_of_one_work_its_facts_are_counted(told: Told) -> None:
    result = told.check(material(one for one in told.documents if not isinstance(one, RevocationEvidence)))
    # The reverted work's own document is there, refused; what its facts followed from is in the revocation.
    assert [one.id for one in result.findings] == ["X1-1"]
    assert "(reverted): It was reverted by git commit " in result.findings[0].summary
    assert unchecked(result) == [("X1: whether a Revocation is true", NO_EVIDENCE, 1)]


# -- the chain is not what the repository says ------------------------------------------------------------------------


def test_a_committee_that_attests_what_the_rules_refuse(going_on: "Workshop") -> None:
    """A maintainer merges their own work, and all attesters look away."""
    from praxis_chain.core.rules import unchecked as would_follow

    repository = going_on.repository
    repository.push_work(5, "maintainer", {"c.txt": "three\n"}, closes=8)
    repository.merge(5, closes=8)
    (selfish,) = (
        one for one in going_on.documents() if isinstance(one, MergeEvidence) and one.work.endswith("/pull/5")
    )
    (commit,) = would_follow(selfish)
    going_on.catch_up()
    protocol = going_on.protocol
    protocol.send(protocol.escrow.award(protocol.program.id, [commit], protocol.attest_all(commit)), going_on.relayer)  # type: ignore[list-item]
    result = tell(going_on).check(of_forge(going_on.look("auditor")))
    (finding,) = result.findings
    assert (finding.id, str(finding.severity), finding.actual) == (
        "X1-1", "critical", f"Commit 0x{fact_hash(commit).hex()}",
    )  # fmt: skip
    assert "was attested though the rules refuse its evidence (self-merge): " in finding.summary


def test_a_committee_that_invents_a_work(going_on: "Workshop") -> None:
    protocol, repository = going_on.protocol, going_on.repository
    invented = protocol.commit(
        subject=subject_id(repository.subject(8)), work=work_id(repository.work(77)), contributor=going_on.id("rival"),
        completedAt=protocol.now,
    )  # fmt: skip
    protocol.award(invented)
    told = tell(going_on)
    (finding,) = told.check(of_forge(going_on.look("auditor"))).findings
    assert (finding.id, str(finding.severity), finding.expected) == ("X1-1", "critical", "no Commit")
    assert finding.summary.endswith(f"rests on follows from nothing, and all of {told.forge} is at hand.")
    # A file that does not say that it is all there is shows less.
    assert unchecked(told.check(material(told.documents))) == [("X1: whether a Commit is true", NO_EVIDENCE, 1)]


def test_a_work_that_is_not_paid_yet_and_a_revert_that_nobody_submitted(going_on: "Workshop") -> None:
    repository = going_on.repository
    repository.push_work(6, "contributor", {"d.txt": "four\n"}, closes=8)
    repository.merge(6, closes=8)
    going_on.catch_up()
    going_on.protocol.chain.warp(by=60)
    result = tell(going_on).check(of_forge(going_on.look("auditor")))
    assert result.findings == ()
    assert [(one.what, one.work) for one in result.pending] == [
        ("award", repository.work(6)), ("accrual", repository.work(6)),
    ]  # fmt: skip
    merged = repository.head("refs/heads/main")
    going_on.relay()
    repository.revert(merged)
    going_on.catch_up()
    going_on.protocol.chain.warp(by=60)
    result = tell(going_on).check(of_forge(going_on.look("auditor")))
    (finding,) = result.findings
    assert (finding.id, str(finding.severity), finding.actual) == ("X3-1", "high", "none on chain")
    assert finding.summary.startswith(f"The Commit of {repository.work(6)} that Awarded at block ")
    going_on.relay()
    assert tell(going_on).check(of_forge(going_on.look("auditor"))).findings == ()
