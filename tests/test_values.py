"""The values that need no chain: addresses, programs, the catalogue."""

import pytest
from eth_utils.address import to_checksum_address

from praxis_chain.core.addresses import ZERO_ADDRESS, address_bytes, parse_address, to_checksum
from praxis_chain.core.catalogue import Action, Category, Standing, accrued
from praxis_chain.core.errors import WrongInput
from praxis_chain.core.programs import Program
from praxis_chain.evm.usdc import OFFICIAL

PRAX = 10**18


@pytest.mark.parametrize("address", [usdc.address for usdc in OFFICIAL.values()] + [ZERO_ADDRESS])
def test_capitals_are_those_of_eip_55(address):
    assert to_checksum(address_bytes(address)) == to_checksum_address(address.lower()) == address
    assert parse_address(address.lower()) == parse_address("0x" + address[2:].upper()) == address


@pytest.mark.parametrize("text", ["", "0x", "1" * 42, "0x" + "1" * 39, "0x" + "g" * 40, "0x" + "1" * 41])
def test_what_is_no_address(text):
    with pytest.raises(WrongInput, match="is not an address: it should be 0x and 40 hex digits"):
        parse_address(text)


def test_a_misspelt_address_is_noticed():
    with pytest.raises(WrongInput, match="is misspelt"):
        parse_address(OFFICIAL[1].address.replace("A0b8", "a0b8"))


def test_a_program_is_the_same_however_its_addresses_are_written():
    address = OFFICIAL[1].address
    program = Program(address, address)
    assert program == Program(address.lower(), address.lower())
    assert program.id == Program(address.lower(), address.lower()).id
    assert program.id != Program(address, address, minimum=1).id
    with pytest.raises(WrongInput, match="is not an address"):
        Program(address, "me")


@pytest.mark.parametrize(
    ("quality", "completion", "worth"),
    [
        (10_000, 10_000, 100 * PRAX),
        (20_000, 10_000, 200 * PRAX),
        (10_000, 0, 10 * PRAX),  # an honest dead end earns the attempt share
        (10_000, 6_000, 64 * PRAX),
        (0, 10_000, 0),
    ],
)
def test_what_a_commit_accrues(quality, completion, worth):
    assert accrued(100 * PRAX, 1_000, quality, completion) == worth


def test_what_a_commit_accrues_is_rounded_down_once():
    assert accrued(1, 0, 19_999, 6_000) == 1  # a division in between would make 0 of it
    assert accrued(3, 3_333, 9_999, 1) == 3 * 9_999 * (3_333 * 10_000 + 6_667) // 10**12 == 0
    assert accrued(2**96 - 1, 3_333, 9_999, 1) == (2**96 - 1) * 9_999 * (3_333 * 10_000 + 6_667) // 10**12


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((10, 1, 1, bytes(32)), "There is no category 10: they are business, construction"),
        ((0, 2**96, 1, bytes(32)), "A reward is from 0"),
        ((0, -1, 1, bytes(32)), "A reward is from 0"),
        ((0, 1, 10_001, bytes(32)), "An attempt share is from 0 to 10000"),
        ((0, 1, 1, bytes(31)), "hash of 32 bytes, not 31"),
    ],
)
def test_an_action_that_cannot_be(given, said):
    with pytest.raises(WrongInput, match=said):
        Action(*given)


def test_two_groups_of_categories_and_five_standings():
    assert [category.name.lower() for category in Category if not category.is_infrastructure] == [
        "business", "construction", "moving", "movement", "art",
    ]  # fmt: skip
    assert [category.name.lower() for category in Category if category.is_infrastructure] == [
        "governance", "policy", "physical", "social", "institutions",
    ]  # fmt: skip
    assert [int(standing) for standing in Standing] == [0, 1, 2, 3, 4]
