"""Steps about who is who: links, changes, acceptances, rejections, admissions."""

from praxis_chain.core.eip712 import change_digest, link_digest
from praxis_chain.core.facts import Admission, Link
from praxis_chain.core.ids import NOBODY, wallet_contributor

from .author import EVIDENCE, Author
from .chooser import Chooser
from .play import Step
from .stakeholders import CHANGE_DELAY
from .world import IDENTITIES, WALLETS


def link(author: Author, c: Chooser) -> Step:
    """By the new wallet, by the old one, or by anybody with the new wallet's signature."""
    who = author.model.stakeholders
    contributor = c.one_of(IDENTITIES) if not c.rarely(2) else author.contributor(c)
    free = [
        role for role in (*WALLETS, "sponsor by contract")
        if who.served[author.world.addresses[role]] in (NOBODY, contributor)
    ]  # fmt: skip
    role = c.one_of(free if free and not c.rarely(6) else (*WALLETS, "sponsor by contract"))
    newest = who.linked_at[contributor]
    at = author.recent(c, newest) if c.rarely(15) else author.now - c.below(2)
    wallet = bytes(20) if c.rarely(1) else bytes.fromhex(author.world.addresses[role][2:])
    fact = Link(contributor, wallet, at, c.one_of(EVIDENCE))
    author.memory.links.append(fact)
    current = author.world.roles.get(who.wallet_of(contributor), "stranger")
    signature, by = b"", role
    way = c.below(4)
    if way > 0:
        by = current if way == 1 else author.anybody(c)
        linked_at = at + 1 if c.rarely(2) else at
        digest = link_digest(author.model.stakeholders.domain, contributor, wallet, linked_at)
        signature = _signed(author, c, role, digest)
    end, proof = who.changes[contributor].effective_at, author.proof(c, fact)
    return author.step_near(c, [end], by, "stakeholders", "link", fact, proof, signature)


def _signed(author: Author, c: Chooser, role: str, digest: bytes) -> bytes:
    signer = {"sponsor by contract": "contract's owner"}.get(role, role)
    if signer not in author.world.people or c.rarely(5):
        signer = "stranger"
    return author.world.people[signer].sign(digest)


def accept(author: Author, c: Chooser) -> Step:
    """By the wallet in effect, or by anybody with its signature, which is now and then over something else."""
    who = author.model.stakeholders
    pending = [one for one in IDENTITIES if who.is_pending(who.changes[one])]
    if not pending and not c.rarely(20):
        return link(author, c)
    contributor = c.one_of(pending if pending and not c.rarely(10) else IDENTITIES)
    change, role = who.changes[contributor], author.world.roles.get(who.wallet_of(contributor), "stranger")
    wallet = author.world.addresses[c.one_of(WALLETS)] if c.rarely(4) else change.wallet
    linked_at = author.recent(c, who.linked_at[contributor]) % 2**64 if c.rarely(4) else who.linked_at[contributor]
    if c.rarely(40):
        args = (contributor, wallet, linked_at, b"")
        return author.step_near(c, [change.effective_at], role, "stakeholders", "acceptChange", *args)
    digest_of = link_digest if c.rarely(5) else change_digest
    signature = _signed(author, c, role, digest_of(who.domain, contributor, bytes.fromhex(wallet[2:]), linked_at))
    by = author.anybody(c)
    return author.step(c, by, "stakeholders", "acceptChange", contributor, wallet, linked_at, signature)


def reject(author: Author, c: Chooser) -> Step:
    who = author.model.stakeholders
    pending = [one for one in IDENTITIES if who.is_pending(who.changes[one])]
    if not pending and not c.rarely(20):
        return link(author, c)
    contributor = c.one_of(pending if pending and not c.rarely(10) else IDENTITIES)
    wallet = who.wallet_of(contributor)
    by = author.world.roles.get(wallet, "stranger") if not c.rarely(10) else author.anybody(c)
    return author.step_near(c, [who.changes[contributor].effective_at], by, "stakeholders", "rejectChange", contributor)


def admit(author: Author, c: Chooser) -> Step:
    contributor = c.one_of(IDENTITIES) if not c.rarely(3) else author.contributor(c)
    others = [one for one in IDENTITIES if one != contributor or c.rarely(10)]
    referrer = c.one_of((*others, NOBODY, wallet_contributor(author.world.addresses["stranger"])))
    at = author.recent(c, author.model.stakeholders.admitted_at[contributor]) if c.rarely(20) else author.now
    standing = c.one_of((3, 4, 1, 2, 0)) if not c.rarely(2) else 5
    fact = Admission(contributor, standing, referrer, at, c.one_of(EVIDENCE))
    author.memory.admissions.append(fact)
    return author.step(c, author.anybody(c), "stakeholders", "admit", fact, author.proof(c, fact))


def wait_for_change(author: Author, c: Chooser) -> Step:
    """Until just before, at, or after a change takes effect."""
    times = [change.effective_at for change in author.model.stakeholders.changes.values()]
    ahead = [time + d for time in times for d in (-1, 0, 1) if time + d > author.now]
    return Step(c.one_of(ahead) if ahead else author.now + CHANGE_DELAY, "stranger", "clock", "wait")


ACTS = {link: 9, accept: 4, reject: 4, admit: 6, wait_for_change: 2}
