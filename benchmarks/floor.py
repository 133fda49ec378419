"""The least that an operation can cost: everything unavoidable counted once, at the prices of the schedule."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .schedule import Schedule
from .trace import Touched, Trace

UNAVOIDABLE_FILE = Path(__file__).with_name("unavoidable.toml")

_ITEM = re.compile(r"(?:(?P<count>\d+|each) )?(?P<kind>[a-z]+) (?P<contract>\w+): (?P<why>.+)")


@dataclass(frozen=True, slots=True)
class Declared:
    """What an operation is said to touch: `floor` what nobody could leave out, `promises` the rest by its purpose."""

    does: str
    floor: Counter[Touched]
    promises: Mapping[str, Counter[Touched]]

    @property
    def touched(self) -> Counter[Touched]:
        """All of it."""
        return sum(self.promises.values(), start=Counter(self.floor))


@dataclass(frozen=True, slots=True)
class Accounted:
    """An operation's gas, divided: gas = floor + promises + overhead."""

    gas: int
    floor: int
    promises: Mapping[str, int]

    @property
    def overhead(self) -> int:
        """What is neither: touching the same again, and computing."""
        return self.gas - self.floor - sum(self.promises.values())

    @property
    def ratio(self) -> float:
        """Gas ÷ floor, to three places."""
        return round(self.gas / self.floor, 3)


def read_declared(items: Mapping[str, int], file: Path = UNAVOIDABLE_FILE) -> dict[str, Declared]:
    """`items`: operation → how many a batch has. Raises ValueError for a line that says nothing known."""
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    shared = content.pop("shared")
    return {
        name: Declared(
            entry["does"],
            _count(entry["floor"], shared, items[name]),
            {promise: _count(lines, shared, items[name]) for promise, lines in entry["promises"].items()},
        )
        for name, entry in content.items()
    }


def account(declared: Declared, trace: Trace, schedule: Schedule) -> Accounted:
    """Prices of what is declared; calldata and logs as they were in that transaction."""
    floor_gas, floor_refund = _price(declared.floor, trace, schedule)
    floor_gas += schedule.intrinsic(trace.data)
    floor = max(schedule.after_refund(floor_gas, floor_refund), schedule.least(trace.data))
    promises = {promise: _price(touched, trace, schedule)[0] for promise, touched in declared.promises.items()}
    return Accounted(trace.gas, floor, promises)


def differences(declared: Declared, trace: Trace) -> list[str]:
    """Sentences on what was touched and not declared, or declared and not touched; none if the two agree."""
    said, found = declared.touched, trace.touched + trace.logs
    return [
        f"{kind} {contract}{': ' + event if event else ''}: {found[key]} in the transaction, {said[key]} declared"
        for key in sorted(said.keys() | found.keys())
        if said[key] != found[key]
        for kind, contract, event in [key]
    ]


def _price(touched: Counter[Touched], trace: Trace, schedule: Schedule) -> tuple[int, int]:
    """Gas and refund. A log costs what those of its event cost on average in the transaction."""
    gas = refund = 0
    for key, count in touched.items():
        if key[0] == "log":
            emitted = trace.logs[key]
            gas += trace.log_gas[key] * count // emitted if emitted else 0
        else:
            price = schedule.kinds[key[0]]
            gas, refund = gas + count * price.gas, refund + count * price.refund
    return gas, refund


def _count(lines: Iterable[str], shared: Mapping[str, list[str]], items: int) -> Counter[Touched]:
    counted: Counter[Touched] = Counter()
    for line in lines:
        if line.startswith("@"):
            counted += _count(shared[line[1:]], shared, items)
            continue
        found = _ITEM.fullmatch(line)
        if found is None:
            raise ValueError(f"unavoidable.toml cannot be understood: {line!r}")
        count = items if found["count"] == "each" else int(found["count"] or 1)
        event = found["why"] if found["kind"] == "log" else ""
        counted[found["kind"], found["contract"], event] += count
    return counted
