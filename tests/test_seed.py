"""The example to start from: what it holds, that it is seeded once, and that a wrong file is named."""

from pathlib import Path

import pytest

from praxis_chain.core.catalogue import Category, Standing
from praxis_chain.core.errors import ContractRefused, WrongInput
from praxis_chain.core.ids import hash_uri
from praxis_chain.core.programs import DAY, Program
from praxis_chain.evm.deployments import EXAMPLE, bind, missing, read_seed
from tests.protocol import BOP_REFERRAL, PRAX, RESIDENT_REFERRAL, USDC


def test_the_example_has_an_action_for_each_category():
    seed = read_seed()
    assert [named.action.category for named in seed.actions] == list(Category)
    for named in seed.actions:
        assert named.action.specification == hash_uri(named.text)
        assert "Complete:" in named.text
        assert "Quality:" in named.text
        assert 0 < named.action.attempt_share < 10_000
        assert 0 < named.action.reward <= 1_000 * PRAX
    assert len({named.action.id for named in seed.actions}) == 10
    assert seed.referral_rewards == {Standing.RESIDENT: 50 * PRAX, Standing.BOP: 200 * PRAX}


def test_the_example_program(protocol, arbiter):
    given = (protocol.attesters.address, protocol.stakeholders.address)
    assert read_seed().program(*given, arbiter.address) == Program(
        *given, lock_period=5 * DAY, review_period=3 * DAY, commitment_period=30 * DAY, arbiter=arbiter.address,
        closing_award=100 * USDC, minimum=25 * USDC,
    )  # fmt: skip


def test_an_action_is_found_by_its_name():
    seed = read_seed()
    assert seed.action("art").action.category is Category.ART
    with pytest.raises(WrongInput, match="There is no action 'dance': there are business, construction"):
        seed.action("dance")


def test_seeding_does_what_is_missing_and_then_nothing(protocol, owner, arbiter):
    contracts, seed = bind(protocol.record), read_seed()
    todo = missing(protocol.view, contracts, seed, arbiter.address)
    # The tests' own protocol has both referral rewards already, other ones: they are left as they are.
    names = [named.name for named in seed.actions]
    assert [what for what, _ in todo] == [*(f"add the action {name}" for name in names), "create the example program"]
    for _, call in todo[:4]:
        protocol.send(call, owner)
    assert missing(protocol.view, contracts, seed, arbiter.address) == todo[4:]
    for _, call in todo[4:]:
        protocol.send(call, owner)
    assert missing(protocol.view, contracts, seed, arbiter.address) == []
    assert protocol.prax.referral_reward(protocol.view, Standing.RESIDENT) == RESIDENT_REFERRAL
    assert protocol.prax.referral_reward(protocol.view, Standing.BOP) == BOP_REFERRAL


def test_a_reward_that_was_never_set_is_missing(protocol, owner):
    contracts, seed = bind(protocol.record), read_seed()
    protocol.send(protocol.prax.set_referral_reward(Standing.BOP, 0), owner)
    todo = dict(missing(protocol.view, contracts, seed))
    protocol.send(todo["set the referral reward for a bop"], owner)
    assert protocol.prax.referral_reward(protocol.view, Standing.BOP) == 200 * PRAX


def test_a_closed_action_stays_closed(protocol, owner):
    contracts, seed = bind(protocol.record), read_seed()
    protocol.send(protocol.prax.set_action(seed.action("art").action, open=False), owner)
    assert "add the action art" not in dict(missing(protocol.view, contracts, seed))


def test_only_the_owner_of_prax_may_add_actions(protocol, stranger):
    _, call = missing(protocol.view, bind(protocol.record), read_seed())[0]
    with pytest.raises(ContractRefused, match="OwnableUnauthorizedAccount"):
        protocol.send(call, stranger)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('category = "art"', 'category = "dance"', "There is no category 'dance': they are business, construction"),
        ('reward = "200"', 'reward = "two"', "'two' is not an amount of PRAX"),
        ('attempt_share = "10%"', 'attempt_share = "101%"', "attempt share is from 0 to 10000"),
        ('name = "art"', 'name = "moving"', "two actions of the same name"),
        ('name = "art"', "", "lacks 'name'"),
        ("[program]", "[pogrom]", "lacks 'program'"),
        ("lock_days = 5", 'lock_days = "five"', "wrong kind: lock_days is a whole number of days, not 'five'"),
        ("lock_days = 5", "lock_days = 366", "lock_period must be from 0"),
        ("[[action]]", "[[action", "is not TOML"),
    ],
)
def test_a_wrong_file_is_named(tmp_path, protocol, old, new, said):
    path = tmp_path / "seed.toml"
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(WrongInput, match=said):
        read_seed(path).program(protocol.attesters.address, protocol.stakeholders.address)


def test_a_file_that_is_not_there():
    with pytest.raises(WrongInput, match="cannot be read: No such file or directory"):
        read_seed(Path("nothing.toml"))
