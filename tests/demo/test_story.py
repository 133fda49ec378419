"""The demo tells what happened: every figure it shows is exact, and is what the chain holds."""

from typing import Any

import pytest

from praxis_chain.core.ids import bounty_id, subject_id
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import Bounty
from praxis_chain.evm.local_usdc import package_folder

from .conftest import Told

USDC = 10**6  # base units
PRAX = 10**18  # wei

TITLES = [
    "The contracts stand",
    "Two sponsors pool 500 + 250 USDC on one issue",
    "Four people link their wallets and apply for residency",
    "A contributor opens work, a maintainer calls it good, the bounty locks",
    "A rival is refused, by the contract itself",
    "The merge lands, two of three attesters sign, one transaction pays",
    "The relayer runs again, and nothing happens",
    "An honest dead end earns the closing award, and its attempt share",
    "A partial result pays 60%, and the sponsors take back exactly the rest",
    "A referral succeeds",
    "The audit holds",
    "One balance is tampered with in the chain's own storage, and the audit names it",
]

FIGURES: list[dict[str, Any]] = [
    {},
    {"pool": 750 * USDC},
    {"links": 4, "facts": 8, "roots": 1},
    {},
    {},
    {"paid": 750 * USDC, "prax": 100 * PRAX, "signatures": 2},
    {"transactions": 0},
    {"closing_award": 100 * USDC, "attempt_prax": 10 * PRAX, "refunded": 200 * USDC},
    {"paid": 1_500 * USDC, "first_refund": 600 * USDC, "second_refund": 400 * USDC},
    {"referral_prax": 50 * PRAX},
    {"holds": True, "owed": 400 * USDC},
    {"finding": "P1-1", "invariant": "P1", "exit_code": 3},
]


def test_every_scene_is_told_in_order(told: Told) -> None:
    assert [scene.title for scene in told.scenes] == TITLES


@pytest.mark.parametrize("place", range(len(FIGURES)), ids=TITLES)
def test_its_figures_are_exact(told: Told, place: int) -> None:
    figures = told.scenes[place].figures
    assert {name: figures[name] for name in FIGURES[place]} == FIGURES[place]


def test_it_uses_circles_own_usdc_where_it_is_installed(told: Told) -> None:
    assert told.scenes[0].figures["circle_usdc"] is (package_folder() is not None)


def test_the_lock_lasts_five_days(told: Told) -> None:
    figures = told.scenes[3].figures
    assert int(figures["lock_end"]) - int(figures["lock_start"]) == 5 * DAY


def test_the_contract_refuses_the_rival_and_the_early_refund_by_name(told: Told) -> None:
    assert "[LockHeld(holder=0x" in str(told.scenes[4].figures["refusal"])
    assert "[Committed(until=" in str(told.scenes[8].figures["early_refund"])


def test_the_gas_it_tells_is_that_of_real_transactions(told: Told) -> None:
    gas = {name: int(value) for scene in told.scenes for name, value in scene.figures.items() if name.endswith("_gas")}
    assert gas.keys() == {
        "fund_first_gas", "fund_second_gas", "link_gas", "lock_gas", "award_gas", "accrue_gas", "close_gas",
        "referral_gas",
    }  # fmt: skip
    assert all(40_000 < used < 250_000 for used in gas.values())
    assert sum(gas.values()) < told.town.gas
    assert told.town.transactions == 33


def test_the_chain_holds_what_was_told(told: Told) -> None:
    town = told.town
    assert {role: town.usdc_of(role) // USDC for role in ("contributor", "rival", "explainer", "referrer")} == {
        "contributor": 2_250, "rival": 0, "explainer": 100, "referrer": 0,
    }  # fmt: skip
    assert (town.usdc_of("sponsor"), town.usdc_of("second sponsor")) == (800 * USDC, 400 * USDC)
    assert town.prax_of("referrer") == 50 * PRAX
    # 100 for the report; 10% + 90% × 60% of 100 for the port
    assert town.prax_of("contributor") == 164 * PRAX
    assert town.contracts.escrow.totals(town.view).escrowed == 400 * USDC
    assert [bounty_of(told, issue).is_closed for issue in (1, 2, 3, 4)] == [True, True, False, False]


def test_what_was_tampered_with_is_there(told: Told) -> None:
    assert told.town.prax_of("rival") == 1_000_000 * PRAX


def test_no_line_holds_what_a_person_cannot_read(told: Told) -> None:
    for scene in told.scenes:
        for line in scene.lines:
            assert line[0].isupper() or line[0].isdigit()
            assert line.endswith((".", ":"))
            assert not {"None", "b'", "{", "}"} & set(line.split())


def bounty_of(told: Told, issue: int) -> Bounty:
    town = told.town
    bounty = bounty_id(town.program.id, subject_id(town.repository.subject(issue)))
    return town.contracts.escrow.bounty(town.view, bounty)
