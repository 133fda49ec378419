"""Anybody may relay, and several may at once: whoever is second finds it done, and nothing happens twice."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from praxis_chain.evm.transactions import Prepared, Receipt
from praxis_chain.oracle import judge_all
from tests.oracle.workshop import Simulating, Workshop, told
from tests.protocol import PRAX

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

PASSED_OVER = "passed over: it was done meanwhile, or nothing is left there"


class Racing(Simulating):
    """Lets somebody else act after its first transaction was simulated, and before it is sent."""

    meanwhile: Callable[[], object] | None = None

    def execute(self, prepared: Prepared, announce: Callable[[bytes], None] | None = None) -> Receipt | None:
        if self.meanwhile is not None:
            act, self.meanwhile = self.meanwhile, None
            act()
        return super().execute(prepared, announce)


def test_the_slower_of_two_fails_alone(workshop: Workshop, stranger: "LocalAccount") -> None:
    workshop.enter("contributor")
    workshop.fund(750)
    workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"})
    workshop.repository.merge(1, closes=7)
    workshop.catch_up()
    documents = workshop.documents()
    judged, attesters = judge_all(documents), workshop.attesters(documents)
    racing = workshop.sender(stranger, Racing)
    racing.meanwhile = lambda: workshop.relay(attesters, documents)
    relayer = workshop.relayer_of(judged, racing)
    report = relayer.run(judged, attesters)
    assert told(report) == [("award", "BountyClosed")]
    assert relayer.left_undone(report) == []
    assert (workshop.usdc_of("contributor"), workshop.prax_of("contributor")) == (750, 100 * PRAX)


def test_what_another_did_of_a_batch_is_passed_over_and_the_rest_is_done(
    workshop: Workshop, stranger: "LocalAccount"
) -> None:
    repository = workshop.repository
    workshop.enter("contributor")
    for pull, issue in ((1, 7), (2, 8)):
        workshop.fund(100, issue)
        repository.push_work(pull, "contributor", {f"{pull}.txt": "one\n"})
    repository.merge(1, closes=7)
    early = workshop.documents()
    repository.merge(2, closes=8)
    late = workshop.documents()
    workshop.catch_up()
    racing = workshop.sender(stranger, Racing)
    racing.meanwhile = lambda: workshop.relay(workshop.attesters(early), early)
    judged = judge_all(late)
    relayer = workshop.relayer_of(judged, racing)
    report = relayer.run(judged, workshop.attesters(late))
    assert told(report) == [("award", 1), ("award", PASSED_OVER), ("accrue", 1)]
    assert relayer.left_undone(report) == []
    assert (workshop.usdc_of("contributor"), workshop.prax_of("contributor")) == (200, 200 * PRAX)


def test_a_relayer_that_cannot_pay_for_gas_is_told_so_and_the_next_one_does_it(
    workshop: Workshop, stranger: "LocalAccount"
) -> None:
    workshop.protocol.chain.set_balance(stranger.address, 0)
    workshop.enter("contributor")
    workshop.fund(750)
    workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"})
    workshop.repository.merge(1, closes=7)
    workshop.catch_up()
    documents = workshop.documents()
    judged, attesters = judge_all(documents), workshop.attesters(documents)
    relayer = workshop.relayer_of(judged, workshop.sender(stranger, Simulating))
    poor = relayer.run(judged, attesters)
    assert [outcome.name for outcome in poor.outcomes] == ["award", "accrue"]
    assert relayer.left_undone(poor) == poor.outcomes
    assert all("not enough ether" in outcome.detail for outcome in poor.outcomes)
    assert told(workshop.relay(attesters, documents)) == [("award", 1), ("accrue", 1)]
