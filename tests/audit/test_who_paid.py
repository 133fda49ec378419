"""Looking up who was paid: by every name that somebody may have, the newest first."""

import pytest

from praxis_chain.audit.payments import Payment, payments
from praxis_chain.audit.who_paid import who_paid
from praxis_chain.core.errors import WrongInput
from praxis_chain.core.ids import award_id, hash_uri, wallet_contributor
from praxis_chain.core.ledger import Ledger

from . import story
from .story import (
    CANDIDATE_WALLET,
    CONTRIBUTOR,
    ELSEWHERE,
    FIFTH,
    FOURTH,
    NEWCOMER,
    SECOND,
    SPONSOR,
    THIRD,
    URIS,
    USDC,
    WHERE,
    WORK,
    Story,
    fact,
    nth,
    tell,
)


def paid(wanted: str | None = None) -> tuple[Payment, ...]:
    return who_paid(payments(Ledger.from_events(tell(), WHERE), tell()), wanted)


def test_the_newest_first_by_what_last_happened() -> None:
    moments = [one.settled or one.awarded for one in paid()]
    assert [moment.block for moment in moments] == sorted((moment.block for moment in moments), reverse=True)
    assert (paid()[0].award, paid()[-1].completion) == (award_id(FIFTH, WORK, NEWCOMER), 6_000)
    assert len(paid()) == 7


@pytest.mark.parametrize(
    ("wanted", "amounts"),
    [
        (URIS[1], [100, 70, 30]),
        ("0x" + hash_uri(URIS[1]).hex(), [100, 70, 30]),
        ("0x" + SECOND.hex(), [100, 70, 30]),
        ("github:repo/1/pull/6", [40, 100, 70, 30, 450]),
        ("github:repo/1/pull/7", []),
        ("0x" + CONTRIBUTOR.hex(), [100, 70, 450]),
        (next(f"github:user/{n}" for n in range(1, 5) if hash_uri(f"github:user/{n}") == NEWCOMER), [40]),
        (CANDIDATE_WALLET, [100]),
        (ELSEWHERE, [40]),
        (SPONSOR, []),
        ("0x" + fact("commit").hex(), [450]),
        ("0x" + award_id(SECOND, WORK, CONTRIBUTOR).hex(), [100, 70]),
        ("0x" + tell()[nth(tell(), "Released")].tx_hash.hex(), [100]),
        ("0x" + tell()[nth(tell(), "Awarded", 2)].tx_hash.hex(), [70, 30]),
        ("0x" + "11" * 32, []),
    ],
)  # fmt: skip
def test_by_name_id_or_wallet(wanted: str, amounts: list[int]) -> None:
    assert sorted(one.amount // USDC for one in paid(wanted)) == sorted(amounts)


def test_a_closed_issue_names_its_own_only() -> None:
    assert {one.bounty for one in paid(URIS[2])} == {THIRD}
    assert {one.bounty for one in paid(URIS[3])} == {FOURTH}


def test_a_wallet_that_is_a_contributor_is_found_before_anything_was_released() -> None:
    told = Story().next().deployed().next().funded(5, SPONSOR, 40 * USDC).next()
    told.attest(fact("a")).awarded(FIFTH, wallet_contributor(story.STRANGER), "a", 10_000, 40 * USDC)
    found = who_paid(payments(Ledger.from_events(told.events, WHERE), told.events), story.STRANGER)
    assert [(one.amount, one.wallet) for one in found] == [(40 * USDC, story.STRANGER)]
    told.next().cancelled(FIFTH, wallet_contributor(story.STRANGER), "a", 40 * USDC)
    found = who_paid(payments(Ledger.from_events(told.events, WHERE), told.events), story.STRANGER)
    assert [(one.amount, one.wallet) for one in found] == [(40 * USDC, None)]


@pytest.mark.parametrize("wanted", ["somebody", "", "0x12", "github:user/name", "7\n", "0x" + "zz" * 20])
def test_anything_else_is_one_sentence(wanted: str) -> None:
    with pytest.raises(WrongInput, match="is no issue, work, contributor or wallet"):
        who_paid((), wanted)


def test_a_misspelt_wallet_is_said_to_be_so() -> None:
    with pytest.raises(WrongInput, match="misspelt"):
        who_paid((), "0xF39fd6e51aad88F6F4ce6aB8827279cffFb92266")
