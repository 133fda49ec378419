"""S1 and S2, whatever two people and four wallets do in whatever order."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praxis_chain.core.addresses import to_checksum
from praxis_chain.core.errors import ContractRefused
from praxis_chain.core.facts import Link
from praxis_chain.core.ids import hash_uri
from tests.protocol import Protocol
from tests.stakeholders.linking import CHANGE_DELAY, acceptance, accepting, change_wallet

PEOPLE = [hash_uri("github:user/21"), hash_uri("github:user/22")]
WALLETS = range(4)

STEPS = st.one_of(
    st.tuples(st.just("link"), st.sampled_from(PEOPLE), st.sampled_from(WALLETS), st.booleans()),
    st.tuples(st.just("accept"), st.sampled_from(PEOPLE), st.sampled_from(WALLETS), st.booleans()),
    st.tuples(st.just("reject"), st.sampled_from(PEOPLE), st.sampled_from(WALLETS), st.booleans()),
    st.tuples(st.just("revoke"), st.sampled_from(PEOPLE), st.just(0), st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from(PEOPLE), st.just(0), st.booleans()),
)


@dataclass
class History:
    """What happened to a person: every wallet ever theirs, and the announcements that may still come true."""

    served: set[str] = field(default_factory=set)
    announced: dict[str, int] = field(default_factory=dict)  # wallet → when, unix seconds
    newest: Link | None = None


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_s1_s2_a_wallet_changes_by_consent_or_in_public_and_is_one_persons(protocol: Protocol, steps):
    """S1, S2: from wallet to wallet only when the old one accepts that very Link, or CHANGE_DELAY after a Link that was
    neither rejected nor revoked; and no wallet is ever two people's."""
    wallets, submitter = protocol.chain.accounts[:4], protocol.chain.accounts[4]
    history = {person: History() for person in PEOPLE}
    with protocol.chain.rollback():
        for step, person, index, flag in steps:
            own, before = history[person], {p: protocol.stakeholders.wallet_of(protocol.view, p) for p in PEOPLE}
            consented = None
            try:
                if step == "link":
                    to, link = wallets[index], protocol.link(wallets[index], contributor=person)
                    change_wallet(protocol, person, to, link=link)
                    own.newest, own.announced = link, {to.address: protocol.now}
                    own.served.add(to.address)
                    consented = to.address if before[person] in (None, to.address) else None
                elif step == "accept" and own.newest is not None:
                    signature = acceptance(protocol, wallets[index], own.newest)
                    if flag:
                        protocol.send(accepting(protocol, own.newest), wallets[index])
                    else:
                        protocol.send(accepting(protocol, own.newest, signature), submitter)
                    consented = to_checksum(own.newest.wallet)
                    assert wallets[index].address == before[person], "S1: another wallet accepted"
                    assert consented in own.announced, "S1: a change was accepted that was not pending"
                    own.announced = {}
                elif step == "reject":
                    protocol.send(protocol.stakeholders.reject_change(person), wallets[index])
                    own.announced = {}
                elif step == "revoke" and own.newest is not None:
                    protocol.revoke(own.newest)
                    own.announced = {w: t for w, t in own.announced.items() if protocol.now - t >= CHANGE_DELAY}
                elif step == "wait":
                    # A minute short: a step made in the very second of a change would see another wallet than `before`.
                    protocol.chain.warp(by=CHANGE_DELAY if flag else CHANGE_DELAY - 60)
            except ContractRefused:
                continue
            after = {p: protocol.stakeholders.wallet_of(protocol.view, p) for p in PEOPLE}
            for who in PEOPLE:
                if after[who] != before[who] and not (who == person and after[who] == consented):
                    assert before[who] is not None, "S1: a first wallet came without its consent"
                    assert protocol.now - history[who].announced[after[who]] >= CHANGE_DELAY, "S1"
        assert not history[PEOPLE[0]].served & history[PEOPLE[1]].served, "S2"
        for who in PEOPLE:
            for wallet in history[who].served:
                assert protocol.stakeholders.contributor_of(protocol.view, wallet) == who, "S2"
