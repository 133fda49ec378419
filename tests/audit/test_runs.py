"""Real histories: the ledger of their events is what storage and USDC hold, and their books are in order."""

from random import Random
from typing import TYPE_CHECKING

import pytest

from praxis_chain.audit.books import as_beancount, as_hledger, double_entry
from praxis_chain.audit.history import history
from praxis_chain.audit.internal import audit
from tests.audit.bookkeepers import bean_check, hledger_check
from tests.audit.runs import STEPS, Run

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tests.protocol import Protocol

STEPS_EACH = 70


@pytest.mark.parametrize("seed", range(5))
def test_any_history_adds_up(
    protocol: "Protocol",
    sponsor: "LocalAccount",
    second_sponsor: "LocalAccount",
    contributor: "LocalAccount",
    second_contributor: "LocalAccount",
    third_contributor: "LocalAccount",
    stranger: "LocalAccount",
    seed: int,
) -> None:
    numbers = Random(seed)
    run = Run(protocol, (sponsor, second_sponsor), (contributor, second_contributor, third_contributor, stranger))
    for _ in range(STEPS_EACH):
        run.step(numbers.randrange(len(STEPS) * 720))
    report = audit(protocol.chain, protocol.record, "latest")
    assert report.findings == ()
    assert report.exit_code == 0
    assert run.took.total() > STEPS_EACH / 4
    found = history(protocol.chain, protocol.record, "latest")
    books = double_entry(found.ledger, found.events, report.figures["usdc_held"])
    assert bean_check("\n".join([*as_beancount(books), ""])) == ""
    assert hledger_check("\n".join([*as_hledger(books), ""])) == ""
