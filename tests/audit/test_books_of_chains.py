"""The books of a real deployment: in order by two strangers' programs, and ending with what USDC itself says."""

from typing import TYPE_CHECKING

import pytest

from praxis_chain.audit.books import as_beancount, as_hledger, double_entry
from praxis_chain.audit.index import read
from praxis_chain.audit.reckoning import addresses_of
from praxis_chain.core.ledger import Ledger
from praxis_chain.evm.client import Client
from praxis_chain.evm.deployments import bind
from tests.audit.bookkeepers import BOOKKEEPERS

if TYPE_CHECKING:
    from tests.protocol import Protocol

WRITERS = {"beancount": as_beancount, "hledger": as_hledger}


@pytest.mark.parametrize("program", BOOKKEEPERS)
def test_the_books_end_with_what_the_token_says(busy: "Protocol", program: str) -> None:
    _, check = BOOKKEEPERS[program]
    view, contracts = Client(busy.chain).at("latest"), bind(busy.record)
    events = read(view, contracts).events
    ledger = Ledger.from_events(events, addresses_of(contracts, busy.chain.chain_id), view.block.timestamp)
    held = view.call(contracts.usdc, "balanceOf", contracts.escrow.address)
    books = double_entry(ledger, events, held)
    assert {entry.what for entry in books.entries} == {
        "funded", "awarded", "awarded for an explanation", "paid", "cancelled", "released", "refunded",
        "accrued", "accrued for a referral", "revoked",
    }  # fmt: skip
    assert held > 0
    assert check("\n".join([*WRITERS[program](books), ""])) == ""
    short = double_entry(ledger, events, held - 1)
    assert check("\n".join([*WRITERS[program](short), ""])) != ""
