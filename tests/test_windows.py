"""Every window of Stakeholders and Prax at its last second and at its end; and that no window was forgotten."""

import re
from pathlib import Path

import pytest

from praxis_chain.core.catalogue import Standing
from praxis_chain.core.ids import Id
from praxis_chain.core.programs import DAY
from tests.escrow.test_windows import WINDOWS as ESCROW_WINDOWS
from tests.prax.accruing import EPOCH, accrue, accruing
from tests.protocol import ACTION, PRAX, Protocol
from tests.stakeholders.linking import CHANGE_DELAY, REJECTED_DELAY, accepting, change_wallet, wallet_now
from tests.windows import PASSES, Window, assert_half_open, outcome, refused, rows

CONTRACTS = Path(__file__).parents[1] / "contracts"
WINDOWS, rule = rows()


class People:
    """A Resident with a wallet, and wallets to move to."""

    def __init__(self, protocol: Protocol, old, new, stranger) -> None:
        self.protocol, self.old, self.new, self.stranger = protocol, old, new, stranger
        self.person: Id = protocol.enter(old)

    def announce(self) -> int:
        """Another wallet; returns when it takes effect."""
        change_wallet(self.protocol, self.person, self.new)
        return self.protocol.now + CHANGE_DELAY

    def reject(self) -> None:
        self.protocol.send(self.protocol.stakeholders.reject_change(self.person), self.old)

    def wallet_at(self, time: int) -> str | None:
        """In the block of that time."""
        self.protocol.chain.next_time(time)
        self.protocol.chain.mine()
        return wallet_now(self.protocol, self.person)

    def window(self, end, call, before, after, by=None, **more) -> Window:
        """`call`: one for all times, or made for a time."""
        made = call if callable(call) else lambda _: call
        return Window(end, lambda time: outcome(self.protocol, made(time), by or self.stranger), before, after, **more)


@pytest.fixture
def people(protocol, contributor, new_wallet, stranger):
    return People(protocol, contributor, new_wallet, stranger)


# -- Stakeholders -----------------------------------------------------------------------------------------------------


@rule("block.timestamp >= change.effectiveAt")
def the_old_wallet_holds_until_a_change_takes_effect(people):
    end = people.announce()
    return Window(end, people.wallet_at, people.old.address, people.new.address)


@rule("block.timestamp >= change.effectiveAt")
def the_old_wallet_holds_longer_after_a_rejection(people):
    people.announce()
    people.reject()
    change_wallet(people.protocol, people.person, people.new)
    end = people.protocol.now + REJECTED_DELAY
    return Window(end, people.wallet_at, people.old.address, people.new.address)


@rule("block.timestamp >= change.effectiveAt")
def a_change_can_be_rejected(people):
    end = people.announce()
    call = people.protocol.stakeholders.reject_change(people.person)
    late = refused("NotTheWallet", caller=people.old.address, wallet=people.new.address)
    return people.window(end, call, PASSES, late, by=people.old)


@rule("block.timestamp < change.effectiveAt")
def a_change_can_be_accepted(people):
    link = people.protocol.link(people.new, contributor=people.person)
    change_wallet(people.protocol, people.person, people.new, link=link)
    late = refused("NoPendingChange", contributor=people.person)
    end = people.protocol.now + CHANGE_DELAY
    return people.window(end, accepting(people.protocol, link), PASSES, late, by=people.old)


@rule("revokedAt < change.effectiveAt")
def a_revocation_ends_a_change(people):
    link = people.protocol.link(people.new, contributor=people.person)
    change_wallet(people.protocol, people.person, people.new, link=link)
    end = people.protocol.now + CHANGE_DELAY

    def revoked_at(time):
        people.protocol.chain.next_time(time)
        people.protocol.revoke(link)
        assert people.protocol.now == time
        return people.wallet_at(end + DAY)

    return Window(end, revoked_at, people.old.address, people.new.address)


@rule("fact.linkedAt > newest")
def a_link_is_newer_than_the_last(people):
    protocol = people.protocol
    newest = protocol.stakeholders.person(protocol.view, people.person).linked_at
    old = refused("NotNewer", factTime=newest, newest=newest)

    def linking(time):
        link = protocol.link(people.new, contributor=people.person, linkedAt=time)
        return protocol.stakeholders.link(link, *protocol.attest(link))

    return people.window(newest + 1, linking, old, PASSES, by=people.new, moves_the_clock=False)


@rule("fact.admittedAt > person.admittedAt")
def an_admission_is_newer_than_the_last(people):
    protocol = people.protocol
    newest = protocol.stakeholders.person(protocol.view, people.person).admitted_at
    old = refused("NotNewer", factTime=newest, newest=newest)
    protocol.chain.mine()

    def admitting(time):
        admission = protocol.admission(contributor=people.person, standing=Standing.BOP, admittedAt=time)
        return protocol.stakeholders.admit(admission, *protocol.attest(admission))

    return people.window(newest + 1, admitting, old, PASSES, moves_the_clock=False)


# -- Prax -------------------------------------------------------------------------------------------------------------


@rule("block.timestamp / EPOCH")
def an_epoch_ends(people):
    protocol = people.protocol
    protocol.send(protocol.prax.set_epoch_cap(150 * PRAX), protocol.owner)
    accrue(protocol, protocol.commit(contributor=people.person))
    end = (protocol.now // EPOCH + 1) * EPOCH
    full = refused("EpochCapReached", minted=100 * PRAX, amount=100 * PRAX, cap=150 * PRAX)
    call = accruing(protocol, protocol.commit(contributor=people.person, work=bytes(31) + b"\1"))
    return people.window(end, call, full, PASSES)


@rule("completedAt < action.closedAt")
def a_closed_action_takes_what_was_completed_before(people):
    protocol = people.protocol
    protocol.send(protocol.prax.set_action(ACTION, open=False), protocol.owner)
    closed = protocol.now
    late = refused("ActionClosed", action=ACTION.id, closedAt=closed)

    def completed(time):
        return accruing(protocol, protocol.commit(contributor=people.person, completedAt=time))

    return people.window(closed, completed, PASSES, late, moves_the_clock=False)


# -- facts ------------------------------------------------------------------------------------------------------------


def future(time):
    return refused("FactFromFuture", factTime=time, currentTime=time - 1)


@rule("factTime <= block.timestamp")
def a_link_is_past(people):
    protocol, time = people.protocol, people.protocol.now + 100
    link = protocol.link(people.new, contributor=people.person, linkedAt=time)
    call = protocol.stakeholders.link(link, *protocol.attest(link))
    return people.window(time, call, future(time), PASSES, by=people.new)


@rule("factTime <= block.timestamp")
def an_admission_is_past(people):
    protocol, time = people.protocol, people.protocol.now + 100
    admission = protocol.admission(contributor=people.person, admittedAt=time)
    call = protocol.stakeholders.admit(admission, *protocol.attest(admission))
    return people.window(time, call, future(time), PASSES)


@rule("factTime <= block.timestamp")
def an_accrued_merge_is_past(people):
    protocol, time = people.protocol, people.protocol.now + 100
    call = accruing(protocol, protocol.commit(contributor=people.person, completedAt=time))
    return people.window(time, call, future(time), PASSES)


@pytest.mark.parametrize("opens", [opens for _, opens in WINDOWS], ids=lambda opens: opens.__name__)
def test_window(people, opens):
    """Before its end the one, from its end on the other."""
    assert_half_open(people.protocol, opens(people))


def test_every_window_has_a_row():
    """Whatever the contracts compare with the block's time is compared here, on both sides."""
    code = " ".join(
        line.split("//")[0].strip()
        for file in sorted(CONTRACTS.glob("*.sol"))
        for line in file.read_text().splitlines()
    )
    found = set(re.findall(r"block\.timestamp (?:<=|>=|<|>|==|/) [\w.]+(?: \+ \w+)?", code))
    found |= set(re.findall(r"[\w.]+ (?:<=|>=|<|>|==) block\.timestamp", code))
    assert found == {comparison for comparison, _ in (*WINDOWS, *ESCROW_WINDOWS) if "block.timestamp" in comparison}


def test_every_comparison_is_still_there():
    """The other rows too name what the contracts say."""
    code = " ".join(file.read_text() for file in sorted(CONTRACTS.glob("*.sol")))
    assert [comparison for comparison, _ in (*WINDOWS, *ESCROW_WINDOWS) if comparison not in code] == []
