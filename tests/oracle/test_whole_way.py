"""collect → judge → batch → sign → gather → submit → release, for every size of committee; and again, which changes
nothing."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from praxis_chain.core.attestation import Attestation, unpack
from praxis_chain.core.errors import NetworkFailed, WrongInput
from praxis_chain.core.evidence import AnyEvidence
from praxis_chain.core.facts import Fact
from praxis_chain.core.signing import KeySigner
from praxis_chain.evm.bindings import AwardState, protocol_abis
from praxis_chain.evm.sender import Sender
from praxis_chain.oracle import Attester, AttesterPort, Chain, Report, collect, judge_all
from tests.oracle.workshop import Workshop, told
from tests.protocol import PRAX


class Offline:
    """An attester that cannot be reached."""

    def agrees(self, facts: Sequence[Fact]) -> list[bool]:
        raise NetworkFailed("It cannot be reached.")

    def attest(self, facts: Sequence[Fact]) -> Attestation:
        raise NetworkFailed("It cannot be reached.")


@pytest.fixture
def documents(finished: Workshop) -> list[AnyEvidence]:
    """All evidence, and the issue is funded."""
    finished.fund(750)
    return finished.documents()


def test_a_merge_is_paid_and_recognised_in_one_pass_each_attester_looking_for_itself(finished: Workshop) -> None:
    finished.fund(750)
    domain = finished.protocol.attesters.domain(finished.protocol.chain.chain_id)
    attesters = [
        Attester(KeySigner(bytes(member.key)), domain, lambda name=member.address: collect(finished.look(name)))  # type: ignore[misc]
        for member in finished.protocol.members
    ]
    report = finished.relay(attesters)
    assert told(report) == [("link", 1), ("admit", 1), ("lock", 1), ("award", 1), ("accrue", 1)]
    assert (report.lacking, report.failures) == ((), ())
    assert (finished.usdc_of("contributor"), finished.prax_of("contributor")) == (750, 100 * PRAX)
    assert finished.bounty().is_closed
    assert finished.award(1, "contributor").state is AwardState.NONE  # it completed its bounty: no record is left


def test_a_quorum_signs_one_root_about_who_is_who_and_one_about_what_they_did(
    finished: Workshop, documents: list[AnyEvidence]
) -> None:
    report = finished.relay(documents=documents)
    attested = [event for o in report.done if o.receipt for event in o.receipt.events if event.name == "Attested"]
    assert {len(unpack(event.args["signatures"])) for event in attested} == {finished.protocol.quorum}
    roots = list(dict.fromkeys(event.args["root"] for event in attested))
    assert len(roots) == 2


def test_a_second_pass_sends_nothing_and_asks_nobody(finished: Workshop, documents: list[AnyEvidence]) -> None:
    finished.relay(documents=documents)
    block = finished.protocol.view.block
    report = finished.relay([Offline()], documents)  # whom nobody asks, or it would be told
    assert report == Report()
    assert finished.protocol.view.block == block


def test_as_many_may_be_offline_as_the_quorum_does_without(finished: Workshop, documents: list[AnyEvidence]) -> None:
    attesters: list[AttesterPort] = finished.attesters(documents)
    spare = len(attesters) - finished.protocol.quorum
    attesters[:spare] = [Offline() for _ in range(spare)]
    report = finished.relay(attesters, documents)
    assert report.failures == tuple(f"Attester {n} did not answer: It cannot be reached." for n in range(1, spare + 1))
    assert finished.usdc_of("contributor") == 750


def test_one_fewer_than_a_quorum_does_nothing_and_says_how_many_agree(
    finished: Workshop, documents: list[AnyEvidence]
) -> None:
    agreeing = finished.attesters(documents)[: finished.protocol.quorum - 1]
    report = finished.relay(agreeing, documents)
    assert report.outcomes == []
    lacking = [(type(fact).__name__, count) for fact, count in report.lacking]
    assert lacking == [(name, len(agreeing)) for name in ("Link", "Admission", "Progress", "Commit")]


def test_attesters_of_whom_one_is_behind_attest_what_they_share_and_the_rest_apart(workshop: Workshop) -> None:
    workshop.enter("contributor", standing=None)
    for issue in (7, 8, 9):
        workshop.fund(100, issue)
        workshop.repository.push_work(issue, "contributor", {f"{issue}.txt": "one\n"})
    workshop.repository.merge(7, closes=7)
    early = workshop.documents()
    workshop.repository.merge(8, closes=8)
    late = workshop.documents()
    workshop.repository.merge(9, closes=9)
    latest = workshop.documents()
    members = workshop.protocol.members
    attesters = [workshop.attester(m, known) for m, known in zip(members, (early, late, latest), strict=True)]
    report = workshop.relay(attesters, latest)
    assert told(report) == [("award", 1), ("award", 1)]  # what all three know, and what two know
    assert [count for _, count in report.lacking] == [1]  # what one knows
    assert workshop.usdc_of("contributor") == 200


def test_whoever_judges_by_other_rules_or_sees_other_things_is_outvoted(
    finished: Workshop, documents: list[AnyEvidence]
) -> None:
    """More than half always agree on one thing, or on nothing."""
    protocol = finished.protocol
    strange = [replace(document, rules="praxis-rules/0") for document in documents]
    spare = len(protocol.members) - protocol.quorum
    wrong = [finished.attester(member, strange) for member in protocol.members[:spare]]
    right = [finished.attester(member, documents) for member in protocol.members[spare:]]
    report = finished.relay([*wrong, *right], documents)
    assert (report.lacking, report.failures) == ((), ())
    assert finished.usdc_of("contributor") == 750


def test_a_program_that_names_another_committee_is_not_served(workshop: Workshop) -> None:
    ours, elsewhere = workshop.protocol.program, workshop.protocol.prax.address
    for other in (replace(ours, attesters=elsewhere), replace(ours, stakeholders=elsewhere)):
        with pytest.raises(WrongInput, match=f"names the attesters {other.attesters} and the stakeholders"):
            Chain(workshop.contracts, (ours, other), {})


def test_a_dry_run_tells_what_would_be_sent_and_sends_nothing(workshop: Workshop) -> None:
    workshop.enter("contributor")
    workshop.fund(750)
    workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"})
    workshop.repository.merge(1, closes=7)
    workshop.catch_up()
    documents, block = workshop.documents(), workshop.protocol.view.block
    judged = judge_all(documents)
    looking = Sender(workshop.protocol.chain, sender=workshop.relayer.address, abis=protocol_abis())
    report = workshop.relayer_of(judged, looking).run(judged, workshop.attesters(documents))
    assert [(o.name, o.refused, o.receipt) for o in report.outcomes] == [
        ("award", False, None),
        ("accrue", False, None),
    ]
    assert report.done == []
    assert workshop.protocol.view.block == block
