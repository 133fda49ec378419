"""Every table of the story that is told by hand: its figures are worked out in tests/audit/story.py."""

import pytest

from praxis_chain.audit.reports import Table, Unit, Value, tables
from praxis_chain.core.ids import award_id, hash_uri
from praxis_chain.core.programs import DAY
from tests.audit.reports.told import source_of
from tests.audit.story import (
    AT_ONCE,
    CANDIDATE,
    CANDIDATE_WALLET,
    CONTRIBUTOR,
    ELSEWHERE,
    FIFTH,
    FIRST,
    FOURTH,
    GENESIS,
    LAST_WALLET,
    MEMBERS,
    NEWCOMER,
    NEWCOMER_WALLET,
    OTHER_WALLET,
    PRAX,
    REFERRER,
    REFERRER_WALLET,
    REVIEWED,
    SECOND,
    SECOND_SPONSOR,
    SPONSOR,
    THIRD,
    USDC,
    WALLET,
    WHERE,
    WORK,
    Story,
    fact,
    nth,
    tell,
)

JUNE_15, JULY_18 = 1_749_945_600, 1_752_796_800  # the first and the last day


def pick(table: Table, *names: str) -> list[tuple[Value, ...]]:
    """These columns only."""
    return [tuple(row[table.place(name)] for name in names) for row in table.rows]


def shown(value: bytes) -> str:
    return "0x" + value.hex()


def test_solvency(story: dict[str, Table]) -> None:
    assert pick(story["solvency"], "what", "amount") == [
        ("held", 180 * USDC),
        ("in pools", 180 * USDC),
        ("awarded, not paid", 0),
        ("owed", 180 * USDC),
        ("surplus", 0),
        ("funded", 1_270 * USDC),
        ("paid", 690 * USDC),
        ("refunded", 400 * USDC),
    ]


def test_programs(story: dict[str, Table]) -> None:
    at_once = (3, 1_090 * USDC, 590 * USDC, 400 * USDC, 100 * USDC, 0, 5 * DAY, 0, 30 * DAY, 10 * USDC, 100 * USDC)
    reviewed = (2, 180 * USDC, 100 * USDC, 0, 80 * USDC, 0, 5 * DAY, 3 * DAY, 30 * DAY, 10 * USDC, 100 * USDC)
    assert story["programs"].rows == [(shown(AT_ONCE.id), *at_once), (shown(REVIEWED.id), *reviewed)]


def test_bounties(story: dict[str, Table]) -> None:
    columns = ("issue", "state", "funded", "in_pool", "awarded_not_paid", "paid", "refunded", "completed", "sponsor")
    assert pick(story["bounties"], *columns, "bounty") == [
        ("github:repo/1/issue/1", "open", 750 * USDC, 100 * USDC, 0, 450 * USDC, 200 * USDC, 6_000, 1, shown(FIRST)),
        ("github:repo/1/issue/2", "paid", 100 * USDC, 0, 0, 100 * USDC, 0, 10_000, 1, shown(SECOND)),
        ("github:repo/1/issue/3", "open", 80 * USDC, 80 * USDC, 0, 0, 0, 0, 1, shown(THIRD)),
        ("github:repo/1/issue/4", "closed", 300 * USDC, 0, 0, 100 * USDC, 200 * USDC, 0, 0, shown(FOURTH)),
        ("github:repo/1/issue/5", "paid", 40 * USDC, 0, 0, 40 * USDC, 0, 10_000, 1, shown(FIFTH)),
    ]
    assert story["bounties"].column("work") == ["github:repo/1/pull/6", None, None, None, "github:repo/1/pull/6"]


def test_what_moved_day_by_day(story: dict[str, Table]) -> None:
    table = story["money_over_time"]
    assert [name for name, *_ in table.rows[:2]] == ["2025-06-15", "2025-06-16"]
    assert [row[1] for row in table.rows] == list(range(JUNE_15, JULY_18 + 1, DAY))
    moved = {row[0]: row[2:] for row in table.rows if any(row[2:])}
    assert moved == {
        "2025-06-15": (930 * USDC, 730 * USDC, 180 * USDC, 450 * USDC, 0, 3, 1),
        "2025-06-18": (340 * USDC, 140 * USDC, 0, 240 * USDC, 200 * USDC, 2, 3),
        "2025-07-18": (0, 0, 0, 0, 200 * USDC, 0, 0),
    }


def test_where_the_money_was_day_by_day(story: dict[str, Table]) -> None:
    """FIRST is locked until 20 June, and its 300 are in a locked pool till then."""
    rows = {row[0]: row[2:] for row in story["stock_over_time"].rows}
    assert rows["2025-06-15"] == (80 * USDC, 300 * USDC, 0, 100 * USDC, 1, 1)
    assert rows["2025-06-19"] == (80 * USDC, 300 * USDC, 0, 0, 1, 1)
    assert rows["2025-06-20"] == (380 * USDC, 0, 0, 0, 0, 2)
    assert rows["2025-07-18"] == (180 * USDC, 0, 0, 0, 0, 2)


def test_payments(story: dict[str, Table]) -> None:
    columns = ("issue", "work", "amount", "state", "wallet", "completion", "fee", "contributor_id", "fact", "award")
    first, second, third, fourth, fifth = (f"github:repo/1/issue/{number}" for number in range(1, 6))
    pull, words = "github:repo/1/pull/6", "the explanation"

    def last(bounty: bytes, who: bytes, name: str, work: bytes = WORK) -> tuple[str, str, str]:
        return shown(who), shown(fact(name)), shown(award_id(bounty, work, who))

    nothing = bytes(32)
    explained = last(FOURTH, CANDIDATE, "cannot be done", nothing)
    assert pick(story["payments"], *columns) == [
        (first, pull, 450 * USDC, "paid", WALLET, 6_000, 0, *last(FIRST, CONTRIBUTOR, "commit")),
        (second, pull, 70 * USDC, "cancelled", None, 7_000, 0, *last(SECOND, CONTRIBUTOR, "seven tenths")),
        (second, pull, 30 * USDC, "cancelled", None, 3_000, 0, *last(SECOND, REFERRER, "three tenths")),
        (second, pull, 100 * USDC, "released", WALLET, 10_000, 0, *last(SECOND, CONTRIBUTOR, "all of it")),
        (third, words, 80 * USDC, "cancelled", None, 0, 0, *last(THIRD, CANDIDATE, "a duplicate", nothing)),
        (
            fourth,
            words,
            100 * USDC,
            "paid",
            CANDIDATE_WALLET,
            0,
            0,
            *explained,
        ),
        (fifth, pull, 40 * USDC, "released", ELSEWHERE, 10_000, 5, *last(FIFTH, NEWCOMER, "newcomer's")),
    ]
    assert set(story["payments"].column("signers")) == {f"{MEMBERS[0]} {MEMBERS[1]}"}
    assert set(story["payments"].column("merged")) == {None}


def test_how_long_payments_took(story: dict[str, Table]) -> None:
    """Two were paid at once, one two minutes after, one three days and three minutes after: 259,380 seconds."""
    assert story["time_to_paid"].rows == [
        ("merge to paid", 0, 4, None, None, None),
        ("merge to award", 0, 4, None, None, None),
        ("award to paid", 4, 0, 0, 259_380, 259_380),
    ]
    assert story["time_to_paid_distribution"].numbers("award_to_paid") == [2, 1, 0, 0, 0, 0, 1, 0, 0]
    assert sum(story["time_to_paid_distribution"].numbers("merge_to_paid")) == 0


def test_sponsors(story: dict[str, Table]) -> None:
    """Of the 450 of FIRST two thirds were the sponsor's."""
    columns = ("sponsor", "funded", "paid", "owed", "in_pools", "refunded", "bounty")
    assert pick(story["sponsors"], *columns) == [
        (SPONSOR, 720 * USDC, 440 * USDC, 0, 80 * USDC, 200 * USDC, 4),
        (SECOND_SPONSOR, 550 * USDC, 250 * USDC, 0, 100 * USDC, 200 * USDC, 2),
    ]
    assert story["sponsors"].rows[1][-2] == GENESIS + 10 * 60


def test_contributors(story: dict[str, Table]) -> None:
    columns = ("standing", "paid", "owed", "held", "commit", "attempt", "award", "referral", "wallet", "contributor_id")
    assert pick(story["contributors"], *columns) == [
        ("Resident", 550 * USDC, 0, 0, 0, 0, 2, 0, LAST_WALLET, shown(CONTRIBUTOR)),
        ("Resident", 100 * USDC, 0, 0, 0, 0, 1, 0, OTHER_WALLET, shown(CANDIDATE)),
        ("none", 40 * USDC, 0, 0, 0, 0, 1, 0, NEWCOMER_WALLET, shown(NEWCOMER)),
        ("Resident", 0, 0, 50 * PRAX, 0, 0, 0, 1, REFERRER_WALLET, shown(REFERRER)),
    ]
    assert story["contributors"].column("referrer_id") == [None, shown(REFERRER), None, None]


def test_steps_on_the_ladder(story: dict[str, Table]) -> None:
    assert pick(story["standings"], "recorded", "before", "after", "referrer_id", "contributor_id") == [
        (GENESIS + 180, "none", "Resident", None, shown(CONTRIBUTOR)),
        (GENESIS + 300, "none", "Resident", None, shown(REFERRER)),
        (GENESIS + 420, "none", "Resident", shown(REFERRER), shown(CANDIDATE)),
    ]
    assert {row[2:] for row in story["standing_over_time"].rows} == {(0, 0, 3, 0)}


def test_stakeholders_by_kind(story: dict[str, Table]) -> None:
    assert story["stakeholders"].rows == [
        ("BOP", 0, 0, 0, 0, 0),
        ("Resident", 3, 3, 0, 50 * PRAX, 650 * USDC),
        ("applicant as BOP", 0, 0, 0, 0, 0),
        ("applicant for residency", 0, 0, 0, 0, 0),
        ("none", 1, 1, 0, 0, 40 * USDC),
    ]


def test_prax_that_was_burned_does_not_stand(story: dict[str, Table]) -> None:
    by_category = {row[0]: row[1:] for row in story["prax_by_category"].rows}
    assert len(by_category) == 10
    assert by_category.pop("governance") == ("infrastructure", 0, 64 * PRAX, 0, 0, 0, None, None)
    assert {row[1:] for row in by_category.values()} == {(0, 0, 0, 0, 0, None, None)}
    over_time = story["prax_over_time"]
    assert sum(over_time.numbers("governance")) == over_time.numbers("governance")[0] == 64 * PRAX
    assert over_time.numbers("referrals")[0] == 50 * PRAX
    assert over_time.numbers("revoked")[-1] == 64 * PRAX
    assert set(story["quality_over_time"].column("mean_quality")) == {None}


def test_scale_of_demand(story: dict[str, Table]) -> None:
    assert story["scale"].rows == [
        ("issues with money that anybody may take", 2, 180 * USDC, 80 * USDC, 100 * USDC),
        ("issues with money that somebody works on", 0, 0, None, None),
        ("payments", 4, 690 * USDC, 100 * USDC, 450 * USDC),
        ("awards not paid yet", 0, 0, None, None),
        ("people paid", 3, 690 * USDC, 100 * USDC, 550 * USDC),
        ("sponsors", 2, 1_270 * USDC, 550 * USDC, 720 * USDC),
        ("sponsors who came back for another issue", 2, 1_270 * USDC, 550 * USDC, 720 * USDC),
    ]
    assert story["demand_by_size"].rows[:4] == [
        ("under $50", 0, 0, 1, 40 * USDC),
        ("$50 to $100", 1, 80 * USDC, 0, 0),
        ("$100 to $250", 1, 100 * USDC, 2, 200 * USDC),
        ("$250 to $500", 0, 0, 1, 450 * USDC),
    ]
    assert pick(story["open_work"], "issue", "pool", "state", "remaining", "sponsor", "locked_until") == [
        ("github:repo/1/issue/1", 100 * USDC, "open", 4_000, 1, None),
        ("github:repo/1/issue/3", 80 * USDC, "open", 10_000, 1, None),
    ]


def test_attesters(story: dict[str, Table]) -> None:
    """Two of three signed each of 23 roots; the third was removed in the end."""
    assert pick(story["attesters"], "attester", "is_member", "attestation", "root", "part") == [
        (MEMBERS[0], True, 23, 23, 10_000),
        (MEMBERS[1], True, 23, 23, 10_000),
        (MEMBERS[2], False, 0, 23, 0),
    ]
    assert story["attesters"].column("member_until")[:2] == [None, None]
    assert isinstance(story["attesters"].rows[2][6], int)


def test_the_audit_itself(story: dict[str, Table]) -> None:
    (row,) = story["audit"].rows
    assert row[:3] == ("a told history", 31_337, 4_321)
    assert row[3] == shown(hash_uri("the last block"))
    assert row[5:7] == (True, 3)
    assert row[-2:] == (True, 0)
    assert story["findings"].rows == []
    assert story["not_checked"].rows == [
        ("whether the facts are true", "the evidence was not collected and judged again", False, 3)
    ]


@pytest.mark.parametrize("unit", [Unit.HASH, Unit.ADDRESS])
def test_ids_and_addresses_are_whole(story: dict[str, Table], unit: Unit) -> None:
    length = 66 if unit is Unit.HASH else 42
    seen = 0
    for table in story.values():
        for column in table.columns:
            if column.unit is unit:
                cells = [value for value in table.column(column.name) if value is not None]
                assert all(isinstance(cell, str) and len(cell) == length for cell in cells), column
                seen += len(cells)
    assert seen > 10


def test_no_text_is_empty(story: dict[str, Table], months: dict[str, Table]) -> None:
    """In CSV, an empty cell is what is unknown."""
    for table in (*story.values(), *months.values()):
        assert all(cell != "" for row in table.rows for cell in row), table.name


def test_a_closed_pool_is_offered_to_nobody() -> None:
    """After FOURTH was explained, and before its sponsor took the other 200 back."""
    events = tell()[: nth(tell(), "Refunded")]
    made = tables(source_of(events))
    assert [str(issue)[-1] for issue in made["open_work"].column("issue")] == ["1", "3"]
    assert made["stock_over_time"].rows[-1][2:] == (80 * USDC, 300 * USDC, 200 * USDC, 0, 1, 1)
    assert sum(made["demand_by_size"].numbers("open")) == 380 * USDC


def test_who_left_the_committee_is_asked_no_more() -> None:
    story = Story().next().deployed()
    story.next().linked(CONTRIBUTOR, WALLET)
    story.next().say(WHERE.attesters, "MemberRemoved", member=MEMBERS[0])
    story.say(WHERE.attesters, "Configured", configuration=2, memberCount=2, oldQuorum=2, newQuorum=2)
    story.next().attest(fact("admission"), by=(1, 2))
    source = source_of(story.events)
    assert source.ledger.contradictions == ()
    assert pick(tables(source)["attesters"], "attester", "is_member", "attestation", "root", "part") == [
        (MEMBERS[1], True, 2, 2, 10_000),
        *sorted([(MEMBERS[0], False, 1, 1, 10_000), (MEMBERS[2], True, 1, 2, 5_000)]),
    ]
