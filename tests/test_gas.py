"""Gas: the arithmetic of floors by hand, the committed figures, and that nothing grew."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.floor import Declared, account, differences, read_declared
from benchmarks.gas import committed, committed_gas, require_not_grown
from benchmarks.limits import least, read_limits
from benchmarks.operations import OPERATIONS, measure
from benchmarks.page import PAGE_FILE, page
from benchmarks.schedule import read_schedule
from benchmarks.stage import GENESIS, build
from benchmarks.trace import CLASSES, Trace
from praxis_chain.core.errors import Refused
from praxis_chain.evm.anvil import find_anvil
from praxis_chain.evm.local import require_local
from praxis_chain.evm.local_usdc import package_folder
from praxis_chain.evm.networks import ANVIL, EMBEDDED, open_network

ROOT = Path(__file__).resolve().parents[1]
SCHEDULE = read_schedule()

NAMES = [
    "fund_first", "fund_new_sponsor", "fund_top_up", "fund_permit", "fund_authorization", "lock", "lock_renew",
    "award_pay", "award_review", "award_pay_batch_10", "award_pay_batch_100", "release", "refund", "link", "accrue",
    "accrue_batch_50_known", "accrue_batch_50_new",
]  # fmt: skip


def traced(
    gas: int = 100_000, data: bytes = b"", logs: dict[tuple[str, str, str], int] | None = None, **kinds: int
) -> Trace:
    """A transaction that touched `Bank` so many times; `logs`: event → gas of one."""
    touched = Counter({(kind, "Bank", ""): count for kind, count in kinds.items()})
    emitted = logs or {}
    return Trace(gas, data, touched, Counter(dict.fromkeys(emitted, 1)), emitted, {})


def declared(tmp_path: Path, floor: list[str], items: int = 1, **promises: list[str]) -> Declared:
    """What `unavoidable.toml` would make of these lines."""
    file = tmp_path / "unavoidable.toml"
    lines = [f"{json.dumps(name)} = {json.dumps(content)}" for name, content in promises.items()]
    text = f'[shared]\nboth = ["read Bank: a", "read Bank: b"]\n[it]\ndoes = "it"\nfloor = {json.dumps(floor)}\n'
    file.write_text("\n".join([text, "[it.promises]", *lines]), encoding="utf-8")
    return read_declared({"it": items}, file)["it"]


# -- prices -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "gas", "refund"),
    [
        ("account", 2_600, 0), ("read", 2_100, 0), ("change", 5_000, 0), ("new", 22_100, 0), ("clear", 5_000, 4_800),
        ("restore", 22_200, 19_900), ("recover", 3_000, 0),
    ],
)  # fmt: skip
def test_what_each_kind_costs(kind: str, gas: int, refund: int) -> None:
    price = SCHEDULE.kinds[kind]
    assert (price.gas, price.refund) == (gas, refund)


def test_calldata_costs_4_and_16_a_byte() -> None:
    assert SCHEDULE.intrinsic(b"") == 21_000
    assert SCHEDULE.intrinsic(bytes(10) + b"\1" * 3) == 21_000 + 40 + 48


def test_a_transaction_pays_at_least_10_a_token() -> None:
    assert SCHEDULE.least(bytes(10) + b"\1" * 3) == 21_000 + 10 * (10 + 12)


def test_a_log_costs_by_topics_and_bytes() -> None:
    assert SCHEDULE.log(3, 32) == 1_756  # ERC-20's Transfer


def test_a_refund_is_at_most_a_fifth() -> None:
    assert SCHEDULE.after_refund(100_000, 4_800) == 95_200
    assert SCHEDULE.after_refund(22_200, 19_900) == 22_200 - 4_440


# -- floors -----------------------------------------------------------------------------------------------------------


def test_a_floor_counts_each_thing_once(tmp_path: Path) -> None:
    paid = ("log", "Bank", "Paid")
    said = declared(tmp_path, ["account Bank: it", "2 change Bank: from and to", "@both", "log Bank: Paid"])
    trace = traced(60_000, b"\1" * 4, {paid: 1_756}, account=1, change=2, read=2)
    assert account(said, trace, SCHEDULE).floor == 21_064 + 2_600 + 2 * 5_000 + 2 * 2_100 + 1_756
    assert differences(said, trace) == []


def test_promises_are_what_comes_on_top(tmp_path: Path) -> None:
    said = declared(tmp_path, ["change Bank: it"], solvency=["change Bank: totals"], votes=["new Bank: a checkpoint"])
    accounted = account(said, traced(60_000, change=2, new=1), SCHEDULE)
    assert accounted.floor == 26_000
    assert accounted.promises == {"solvency": 5_000, "votes": 22_100}
    assert accounted.overhead == 60_000 - 26_000 - 5_000 - 22_100
    assert accounted.ratio == 2.308


def test_each_is_once_per_item_and_a_number_is_not(tmp_path: Path) -> None:
    said = declared(tmp_path, ["each new Bank: the award", "3 recover elsewhere: signatures"], items=10)
    assert said.floor == {("new", "Bank", ""): 10, ("recover", "elsewhere", ""): 3}


def test_a_floor_is_after_refunds(tmp_path: Path) -> None:
    assert account(declared(tmp_path, ["clear Bank: it"]), traced(clear=1), SCHEDULE).floor == 21_000 + 5_000 - 4_800
    assert account(declared(tmp_path, ["restore Bank: it"]), traced(restore=1), SCHEDULE).floor == 43_200 - 8_640


def test_a_floor_is_never_below_what_calldata_alone_costs(tmp_path: Path) -> None:
    said = declared(tmp_path, ["read Bank: it"])
    assert account(said, traced(data=b"\1" * 1_000), SCHEDULE).floor == 21_000 + 40 * 1_000


def test_what_is_touched_and_not_declared_is_named(tmp_path: Path) -> None:
    said = declared(tmp_path, ["2 read Bank: it", "log Bank: Paid"])
    assert differences(said, traced(read=3, new=1)) == [
        "log Bank: Paid: 0 in the transaction, 1 declared",
        "new Bank: 1 in the transaction, 0 declared",
        "read Bank: 3 in the transaction, 2 declared",
    ]


def test_a_line_that_says_nothing_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be understood: 'reads Bank'"):
        declared(tmp_path, ["reads Bank"])


# -- the committed figures --------------------------------------------------------------------------------------------


def test_the_operations_have_the_names_that_others_look_for() -> None:
    assert [figure["operation"] for figure in committed()] == NAMES
    assert list(OPERATIONS) == NAMES


@pytest.mark.parametrize("figure", committed(), ids=NAMES)
def test_each_figure_adds_up(figure: dict[str, Any]) -> None:
    items = OPERATIONS[figure["operation"]][1]
    assert figure["items"] == items
    assert figure["per_item"] * items - figure["gas"] in range(items)
    assert figure["ratio"] == round(figure["gas"] / figure["floor"], 3)
    assert figure["gas"] == figure["floor"] + sum(figure["promises"].values()) + figure["overhead"]
    assert figure["gas"] == sum(figure["breakdown"].values())
    assert figure["breakdown"].keys() <= set(CLASSES)
    assert figure["breakdown"].get("new_slots", 0) >= figure["new_slots"] * SCHEDULE["slot_set"]
    assert 0 <= figure["usdc_computing"] < figure["overhead"]


def test_the_page_is_made_of_the_figures() -> None:
    assert PAGE_FILE.read_text(encoding="utf-8") == page(committed()), "run ./praxis gas"


def test_the_readme_rounds_the_figures() -> None:
    rows = re.findall(r"^\| (.+) \| ([\d,]+) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    names = ("fund_first", "award_pay", "award_pay_batch_100", "release", "refund")
    per_item = {figure["operation"]: figure["per_item"] for figure in committed()}
    assert [gas for _, gas in rows] == [f"{round(per_item[name], -3):,}" for name in names]


def test_every_operation_of_the_table_is_declared() -> None:
    assert list(read_declared({name: items for name, (_, items) in OPERATIONS.items()})) == NAMES


# -- what we aimed at -------------------------------------------------------------------------------------------------

LIMITS = read_limits()


@pytest.mark.parametrize("name", LIMITS)
def test_no_figure_is_above_its_limit(name: str) -> None:
    """And a limit that we chose says something: it is less than a hundredth above what is measured."""
    limit, measured = LIMITS[name], next(f["per_item"] for f in committed() if f["operation"] == name)
    assert measured <= limit.limit
    if limit.why:
        assert limit.limit > limit.aimed
        assert limit.limit * 100 <= measured * 101


def test_what_we_say_is_out_of_reach_is() -> None:
    """Below these figures even contracts that computed nothing could not come and keep the promises."""
    figures = {figure["operation"]: figure for figure in committed()}
    beyond = {name for name, limit in LIMITS.items() if least(figures[name]) > limit.aimed}
    assert beyond == {
        "fund_first", "fund_new_sponsor", "fund_top_up", "fund_permit", "fund_authorization", "release", "refund",
    }  # fmt: skip


def test_the_least_is_floor_promises_and_what_usdc_computes() -> None:
    figure = {"items": 10, "floor": 1_000, "promises": {"solvency": 50, "votes": 5}, "usdc_computing": 10}
    assert least(figure) == 107


@pytest.mark.parametrize("lines", ["aimed = 1\nlimit = 2", 'aimed = 1\nwhy = "because"'])
def test_a_limit_comes_with_its_reason(tmp_path: Path, lines: str) -> None:
    (tmp_path / "limits.toml").write_text(f"[lock]\n{lines}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="lock has a limit without a reason, or a reason without a limit"):
        read_limits(tmp_path / "limits.toml")


# -- growing ----------------------------------------------------------------------------------------------------------


def test_a_hundredth_is_allowed() -> None:
    require_not_grown({"lock": 100_000, "link": 50_000}, {"lock": 101_000, "link": 40_000})


def test_more_than_a_hundredth_is_refused_by_name() -> None:
    with pytest.raises(
        Refused, match=re.escape("lock grew from 100,000 to 101,001. If that is meant, run ./praxis gas")
    ):
        require_not_grown({"lock": 100_000, "link": 50_000}, {"lock": 101_001, "link": 50_000})


def test_an_operation_that_appears_or_vanishes_is_refused() -> None:
    with pytest.raises(Refused, match="link is measured or committed, not both; lock is measured or committed"):
        require_not_grown({"lock": 1}, {"link": 1})


@pytest.mark.skipif(package_folder() is None, reason="needs Circle's bytecode: npm ci")
def test_no_operation_grew() -> None:
    with open_network(ANVIL if find_anvil() else EMBEDDED, start=GENESIS) as network:
        require_not_grown(committed_gas(), measure(build(require_local(network, "measuring gas"))))
