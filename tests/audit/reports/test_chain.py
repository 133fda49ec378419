"""The report of a real deployment in which a bit of everything happened: exact figures, and facts out of calldata."""

from typing import TYPE_CHECKING

import pytest

from praxis_chain.audit.reports import Source, Table, read_source, tables
from praxis_chain.audit.reports.calldata import LARGEST, MOST_CALLS, MOST_FACTS, facts_in, shown_facts
from praxis_chain.core.ids import hash_uri
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings.call import abi_of
from tests.audit.lying import answering
from tests.protocol import PRAX, USDC, identity

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tests.protocol import Protocol


@pytest.fixture
def read(busy: "Protocol") -> Source:
    return read_source(busy.chain, busy.record, "latest")


@pytest.fixture
def made(read: Source) -> dict[str, Table]:
    return tables(read)


def shown(value: bytes) -> str:
    return "0x" + value.hex()


def test_it_is_the_audit(read: Source, busy: "Protocol") -> None:
    assert read.report.holds
    assert read.report.block == busy.view.block
    assert len(read.events) == read.report.events
    assert read.ledger.contradictions == ()


def test_where_every_dollar_is(made: dict[str, Table]) -> None:
    assert [row[:2] for row in made["solvency"].rows] == [
        ("held", 460 * USDC), ("in pools", 360 * USDC), ("awarded, not paid", 100 * USDC), ("owed", 460 * USDC),
        ("surplus", 0), ("funded", 1_190 * USDC), ("paid", 530 * USDC), ("refunded", 200 * USDC),
    ]  # fmt: skip


def test_who_was_paid(
    made: dict[str, Table], contributor: "LocalAccount", second_contributor: "LocalAccount",
    third_contributor: "LocalAccount", busy: "Protocol",
) -> None:  # fmt: skip
    """By the amounts that the fixture's pools and completions make; the second one's wallet is the third by now."""
    table = made["payments"]
    columns = [table.place(name) for name in ("issue", "amount", "state", "wallet", "contributor_id")]
    rows = [tuple(row[place] for place in columns) for row in table.rows]
    first, second = shown(identity(contributor)), shown(identity(second_contributor))
    issue = "github:repo/10270250/issue/"
    assert rows[0] == (f"{issue}7", 450 * USDC, "paid", contributor.address, first)
    assert sorted(rows[1:3], key=lambda row: row[-1]) == sorted(  # type: ignore[arg-type, return-value]
        [(f"{issue}8", 50 * USDC, "cancelled", None, who) for who in (first, second)], key=lambda row: row[-1]
    )
    assert rows[3] == (f"{issue}8", 40 * USDC, "released", third_contributor.address, second)
    assert [row[:3] for row in rows[4:]] == [
        (f"{issue}9", 100 * USDC, "owed"),
        (f"{issue}10", 40 * USDC, "paid"),
    ]
    signers = " ".join(member.address for member in busy.members[:2])
    assert set(table.column("signers")) == {signers}
    assert set(table.column("work")) == {"github:repo/10270250/pull/9", "the explanation"}


def test_when_works_were_merged_is_in_the_calldata(read: Source, made: dict[str, Table]) -> None:
    """Each was attested as completed in the block before its award: a second or few, and 4 days till the release."""
    assert len(read.facts) == 6
    assert sorted(type(fact).__name__ for fact in read.facts.values()) == ["Closure"] + 5 * ["Commit"]
    merged, awarded = made["payments"].numbers("merged"), made["payments"].numbers("awarded")
    assert all(0 < award - merge < 60 for merge, award in zip(merged, awarded, strict=True))
    step = made["time_to_paid"].rows[0]
    assert step[:3] == ("merge to paid", 3, 0)
    assert isinstance(step[5], int)
    assert 4 * DAY < step[5] < 4 * DAY + 120


def test_contributors_hold_what_stands(made: dict[str, Table], contributor: "LocalAccount") -> None:
    held = dict(zip(made["contributors"].column("contributor_id"), made["contributors"].numbers("held"), strict=True))
    assert sorted(held.values()) == [0, 0, 46 * PRAX, 200 * PRAX]
    assert held[shown(identity(contributor))] == 0  # the fact was revoked
    assert sum(made["prax_by_category"].numbers("revoked")) == 64 * PRAX


def test_sponsors_of_the_deployment(
    made: dict[str, Table], sponsor: "LocalAccount", second_sponsor: "LocalAccount"
) -> None:
    rows = {row[0]: row[1:7] for row in made["sponsors"].rows}
    assert rows == {
        sponsor.address: (900 * USDC, 340 * USDC, 100 * USDC, 260 * USDC, 200 * USDC, 3),
        second_sponsor.address: (290 * USDC, 190 * USDC, 0, 100 * USDC, 0, 2),
    }


def test_without_reading_transactions_merge_times_are_unknown(busy: "Protocol") -> None:
    made = tables(read_source(busy.chain, busy.record, "latest", merge_times=False))
    assert set(made["payments"].column("merged")) == {None}
    assert made["time_to_paid"].rows[0] == ("merge to paid", 0, 3, None, None, None)


def test_a_node_that_lies_about_calldata_is_not_believed(busy: "Protocol", read: Source) -> None:
    """Other completion times have other hashes; other shapes are no facts."""
    asked: list[str] = []

    def alter(method: str, params: object, result: dict[str, str]) -> object:
        if method != "eth_getTransactionByHash":
            return result
        asked.append(method)
        honest = bytearray.fromhex(result["input"][2:])
        return [
            {**result, "input": "0x" + honest.replace(hash_uri("some evidence"), bytes(32)).hex()},
            {**result, "input": result["input"][:-70]},
            {**result, "input": "nonsense"},
            {},
            None,
        ][len(asked) % 5]

    assert shown_facts(answering(busy.chain, alter), read.ledger, read.events) == {}
    assert len(asked) >= 5


def test_facts_are_found_wherever_they_stand_in_calldata(busy: "Protocol") -> None:
    """A Safe, or a multicall, carries the escrow's calldata inside its own."""
    commits = [busy.commit(contributor=bytes([n]) * 32, completion=5_000, total=10_000) for n in (1, 2)]
    closure = busy.closure()
    escrow = busy.escrow
    award = escrow.award(busy.program.id, commits, busy.attest_all(*commits)).data
    many = escrow.award_many(busy.program.id, [[commits[1]], [commits[0]]], busy.attest_all(*commits)).data
    close = escrow.close(busy.program.id, closure, *busy.attest(closure)).data
    abi = abi_of("BountyEscrow")
    assert list(facts_in(abi, award)) == commits
    assert list(facts_in(abi, b"\x12\x34\x56\x78" + bytes(36) + award)) == commits
    assert list(facts_in(abi, many)) == commits[::-1]
    assert list(facts_in(abi, abi.encode_call("multicall", [[close, award]]))) == [*commits, closure]
    assert list(facts_in(abi, abi.function("award").hash[:4] + b"\xff" * 200)) == []
    assert list(facts_in(abi, b"")) == []
    begun = abi.function("award").hash[:4]
    assert list(facts_in(abi, begun * (MOST_CALLS - 1) + award)) == commits
    assert list(facts_in(abi, begun * MOST_CALLS + award)) == []


def test_calldata_in_which_everything_points_to_one_place(busy: "Protocol") -> None:
    """A thousand pointers to the same hundred Commits are 100,000 in 93 kB: no more than an honest one has are read."""
    lists = [[busy.commit()] * 100 if place == 999 else [] for place in range(1000)]
    honest = busy.escrow.award_many(busy.program.id, lists, busy.attest_all(busy.commit())).data
    length = (1000).to_bytes(32, "big")
    start = honest.index(length) + 32
    last = honest[start + 999 * 32 : start + 1000 * 32]
    bomb = honest[:start] + last * 1000 + honest[start + 1000 * 32 :]
    assert len(honest) == len(bomb) < LARGEST
    abi = abi_of("BountyEscrow")
    assert list(facts_in(abi, honest)) == [busy.commit()] * 100
    assert list(facts_in(abi, bomb)) == [busy.commit()] * MOST_FACTS
