"""Every refusal of the contracts has a clause that says what it means, made of the error's own values."""

import pytest

from praxis_chain.core.errors import ContractRefused, WrongInput
from praxis_chain.core.times import parse_period, show_period, show_time
from praxis_chain.core.units import show_basis_points
from praxis_chain.evm import artifacts
from praxis_chain.evm.abi import Abi
from praxis_chain.evm.bindings import abi_of
from praxis_chain.evm.refusals import explain
from praxis_chain.evm.rpc import Reverted
from praxis_chain.evm.sentences import SENTENCES, sentence

ABIS = [Abi(name, artifacts.load(name).abi) for name in artifacts.PUBLISHED]
ERRORS = {item.signature: item for abi in ABIS for item in abi.errors.values()}


def some_value(kind: str) -> object:
    if kind.startswith("uint"):
        return 7
    return "0x" + "ab" * 20 if kind == "address" else "text" if kind == "string" else b"\x0c" * int(kind[5:])


@pytest.mark.parametrize("signature", sorted(ERRORS))
def test_every_error_of_the_contracts_has_a_sentence(signature):
    item = ERRORS[signature]
    said = sentence(item.name, {p["name"]: some_value(p["type"]) for p in item.inputs})
    assert said
    assert not {"{", "}"} & set(said)


def test_no_sentence_is_about_an_error_that_does_not_exist():
    assert SENTENCES.keys() == {item.name for item in ERRORS.values()}


def test_a_refusal_says_what_it_means_and_keeps_its_name_and_numbers():
    abi = abi_of("BountyEscrow")
    data = next(item.hash[:4] for item in abi.errors.values() if item.name == "Committed")
    refused = explain(Reverted(data + (1_750_000_000).to_bytes(32, "big")), [abi])
    assert isinstance(refused, ContractRefused)
    assert str(refused) == (
        "BountyEscrow refused: the stake is committed, or held by a lock, until 2025-06-15 15:06:40 UTC "
        "[Committed(until=1750000000)]"
    )


def test_an_error_of_the_same_name_with_other_values_has_no_sentence():
    assert sentence("Committed", {"since": 1}) == ""
    assert sentence("Whatever", {}) == ""


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5d", 432_000), ("72h", 259_200), ("1d12h", 129_600), ("90m", 5_400), ("10s", 10), ("0", 0), ("1d 1h", 90_000)],
)
def test_periods_are_read(text, seconds):
    assert parse_period(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "five days", "-1d", "1.5d", "5w"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(WrongInput, match="is not a period: write 5d"):
        parse_period(text)


def test_periods_moments_and_shares_are_said_in_words():
    assert [show_period(s) for s in (0, 1, 60, 86_400, 302_400)] == [
        "none", "1 second", "1 minute", "1 day", "3 days 12 hours",
    ]  # fmt: skip
    assert show_time(1_750_000_000) == "2025-06-15 15:06:40 UTC"
    assert show_time(2**256 - 1) == f"{2**256 - 1} s"
    assert [show_basis_points(p) for p in (10_000, 6_000, 1_250, 1, 0)] == ["100%", "60%", "12.5%", "0.01%", "0%"]
