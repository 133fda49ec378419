"""The prices of one fork, read from `opcodes.toml`, and the sums that follow from them alone."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SCHEDULE_FILE = Path(__file__).with_name("opcodes.toml")


@dataclass(frozen=True, slots=True)
class Price:
    """Gas, before refunds, and what comes back at the end."""

    gas: int
    refund: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Prices by name, in gas."""

    fork: str
    prices: Mapping[str, int]

    def __getitem__(self, name: str) -> int:
        return self.prices[name]

    @property
    def kinds(self) -> dict[str, Price]:
        """What each kind of unavoidable thing costs when it happens for the first time in a transaction.

        account: another contract is called. read, change, new, clear, restore: a slot is read; goes from something to
        something else; from zero to something; from something to zero; from zero to something and back. recover: a
        signature is checked.
        """
        cold, warm = self["cold_slot"], self["warm_access"]
        return {
            "account": Price(self["cold_account"]),
            "read": Price(cold),
            "change": Price(cold + self["slot_reset"]),
            "new": Price(cold + self["slot_set"]),
            "clear": Price(cold + self["slot_reset"], self["refund_cleared"]),
            "restore": Price(cold + self["slot_set"] + warm, self["refund_restored_zero"]),
            "recover": Price(self["ecrecover"]),
        }

    def intrinsic(self, data: bytes) -> int:
        """Of a transaction with this calldata, before anything runs."""
        zeros = data.count(0)
        return (
            self["transaction"]
            + zeros * self["calldata_zero_byte"]
            + (len(data) - zeros) * self["calldata_nonzero_byte"]
        )

    def least(self, data: bytes) -> int:
        """What a transaction with this calldata pays however little it does (EIP-7623)."""
        zeros = data.count(0)
        tokens = zeros + 4 * (len(data) - zeros)
        return self["transaction"] + tokens * self["calldata_floor_token"]

    def log(self, topics: int, size: int) -> int:
        """Of a log with that many topics and bytes of data."""
        return self["log"] + topics * self["log_topic"] + size * self["log_byte"]

    def after_refund(self, gas: int, refund: int) -> int:
        """Gas used in the end."""
        return gas - min(refund, gas // self["refund_divisor"])


def read_schedule(file: Path = SCHEDULE_FILE) -> Schedule:
    """The committed prices."""
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    fork = content.pop("fork")
    return Schedule(fork, {name: entry["price"] for name, entry in content.items()})
