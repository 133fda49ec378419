"""Each consequence stands or fails alone: whatever goes wrong with one step is recorded, and the rest is done."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.gas import committed
from praxis_chain.core.errors import Incomplete, NetworkFailed, PraxisError, Refused, WrongInput
from praxis_chain.evm.abi import Contract
from praxis_chain.evm.rpc import RpcError
from praxis_chain.evm.sender import GAS_CAP
from praxis_chain.evm.transactions import Prepared, Receipt
from praxis_chain.oracle import Report, judge_all
from praxis_chain.oracle.submission import MOST_PER_TRANSACTION
from tests.oracle.test_awards import land
from tests.oracle.workshop import Simulating, Workshop, told


class Troubled(Simulating):
    """A sender to whom something happens in `execute`, or that needs more gas in `prepare`.

    The trouble is made up, since no node here can be brought to make it; the chain behind it is real.
    """

    trouble: Callable[[Prepared], PraxisError | None] = staticmethod(lambda _: None)
    gas_of: Callable[[int], int] = staticmethod(lambda _: 1)
    sent: list[str]

    def prepare(self, contract: Contract, function: str, *args: Any, value: int = 0) -> Prepared:
        items = max(len(argument) for argument in args if isinstance(argument, list))
        return replace(super().prepare(contract, function, *args, value=value), gas=16_000_000 * self.gas_of(items))

    def execute(self, prepared: Prepared, announce: Callable[[bytes], None] | None = None) -> Receipt | None:
        self.sent = [*getattr(self, "sent", []), prepared.action]
        if error := self.trouble(prepared):
            raise error
        return super().execute(replace(prepared, gas=16_000_000), announce)


@pytest.fixture
def three_merged(workshop: Workshop) -> Workshop:
    """Three funded issues, three merged works, one contributor."""
    workshop.enter("contributor")
    for issue in (7, 8, 9):
        workshop.fund(100, issue)
        land(workshop, issue, "contributor", issue)
    return workshop


def relay_in_trouble(workshop: Workshop, **trouble: Any) -> tuple[Report, Troubled]:
    """One pass through a troubled sender."""
    workshop.catch_up()
    documents = workshop.documents()
    judged, sender = judge_all(documents), workshop.sender(workshop.relayer, Troubled)
    for name, value in trouble.items():
        setattr(sender, name, value)
    report = workshop.relayer_of(judged, sender).run(judged, workshop.attesters(documents))
    return report, sender


@pytest.mark.parametrize("kind", [Incomplete, NetworkFailed, Refused, WrongInput, PraxisError])
def test_an_award_that_fails_stops_no_accrual_and_is_not_sent_in_parts(
    three_merged: Workshop, kind: type[PraxisError]
) -> None:
    def trouble(prepared: Prepared) -> PraxisError | None:
        return kind("Something happened.") if "award" in prepared.action else None

    report, sender = relay_in_trouble(three_merged, trouble=trouble)
    assert sender.sent == ["BountyEscrow.awardMany", "Prax.accrueMany"]
    assert told(report) == [("award", "Something happened."), ("accrue", 3)]
    assert told(three_merged.relay()) == [("award", 3)]


def test_a_release_that_fails_stops_no_other(workshop: Workshop) -> None:
    for issue, role in ((7, "contributor"), (8, "rival")):
        workshop.fund(100, issue)
        land(workshop, issue, role, issue)
    workshop.relay()
    workshop.enter("contributor", "rival", standing=None)
    failed: list[Prepared] = []

    def trouble(prepared: Prepared) -> PraxisError | None:
        failed.append(prepared)
        return Incomplete("It was not mined in time.") if len(failed) == 1 else None

    report, _ = relay_in_trouble(workshop, trouble=trouble)
    assert told(report) == [("release", "It was not mined in time."), ("release", 1)]


def test_what_needs_more_gas_than_a_transaction_may_have_is_sent_in_parts(three_merged: Workshop) -> None:
    report, _ = relay_in_trouble(three_merged, gas_of=lambda items: 1 if items < 3 else 2)
    assert told(report) == [("award", 1), ("award", 2), ("accrue", 1), ("accrue", 2)]


def test_one_award_alone_that_needs_too_much_gas_is_recorded(workshop: Workshop) -> None:
    workshop.enter("contributor", standing=None)
    workshop.fund(100)
    land(workshop, 1)
    report, sender = relay_in_trouble(workshop, gas_of=lambda _: 2)
    assert not hasattr(sender, "sent")
    assert told(report) == [("award", "BountyEscrow.award needs 32,000,000 gas; a transaction may have 16,777,216.")]


def test_what_a_node_refuses_to_estimate_is_tried_in_parts(three_merged: Workshop) -> None:
    def estimate(items: int) -> int:
        if items == 3:
            raise RpcError("the node", "eth_estimateGas", -32000, "gas required exceeds allowance")
        return 1

    report, _ = relay_in_trouble(three_merged, gas_of=estimate)
    assert told(report) == [("award", 1), ("award", 2), ("accrue", 1), ("accrue", 2)]


def test_as_many_go_into_a_transaction_as_fit() -> None:
    """By the committed measurements, each as if it came alone, and the dearest kind of each."""
    gas = {operation["operation"]: operation["per_item"] for operation in committed()}
    for operation in ("award_review", "accrue_batch_50_new", "release"):
        assert MOST_PER_TRANSACTION * gas[operation] < GAS_CAP


def test_a_report_of_ones_own_tells_what_was_done_when_the_chain_falls_silent(
    three_merged: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = three_merged
    workshop.catch_up()
    documents, chain, report = workshop.documents(), workshop.protocol.chain, Report()
    judged, request = judge_all(documents), chain.request

    def fall_silent(method: str, *params: Any) -> Any:
        if report.done and method == "eth_getBlockByNumber":
            raise NetworkFailed("The node does not answer.")
        return request(method, *params)

    monkeypatch.setattr(chain, "request", fall_silent)
    with pytest.raises(NetworkFailed, match="The node does not answer"):
        workshop.relayer_of(judged).run(judged, workshop.attesters(documents), report)
    monkeypatch.undo()
    assert told(report) == [("award", 3)]
    assert told(workshop.relay()) == [("accrue", 3)]
