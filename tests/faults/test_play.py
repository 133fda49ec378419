"""A few schedules against all services, as `./praxis faults` plays hundreds; and three that are sabotaged."""

import time
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks.faults.cast import pool_of
from benchmarks.faults.checking import DOUBLED, LOST, WRONGLY_PAID
from benchmarks.faults.play import Play
from benchmarks.faults.schedule import Fault, Schedule, draw
from benchmarks.faults.stories import Writer
from benchmarks.faults.stories.paid import merged
from benchmarks.faults.stories.unpaid import closed_unmerged
from praxis_chain.core.ids import award_id, bounty_id, subject_id, work_id
from praxis_chain.evm.anvil import find_anvil
from praxis_chain.evm.local_usdc import package_folder

if TYPE_CHECKING:
    from benchmarks.faults.town import Town

pytestmark = pytest.mark.skipif(
    find_anvil() is None or package_folder() is None, reason="needs anvil and Circle's bytecode: npm ci"
)
PLAYED = (15,)
CONTRIBUTOR = "contributor-1"


@pytest.fixture(scope="module")
def town() -> Iterator["Town"]:
    from benchmarks.faults.town import Town

    town = Town()
    yield town
    town.close()


@pytest.mark.parametrize("number", PLAYED)
def test_a_schedule_ends_with_everybody_paid_exactly_right(town: "Town", number: int) -> None:
    assert Play(town, draw(number, town.forge.ids)).run().violations == []


def one_story(town: "Town", issue: int, kind: type = merged) -> Schedule:  # type: ignore[assignment]
    writer = Writer(Random(1), issue, [CONTRIBUTOR, "contributor-2"], "newcomer-1", town.forge.ids)
    return Schedule(0, (kind(writer),), (), one_key=False)


class ForgetfulEscrow(Play):
    """Once an award is paid, the escrow's storage says again that it is owed."""

    def _after_review(self) -> None:
        world, (story,) = self.town.world, self.schedule.stories
        number = self.town.forge.number(story.pulls[0])
        assert number is not None
        bounty = bounty_id(world.reviewed.id, subject_id(world.subject(story.issue)))
        award = award_id(bounty, work_id(world.work(number)), world.contributor(CONTRIBUTOR))
        slots = self.slots_of(award)
        owed = [world.view.storage(world.contracts.escrow.address, slot) for slot in slots]
        super()._after_review()
        for slot, word in zip(slots, owed, strict=True):
            place = (world.contracts.escrow.address, f"0x{slot:064x}", f"0x{word:064x}")
            self.town.miner.request("anvil_setStorageAt", *place)

    def _stay_still(self) -> None:
        end = time.monotonic() + self.converge
        while self._paid().get(CONTRIBUTOR, 0) < 2 * pool_of(2) and time.monotonic() < end:
            time.sleep(0.05)

    @staticmethod
    def slots_of(award: bytes) -> list[int]:
        from eth_hash.auto import keccak

        from praxis_chain.evm import artifacts

        storage = artifacts.load("BountyEscrow").storage
        (awards,) = [one for one in storage["storage"] if one["label"] == "awards"]
        first = int.from_bytes(keccak(award + int(awards["slot"]).to_bytes(32, "big")), "big")
        size = int(storage["types"][storage["types"][awards["type"]]["value"]]["numberOfBytes"])
        return [first + word for word in range(size // 32)]


def test_a_relayer_that_is_told_a_paid_award_is_owed_pays_again_and_that_is_noticed(town: "Town") -> None:
    verdict = ForgetfulEscrow(town, one_story(town, 2)).run()
    assert {violation["kind"] for violation in verdict.violations} >= {DOUBLED, "audit"}


class HiddenMerge(Play):
    """Nobody is told of the merge: the schedule says that it happened, and it did not."""

    def _act(self, act: "object") -> None:
        if act.what != "merge":  # type: ignore[attr-defined]
            super()._act(act)  # type: ignore[arg-type]


def test_a_merge_that_nobody_pays_is_noticed(town: "Town") -> None:
    verdict = HiddenMerge(town, one_story(town, 1), converge=1.5).run()
    assert {violation["kind"] for violation in verdict.violations} == {LOST}


class StolenQuorum(Play):
    """Two attesters sign a merge that never was."""

    def _stay_still(self) -> None:
        from benchmarks.faults.hostile import false_fact, submit_signed

        fact = false_fact(self.town, 3, CONTRIBUTOR)
        submit_signed(self.town, [fact], self.town.world.sign([fact], ["attester-1", "attester-2"]))
        super()._stay_still()


def test_a_payment_for_what_never_was_is_noticed(town: "Town") -> None:
    schedule = one_story(town, 3, closed_unmerged)
    assert {violation["kind"] for violation in StolenQuorum(town, schedule).run().violations} == {WRONGLY_PAID}


def test_a_schedule_is_the_same_each_time(town: "Town") -> None:
    ids = town.forge.ids
    assert [draw(number, ids).lines() for number in range(1, 50)] == [draw(n, ids).lines() for n in range(1, 50)]
    assert len({draw(number, ids).id for number in range(1, 1001)}) == 1000
    assert all(isinstance(fault, Fault) for number in range(1, 50) for fault in draw(number, ids).faults)
