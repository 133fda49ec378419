"""What stood behind each fact, and each way in which it could have been too little."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from praxis_chain.audit.attestations import AttestedFact, Shown, attested
from praxis_chain.core.attestation import sign_root
from praxis_chain.core.eip712 import attestation_digest, attesters_domain
from praxis_chain.core.events import Event
from praxis_chain.core.facts import Admission, Closure, Commit, Link, Progress, Revocation, fact_hash
from praxis_chain.core.ids import bounty_id, hash_uri
from praxis_chain.core.ledger import Ledger
from praxis_chain.core.merkle import merkle_root
from tests.audit.lies import OUTSIDER, address_of
from tests.audit.story import (
    ACTION,
    AT_ONCE,
    CANDIDATE,
    CONTRIBUTOR,
    FIRST,
    KEYS,
    MEMBERS,
    OWNER,
    REFERRER,
    SPONSOR,
    STRANGER,
    URIS,
    USDC,
    WALLET,
    WHERE,
    WORK,
    Story,
    changed,
    fact,
    nth,
    rules_of,
    tell,
)  # fmt: skip

DOMAIN = attesters_domain(WHERE.chain_id, bytes.fromhex(WHERE.attesters[2:]))


def found(events: Sequence[Event]) -> tuple[AttestedFact, ...]:
    return attested(Ledger.from_events(events, WHERE), events)


def only(events: Sequence[Event], name: str) -> AttestedFact:
    """The first of that fact, by its name in the story."""
    return next(one for one in found(events) if one.fact == fact(name))


def signed(story: Story, *keys: bytes, root: bytes, domain: object = DOMAIN) -> Story:
    """The contract says that these signed it."""
    signatures = b"".join(sign_root(root, domain, key).signature for key in keys)  # type: ignore[arg-type]
    return story.say(WHERE.attesters, "Attested", root=root, signatures=signatures)


def begun() -> Story:
    return Story().next().deployed().next().funded(1, SPONSOR, 500 * USDC).next()


def faults(story: Story, name: str = "commit") -> tuple[str, ...]:
    """Of a Commit that comes next."""
    story.awarded(FIRST, CONTRIBUTOR, name, 5_000, 250 * USDC)
    one = only(story.events, name)
    contradicted = [c.complaint for c in Ledger.from_events(story.events, WHERE).contradictions if c.invariant == "A1"]
    assert bool(one.faults) == bool(contradicted)  # the internal audit finds it too
    return one.faults


def test_every_use_of_every_kind_of_fact_is_found() -> None:
    uses: dict[str, int] = {}
    for one in found(tell()):
        uses[f"{one.kind.__name__} {one.use}"] = uses.get(f"{one.kind.__name__} {one.use}", 0) + 1
    assert uses == {
        "Link Linked": 7, "Admission Admitted": 3, "Admission ReferralAccrued": 1, "Progress Locked": 3,
        "Commit Awarded": 5, "Commit Accrued": 1, "Closure Closed": 2, "Revocation FactRevoked": 2,
    }  # fmt: skip


def test_an_honest_history_has_no_fault() -> None:
    assert [one.faults for one in found(tell()) if one.faults] == []


def test_all_that_stood_behind_a_fact() -> None:
    events = tell()
    event = events[nth(events, "Accrued")]
    one = next(one for one in found(events) if one.use == "Accrued")
    assert one == AttestedFact(
        kind=Commit,
        fact=fact("commit"),
        use="Accrued",
        stated={
            "subject": hash_uri(URIS[0]), "work": WORK, "contributor": CONTRIBUTOR, "action": ACTION.id,
            "quality": 10_000, "completion": 6_000,
        },
        contract=WHERE.prax,
        transaction=event.tx_hash,
        block=event.block_number,
        log=event.log_index,
        at=event.block_time or 0,
        shown=Shown.ITSELF,
        root=fact("commit"),
        digest=attestation_digest(DOMAIN, fact("commit")),
        signers=tuple(MEMBERS[:2]),
        members=frozenset(MEMBERS),
        quorum=2,
        revoked=False,
    )  # fmt: skip


def test_what_each_kind_states() -> None:
    first = {one.kind: one for one in reversed(found(tell())) if one.use != "ReferralAccrued"}
    assert dict(first[Link].stated)["wallet"] == bytes.fromhex(WALLET[2:])
    assert (first[Admission].stated["standing"], first[Admission].stated["contributor"]) == (3, CONTRIBUTOR)
    began = tell()[nth(tell(), "Locked")].args["start"]
    assert first[Progress].stated == {
        "work": WORK, "contributor": CONTRIBUTOR, "subject": hash_uri(URIS[0]), "progressAt": began,
    }  # fmt: skip
    assert first[Closure].stated == {"contributor": CANDIDATE, "subject": hash_uri(URIS[2])}
    assert first[Revocation].stated == {"fact": fact("seven tenths"), "evidence": fact("why")}
    assert first[Revocation].fact == fact_hash(Revocation(fact("seven tenths"), fact("why")))
    referred = next(one for one in found(tell()) if one.use == "ReferralAccrued")
    assert referred.stated == {"contributor": CANDIDATE, "standing": 3}


def test_facts_of_a_batch_that_are_all_used_make_its_root() -> None:
    one, other = (only(tell(), name) for name in ("seven tenths", "three tenths"))
    assert (one.shown, other.shown) == (Shown.BATCH, Shown.BATCH)
    assert one.root == other.root == merkle_root([fact("seven tenths"), fact("three tenths")])


def test_of_a_batch_of_which_some_facts_are_used_the_branch_is_in_the_calldata() -> None:
    story = begun().attest(fact("a"), fact("b")).awarded(FIRST, CONTRIBUTOR, "a", 5_000, 250 * USDC)
    one = only(story.events, "a")
    assert (one.shown, one.root) == (Shown.CALLDATA, merkle_root([fact("a"), fact("b")]))
    assert one.faults == ()


def test_of_several_roots_none_is_guessed() -> None:
    story = begun().attest(fact("a"), fact("b")).attest(fact("c"), fact("d"))
    story.awarded(FIRST, CONTRIBUTOR, "a", 5_000, 250 * USDC)
    one = only(story.events, "a")
    assert (one.shown, one.root, one.digest, one.signers) == (Shown.CALLDATA, None, None, ())


def test_a_lock_that_ends_says_when() -> None:
    story = begun().locked(FIRST, "progress", 1_000, story_end := 5_000_000).next()
    story.attest(fact("ended")).say(
        WHERE.escrow, "Locked", bounty=FIRST, work=bytes(32), contributor=bytes(32), fact=fact("ended"),
        start=story_end, end=story_end,
    )  # fmt: skip
    assert only(story.events, "ended").stated["progressAt"] == story_end


# -- too little -------------------------------------------------------------------------------------------------------


def test_an_extra_signer_who_is_no_member() -> None:
    keys = sorted((*KEYS[:2], OUTSIDER), key=address_of)
    outsider = next(one for one in only_signers(keys) if one not in MEMBERS)
    assert faults(signed(begun(), *keys, root=fact("commit"))) == (f"{outsider} signed, and was no member then.",)


def only_signers(keys: Sequence[bytes]) -> tuple[str, ...]:
    return only(
        signed(begun(), *keys, root=fact("commit")).awarded(FIRST, CONTRIBUTOR, "commit", 5_000, 250 * USDC).events,
        "commit",
    ).signers


def test_a_non_member_in_a_members_place() -> None:
    keys = sorted((KEYS[0], OUTSIDER), key=address_of)
    said = faults(signed(begun(), *keys, root=fact("commit")))
    assert len(said) == 2
    assert said[0].endswith("signed, and was no member then.")
    assert said[1] == "1 of 2 members signed."


def test_too_few_for_the_quorum_of_that_block_though_enough_later() -> None:
    story = begun().say(WHERE.attesters, "Configured", configuration=2, memberCount=3, oldQuorum=2, newQuorum=3).next()
    story.attest(fact("commit"))
    story.awarded(FIRST, CONTRIBUTOR, "commit", 5_000, 250 * USDC).next()
    story.say(WHERE.attesters, "Configured", configuration=3, memberCount=3, oldQuorum=3, newQuorum=2).next()
    story.attest(fact("later")).say(
        WHERE.stakeholders, "Admitted", contributor=REFERRER, referrer=bytes(32), fact=fact("later"),
        oldStanding=0, newStanding=3, admittedAt=story.now - 1,
    )  # fmt: skip
    before, after = only(story.events, "commit"), only(story.events, "later")
    assert (before.quorum, before.faults) == (3, ("2 of 3 members signed.",))
    assert (after.quorum, after.faults) == (2, ())


def test_the_same_signer_twice() -> None:
    said = faults(signed(begun(), KEYS[0], KEYS[0], root=fact("commit")))
    assert said == ("The signers are not distinct, or not in ascending order.", "1 of 2 members signed.")


@pytest.mark.parametrize(
    "domain",
    [
        attesters_domain(WHERE.chain_id + 1, bytes.fromhex(WHERE.attesters[2:])),
        attesters_domain(WHERE.chain_id, bytes.fromhex(OWNER[2:])),
    ],
    ids=["of another chain", "of another contract"],
)
def test_signatures_over_another_digest_are_nobodys_we_know(domain: object) -> None:
    said = faults(signed(begun(), *KEYS[:2], root=fact("commit"), domain=domain))
    assert "0 of 2 members signed." in said


def test_a_member_who_was_added_later() -> None:
    keys = sorted((KEYS[0], OUTSIDER), key=address_of)
    late = next(one for one in only_signers(keys) if one not in MEMBERS)
    story = signed(begun(), *keys, root=fact("commit"))
    story.awarded(FIRST, CONTRIBUTOR, "commit", 5_000, 250 * USDC).next()
    story.say(WHERE.attesters, "MemberAdded", member=late)
    story.say(WHERE.attesters, "Configured", configuration=2, memberCount=4, oldQuorum=2, newQuorum=3)
    one = only(story.events, "commit")
    assert one.faults == (f"{late} signed, and was no member then.", "1 of 2 members signed.")


def test_a_signature_that_is_none() -> None:
    events = tell()
    place = nth(events, "Attested")
    short = changed(events, place, signatures=events[place].args["signatures"][:-1])
    assert found(short)[0].faults == ("A signature over the root is none.",)


def test_a_fact_that_nobody_signed_in_its_transaction() -> None:
    assert faults(begun()) == ("No root was signed in its transaction.",)


def test_a_fact_that_was_revoked_before() -> None:
    assert faults(begun().revoked(fact("commit")).next().attest(fact("commit"))) == ("The fact had been revoked.",)


def test_a_root_counts_no_more_once_the_committee_changed() -> None:
    story = begun().attest(fact("commit"))
    story.say(WHERE.attesters, "Configured", configuration=2, memberCount=3, oldQuorum=2, newQuorum=3)
    assert faults(story) == ("No root was signed in its transaction.",)


def test_facts_of_other_attesters_are_not_judged() -> None:
    foreign = replace(AT_ONCE, attesters=STRANGER)
    story = begun().say(WHERE.escrow, "ProgramCreated", program=foreign.id, rules=rules_of(foreign)).next()
    bounty = bounty_id(foreign.id, hash_uri(URIS[0]))
    story.say(
        WHERE.escrow, "Funded", bounty=bounty, sponsor=SPONSOR, program=foreign.id, amount=50 * USDC, shares=50 * USDC,
        committedUntil=story.now, terms=bytes(32), subjectUri=URIS[0],
    ).next()  # fmt: skip
    story.awarded(bounty, CONTRIBUTOR, "theirs", 10_000, 50 * USDC)
    never_funded = hash_uri("a bounty that nobody funded")
    story.next().attest(fact("p")).locked(never_funded, "p", 1, 2)
    assert [(one.shown, one.faults) for one in found(story.events)] == [(Shown.ELSEWHERE, ()), (Shown.UNKNOWN, ())]
