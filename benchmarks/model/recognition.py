"""Steps about PRAX and the committee: accruals, revocations, recovery, votes, the owner's edits."""

from collections.abc import Sequence
from dataclasses import replace

from eth_hash.auto import keccak

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.facts import Admission, Commit, Fact, Revocation
from praxis_chain.core.ids import commit_id, hash_uri

from . import persons
from .author import EVIDENCE, WORKS, Author
from .chooser import Chooser
from .facts import fact_hash
from .owned import Owned
from .play import Step
from .prax import EPOCH, RESIDENT, Action
from .world import ACTIONS, EPOCH_CAP, IDENTITIES, MEMBERS, PRAX, WALLETS


def a_commit(author: Author, c: Chooser) -> Commit:
    """One that was awarded, or one for which nobody paid."""
    stakeholders = stakeholders_with_wallet(author)
    awarded = [
        commit for _, commits in author.memory.awards[-15:] for commit in commits
        if commit.contributor in stakeholders or c.rarely(3)
    ]  # fmt: skip
    if awarded and not c.rarely(50):
        return c.one_of(awarded)
    who = c.one_of(stakeholders) if stakeholders and not c.rarely(5) else author.contributor(c)
    total = c.one_of((10_000, 7_000, 1)) if not c.rarely(2) else 10_001
    completion = c.one_of((total, total // 2, 0)) if not c.rarely(2) else total + 1
    quality = c.one_of((10_000, 15_001, 20_000, 0, 1)) if not c.rarely(2) else 20_001
    action = c.one_of(ACTIONS[:3])
    if c.rarely(10):
        action, quality = c.one_of((ACTIONS[3], *NEW_ACTIONS)), c.one_of((39, 38, 40, 1, 10_000, 20_000))
    subject = hash_uri(f"github:repo/1/issue/{1 + c.below(author.subjects + 4)}")
    at = author.recent(c, *[state.closed_at for state in author.model.prax.actions.values()])
    return Commit(subject, c.one_of(WORKS), who, action.id, quality, completion, total, at, c.one_of(EVIDENCE))


def stakeholders_with_wallet(author: Author) -> list[bytes]:
    who = author.model.stakeholders
    return [one for one in IDENTITIES if who.standings[one] and who.wallet_of(one) != ZERO_ADDRESS]


def accrue(author: Author, c: Chooser) -> Step:
    if len(stakeholders_with_wallet(author)) < 2 and not c.rarely(15):
        return persons.link(author, c) if c.rarely(50) else persons.admit(author, c)
    commit = a_commit(author, c)
    author.memory.accrued.append(commit)
    return author.step(c, author.anybody(c), "prax", "accrue", commit, author.proof(c, commit))


def fill_epoch(author: Author, c: Chooser) -> Step:
    """The cap becomes what a Commit takes the epoch to, or a wei beside that; then the Commit comes."""
    commit, prax = a_commit(author, c), author.model.prax
    author.memory.accrued.append(commit)
    cap = prax.minted[author.now // EPOCH] + prax.earned(commit) + c.one_of((0, -1, 1))
    at, by = author.now, author.world.roles[prax.owner]
    accrual = Step(at, author.anybody(c), "prax", "accrue", (commit, author.proof(c, commit)))
    raised = Step(at, by, "prax", "setEpochCap", (EPOCH_CAP,))
    author.later += [lambda: accrual, lambda: raised]
    return Step(at, by, "prax", "setEpochCap", (min(max(0, cap), 2**96 - 1),))


def accrue_many(author: Author, c: Chooser) -> Step:
    commits = [] if c.rarely(1) else [a_commit(author, c) for _ in range(1 + c.below(4))]
    author.memory.accrued += commits
    proof = author.batch_proof(c, commits)
    return author.step(c, author.anybody(c), "prax", "accrueMany", tuple(commits), proof)


def accrue_referral(author: Author, c: Chooser) -> Step:
    """By the Admission of the present standing, mostly."""
    who = author.model.stakeholders
    if not author.memory.admissions:
        return accrue(author, c)
    found = [
        fact for fact in author.memory.admissions
        if fact.standing == who.standings[fact.contributor] >= RESIDENT
        and who.referrers[fact.contributor] in stakeholders_with_wallet(author)
        and not author.model.prax.referrals[fact.contributor].fact.strip(b"\0")
    ]  # fmt: skip
    if not found and not c.rarely(15):
        return persons.admit(author, c)
    fact = c.one_of(found if found and not c.rarely(15) else author.memory.admissions)
    return author.step(c, author.anybody(c), "prax", "accrueReferral", fact, author.proof(c, fact))


def live(author: Author) -> list[Commit]:
    """Commits whose accrual stands."""
    accruals = author.model.prax.accruals
    return [
        commit for commit in author.memory.accrued
        if accruals[commit_id(commit.subject, commit.work, commit.contributor)].fact == fact_hash(commit)[:20]
    ]  # fmt: skip


def live_referrals(author: Author) -> list[Admission]:
    """Admissions whose referral stands."""
    referrals = author.model.prax.referrals
    return [
        fact for fact in author.memory.admissions
        if referrals[fact.contributor].amount and referrals[fact.contributor].fact == fact_hash(fact)[:20]
    ]  # fmt: skip


def revoke_accrual(author: Author, c: Chooser) -> Step:
    """Of a fact that was revoked, mostly."""
    if not author.memory.accrued:
        return accrue(author, c)
    revoked = [commit for commit in live(author) if author.model.attesters.revoked[fact_hash(commit)]]
    if not revoked and not c.rarely(15):
        return revoke_fact(author, c)
    commit = c.one_of(revoked if revoked and not c.rarely(15) else author.memory.accrued)
    return author.step(c, author.anybody(c), "prax", "revoke", commit)


def revoke_referral(author: Author, c: Chooser) -> Step:
    facts = author.memory.admissions
    if not facts:
        return accrue(author, c)
    revoked = [fact for fact in live_referrals(author) if author.model.attesters.revoked[fact_hash(fact)]]
    if not revoked and not c.rarely(15):
        return revoke_fact(author, c)
    fact = c.one_of(revoked if revoked and not c.rarely(15) else facts)
    return author.step(c, author.anybody(c), "prax", "revokeReferral", fact)


def revoke_fact(author: Author, c: Chooser) -> Step:
    """A fact that had a consequence, mostly a recent one."""
    memory = author.memory
    groups: list[Sequence[Fact]] = [
        [commit for _, commits in memory.awards[-6:] for commit in commits],
        live(author)[-6:],
        live_referrals(author)[-3:],
        [closure for _, closure in memory.closures[-4:]],
        memory.links[-3:],
        memory.admissions[-4:],
        memory.others[-3:],
    ]
    facts = c.one_of(groups)
    fact = fact_hash(c.one_of(facts)) if facts else keccak(b"any")
    revocation = Revocation(fact, c.one_of(EVIDENCE))
    return author.step(c, author.anybody(c), "attesters", "revoke", revocation, author.proof(c, revocation))


def recover(author: Author, c: Chooser) -> Step:
    return author.step(c, author.anybody(c), "prax", "recover", author.contributor(c))


def delegate(author: Author, c: Chooser) -> Step:
    to = ZERO_ADDRESS if c.rarely(20) else author.world.addresses[c.one_of((*WALLETS, "stranger"))]
    return author.step(c, c.one_of((*WALLETS, "stranger")), "prax", "delegate", to)


def delegate_by_signature(author: Author, c: Chooser) -> Step:
    """Submitted by anybody, sometimes a second time or too late."""
    person, prax = author.world.people[c.one_of(WALLETS)], author.model.prax
    to, at = author.world.addresses[c.one_of((*WALLETS, "stranger"))], author.soon(c)
    nonce = prax.nonces[person.address]
    nonce = c.one_of((nonce, nonce, max(0, nonce - 1), nonce + 1))
    expiry = at - 1 if c.rarely(10) else c.one_of((at, 2**255))
    signature = person.sign(prax.delegation_digest(to, nonce, expiry))
    v = 0 if c.rarely(5) else signature[64]
    args = (to, nonce, expiry, v, signature[:32], signature[32:64])
    return Step(at, author.anybody(c), "prax", "delegateBySig", args)


def hand_over(author: Author, c: Chooser) -> Step:
    """Attesters or PRAX to another owner, who accepts, or not."""
    owned: list[tuple[str, Owned]] = [("prax", author.model.prax), ("attesters", author.model.attesters)]
    contract, model = c.one_of(owned)
    owners = model.owners
    if owners["pending"] in author.world.roles and not c.rarely(20):
        by = author.world.roles[owners["pending"]] if not c.rarely(10) else "stranger"
        return author.step(c, by, contract, "acceptOwnership")
    by = author.world.roles[owners["owner"]] if not c.rarely(10) else "stranger"
    to = author.world.addresses[c.one_of(("owner", "arbiter", "sponsor by contract"))]
    return author.step(c, by, contract, "transferOwnership", to)


def transfer(author: Author, c: Chooser) -> Step:
    """Never."""
    to, amount = author.world.addresses["thief"], c.one_of((0, 1, PRAX))
    function, args = c.one_of(
        (("transfer", (to, amount)), ("transferFrom", (author.world.addresses["wallet 1"], to, amount)),
         ("approve", (to, amount)))
    )  # fmt: skip
    return author.step(c, c.one_of(WALLETS), "prax", function, *args)


NEW_ACTIONS = (
    Action(2, 11 * PRAX, 500, keccak(b"new")),
    Action(10, PRAX, 500, keccak(b"no such category")),
    Action(1, PRAX, 10_001, keccak(b"more than all")),
)


def edit(author: Author, c: Chooser) -> Step:
    """What PRAX's owner may do; others may not."""
    by = "stranger" if c.rarely(10) else author.world.roles[author.model.prax.owner]
    kind = c.below(4)
    if kind == 0:
        return author.step(c, by, "prax", "setEpochCap", c.one_of((EPOCH_CAP, 2 * EPOCH_CAP, 2**96 - 1, 2**96 - 1, 0)))
    if kind == 1:
        standing = c.one_of((3, 4, 1))
        return author.step(c, by, "prax", "setReferralReward", standing, c.one_of((50 * PRAX, 0, 7)))
    action = c.one_of((*ACTIONS, *NEW_ACTIONS))
    return author.step(c, by, "prax", "setAction", action, not c.rarely(35))


def configure(author: Author, c: Chooser) -> Step:
    """Somebody comes, somebody goes, the quorum is what it has to be, mostly."""
    attesters = author.model.attesters
    addresses = [author.world.addresses[role] for role in MEMBERS]
    inside = [address for address in addresses if attesters.members[address]]
    outside = [address for address in addresses if not attesters.members[address]]
    add = [c.one_of(outside)] if outside and c.rarely(60) else []
    remove = [c.one_of(inside)] if inside and c.rarely(50) else []
    if c.rarely(6):
        add.append(c.one_of((ZERO_ADDRESS, inside[0])))
    if c.rarely(3):
        remove.append(author.world.addresses["stranger"])
    count = len(inside) + len(add) - len(remove)
    quorum = max(0, count // 2 + (0 if c.rarely(8) else 1) + (c.below(2) if c.rarely(40) else 0))
    by = "stranger" if c.rarely(5) else author.world.roles[attesters.owner]
    return author.step(c, by, "attesters", "configure", tuple(add), tuple(remove), quorum)


def in_one_transaction(author: Author, c: Chooser) -> Step:
    """The owner is a contract: it shows a fact, changes the committee, and shows the fact again, at once."""
    attesters, wallet = author.model.attesters, "sponsor by contract"
    address = author.world.addresses[wallet]
    if attesters.owner != address and not c.rarely(20):
        accepted = Step(author.now, wallet, "attesters", "acceptOwnership")
        author.later.append(lambda: accepted)
        owner = author.world.roles[attesters.owner]
        return Step(author.now, owner, "attesters", "transferOwnership", (address,))
    revocation = Revocation(keccak(b"any"), c.one_of(EVIDENCE))
    fact, proof = fact_hash(revocation), author.proof(c, revocation)
    again = replace(proof, signatures=b"") if c.rarely(50) else proof
    change = configure(author, c)
    calls = [("attesters", "requireAttested", (fact, proof)), ("attesters", "requireAttested", (fact, again))]
    if not c.rarely(30):
        calls.insert(1, ("attesters", "configure", change.args))
    return Step(author.soon(c), wallet, "contract_wallet", "execute", (tuple(calls),))


ACTS = {
    accrue: 8, accrue_many: 5, fill_epoch: 2, accrue_referral: 5, revoke_accrual: 4, revoke_referral: 2, revoke_fact: 7,
    recover: 2, delegate: 2, delegate_by_signature: 2, hand_over: 1, in_one_transaction: 1, transfer: 1, edit: 2,
    configure: 2,
}  # fmt: skip
