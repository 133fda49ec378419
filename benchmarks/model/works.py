"""Steps about work: locks, awards, closures, their review, and releases."""

from dataclasses import replace

from eth_hash.auto import keccak

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.eip712 import release_digest
from praxis_chain.core.facts import Closure, Commit, Progress
from praxis_chain.core.ids import NOBODY, award_id, bounty_id
from praxis_chain.core.programs import DAY

from . import money
from .author import EVIDENCE, WORKS, Author
from .chooser import Chooser
from .escrow import Award, Books, Rules, State
from .facts import fact_hash
from .payouts import Direction, Earned
from .play import Step
from .world import ACTIONS

NOTHING = Award()
COMPLETIONS = (10_000, 5_000, 2_500, 1_000, 333, 1, 9_999, 3_334, 7_000)


def lock(author: Author, c: Chooser) -> Step:
    if _nothing_funded(author, c):
        return money.fund(author, c)
    rules, subject = author.funded(c)
    held = author.model.escrow.locks[bounty_id(rules.id, subject)]
    holder = next((work for work in WORKS if work[:20] == held.work), NOBODY)
    work = holder if holder != NOBODY and c.rarely(40) else c.one_of(WORKS)
    replaces = NOBODY
    if c.rarely(30):
        replaces = c.one_of(WORKS) if holder == NOBODY or c.rarely(15) else holder
        work = NOBODY if c.rarely(40) else work
    elif c.rarely(1):
        work = NOBODY
    at = author.recent(c, held.end, held.start, held.end - rules.lockPeriod)
    progress = Progress(subject, work, author.contributor(c), replaces, at, c.one_of(EVIDENCE))
    author.memory.others.append(progress)
    return author.step(c, author.anybody(c), "escrow", "lock", rules.id, progress, author.proof(c, progress))


def award(author: Author, c: Chooser) -> Step:
    if author.memory.awards and c.rarely(12):
        rules, commits = c.one_of(author.memory.awards[-12:])
        cancelled = [
            (rules, commits)
            for rules, commits in author.memory.awards
            if commits and _award_of(author.model.escrow, rules, commits[0]).state == State.CANCELLED
        ]
        if cancelled and c.rarely(60):
            rules, commits = c.one_of(cancelled)
        if c.rarely(50):
            commits = [author.again(c, commit) for commit in commits]
    elif _nothing_funded(author, c):
        return money.fund(author, c)
    else:
        rules, subject = author.funded(c)
        commits = a_work(author, c, rules, subject)
    author.memory.awards.append((rules, commits))
    proof = author.batch_proof(c, commits)
    ends = []
    if commits:
        bounty = bounty_id(rules.id, commits[0].subject)
        ends = [author.model.escrow.locks[bounty].end, author.model.escrow.reviews[bounty].until]
    return author.step_near(c, ends, author.anybody(c), "escrow", "award", rules.id, tuple(commits), proof)


def award_many(author: Author, c: Chooser) -> Step:
    """Works of one program, on whatever bounties of it; some of them may be awarded already."""
    if _nothing_funded(author, c):
        return money.fund(author, c)
    rules, subject = author.funded(c)
    works = [a_work(author, c, rules, subject)]
    for _ in range(c.below(3)):
        earlier = [commits for other, commits in author.memory.awards[-12:] if other == rules]
        if earlier and c.rarely(25):
            works.append(c.one_of(earlier))
        else:
            other, another = author.funded(c)
            if other == rules and another != subject:
                works.append(a_work(author, c, rules, another))
    if c.rarely(1):
        works.append([])
    works_shown = [work for work in works if work]
    author.memory.awards += [(rules, work) for work in works_shown]
    proof = author.batch_proof(c, [commit for work in works for commit in work])
    shown = tuple(tuple(work) for work in works)
    return author.step(c, author.anybody(c), "escrow", "awardMany", rules.id, shown, proof)


def a_work(author: Author, c: Chooser, rules: Rules, subject: bytes) -> list[Commit]:
    """All Commits of one work for one subject: whole or partial, of one or of several, rarely wrong."""
    bounty = bounty_id(rules.id, subject)
    books = author.model.escrow
    held, remaining = books.locks[bounty], 10_000 - books.bounties[bounty].awarded
    work = c.one_of(WORKS)
    if author.now < held.end and not c.rarely(15):
        work = next((work for work in WORKS if work[:20] == held.work), work)
    whole = remaining if remaining and c.rarely(25) else c.one_of(COMPLETIONS)
    people = sorted(c.some_of(author.world.contributors, 3))
    parts = _parts(c, whole, len(people))
    total = sum(parts)
    at, action, evidence = author.recent(c), c.one_of(ACTIONS[:3]).id, c.one_of(EVIDENCE)
    quality = c.one_of((10_000, 12_345, 20_000, 1, 0))
    commits = [
        Commit(subject, work, who, action, quality, part, total, at, evidence)
        for who, part in zip(people, parts, strict=True)
    ]
    return _spoilt(c, commits) if c.rarely(5) else commits


def _parts(c: Chooser, whole: int, people: int) -> list[int]:
    parts = []
    for left in range(people - 1, 0, -1):
        part = 1 + c.below(max(1, whole - left))
        parts.append(part)
        whole = max(1, whole - part)
    return [*parts, whole]


def _spoilt(c: Chooser, commits: list[Commit]) -> list[Commit]:
    first, last = commits[0], commits[-1]
    kind = c.below(7)
    if kind == 0:
        return []
    if kind == 1:
        return [*reversed(commits), first]
    if kind == 2:
        return [*commits[:-1], replace(last, completion=0)]
    if kind == 3:
        return [replace(commit, total=min(65_535, commit.total + 1)) for commit in commits]
    if kind == 4:
        return [first, *[replace(commit, total=commit.total + 1) for commit in commits[1:]]]
    if kind == 5:
        return [replace(commit, work=NOBODY) for commit in commits]
    return [replace(commit, completion=min(65_535, commit.completion + 7)) for commit in commits]


def close(author: Author, c: Chooser) -> Step:
    if _nothing_funded(author, c):
        return money.fund(author, c)
    rules, subject = author.funded(c)
    held = author.model.escrow.locks[bounty_id(rules.id, subject)]
    if author.memory.closures and c.rarely(15):
        rules, closure = c.one_of(author.memory.closures[-6:])
    else:
        at = author.now - c.one_of((0, 60, DAY))
        if c.rarely(30):
            at = author.recent(c, held.start, author.now - rules.lockPeriod, author.now - 30 * DAY)
        who = NOBODY if c.rarely(25) else author.contributor(c)
        closure = Closure(subject, who, at, c.one_of(EVIDENCE))
    author.memory.closures.append((rules, closure))
    held = author.model.escrow.locks[bounty_id(rules.id, closure.subject)]
    ends = [held.end, closure.closedAt + rules.lockPeriod]
    ends += [closure.closedAt + 30 * DAY] if c.rarely(30) else []
    proof = author.proof(c, closure)
    return author.step_near(c, ends, author.anybody(c), "escrow", "close", rules.id, closure, proof)


def cancel(author: Author, c: Chooser) -> Step:
    """All Commits of an award under review, mostly; by the arbiter, mostly."""
    books, found = author.model.escrow, []
    for rules, commits in author.memory.awards:
        made = _award_of(books, rules, commits[0]) if commits else NOTHING
        is_this = made.state == State.OWED and made.fact == fact_hash(commits[0])[:12]
        if is_this and author.now < made.review_end:
            found.append((rules, commits))
    if not found and not c.rarely(15):
        return award(author, c)
    if c.rarely(8) or not found:
        found = author.memory.awards
    if not found:
        return award(author, c)
    rules, commits = c.one_of(found[-10:])
    if c.rarely(8):
        commits = commits[:-1] if c.rarely(50) else [*commits, *commits[:1]]
    by = author.anybody(c) if c.rarely(25) else _arbiter(author, rules)
    ends = [_award_of(books, rules, commit).review_end for commit in commits]
    return author.step_near(c, ends, by, "escrow", "cancel", rules.id, tuple(commits))


def cancel_closure(author: Author, c: Chooser) -> Step:
    books = author.model.escrow
    found = [
        (rules, closure)
        for rules, closure in author.memory.closures
        if author.now < books.reviews[bounty_id(rules.id, closure.subject)].closure_end
    ]
    if not found and not c.rarely(15):
        return close(author, c)
    if c.rarely(8) or not found:
        found = author.memory.closures
    if not found:
        return close(author, c)
    rules, closure = c.one_of(found[-6:])
    by = author.anybody(c) if c.rarely(25) else _arbiter(author, rules)
    ends = [books.reviews[bounty_id(rules.id, closure.subject)].closure_end]
    return author.step_near(c, ends, by, "escrow", "cancelClosure", rules.id, closure)


def _nothing_funded(author: Author, c: Chooser) -> bool:
    """Then a step that needs a pool gives way to one that makes it, mostly."""
    rich = [bounty for bounty in author.model.escrow.bounties.values() if bounty.pool and not bounty.is_closed]
    return len(rich) < 2 and not c.rarely(20)


def _arbiter(author: Author, rules: Rules) -> str:
    return author.world.roles.get(rules.arbiter, "stranger") if rules.arbiter != ZERO_ADDRESS else "arbiter"


def _award_of(books: Books, rules: Rules, commit: Commit) -> Award:
    return books.awards[award_id(bounty_id(rules.id, commit.subject), commit.work, commit.contributor)]


def _owed(author: Author, c: Chooser) -> tuple[Rules, bytes, Earned] | None:
    """An award that is owed: program, contributor, and which."""
    books = author.model.escrow
    found = []
    for rules, commits in author.memory.awards:
        for commit in commits:
            if _award_of(books, rules, commit).state == State.OWED:
                found.append((rules, commit.contributor, Earned(commit.subject, commit.work)))
    for rules, closure in author.memory.closures:
        made = award_id(bounty_id(rules.id, closure.subject), NOBODY, closure.contributor)
        if books.awards[made].state == State.OWED:
            found.append((rules, closure.contributor, Earned(closure.subject, NOBODY)))
    due = [
        (rules, who, earned)
        for rules, who, earned in found
        if author.now >= books.awards[award_id(bounty_id(rules.id, earned.subject), earned.work, who)].review_end
    ]
    found = due if due and not c.rarely(20) else found
    payable = [
        one for one in found if books.stakeholders[one[0].stakeholders].wallet_of(one[1]) != ZERO_ADDRESS
    ]  # fmt: skip
    found = payable if payable and not c.rarely(10) else found
    return c.one_of(found) if found else None


def release(author: Author, c: Chooser) -> Step:
    """Some awards of one contributor in one program."""
    owed = _owed(author, c)
    if owed is None and not c.rarely(15):
        return award(author, c)
    if owed is None or c.rarely(5):
        rules, subject = author.funded(c)
        who, earned = author.contributor(c), [Earned(subject, c.one_of((*WORKS, NOBODY)))]
    else:
        rules, who, first = owed
        earned = [first]
        for other, commits in author.memory.awards[-20:]:
            if other == rules and c.rarely(30):
                earned += [Earned(commit.subject, commit.work) for commit in commits if commit.contributor == who]
    program = keccak(b"unknown") if c.rarely(1) else rules.id
    awards = [award_id(bounty_id(rules.id, one.subject), one.work, who) for one in earned]
    ends = [author.model.escrow.awards[made].review_end for made in awards]
    return author.step_near(c, ends, author.anybody(c), "escrow", "release", program, who, tuple(earned))


def release_to(author: Author, c: Chooser) -> Step:
    """As the contributor's wallet directs, by its own call or its signature."""
    owed = _owed(author, c)
    if owed is None:
        return award(author, c)
    rules, who, earned = owed
    books = author.model.escrow
    made = award_id(bounty_id(rules.id, earned.subject), earned.work, who)
    at = author.step_near(c, [books.awards[made].review_end], "stranger", "clock", "wait").at
    fact = next(
        (
            fact_hash(fact)
            for fact in [*(f for _, fs in author.memory.awards for f in fs), *(f for _, f in author.memory.closures)]
            if fact_hash(fact)[:12] == books.awards[made].fact
        ),
        keccak(b"another fact"),
    )
    if c.rarely(5):
        fact = keccak(b"another fact")
    to = author.world.addresses[c.one_of(("stranger", "wallet 9", "escrow", "usdc"))]
    if c.rarely(2):
        to = ZERO_ADDRESS
    amount = books.awards[made].amount
    most = c.one_of((amount // 10, 0, 5, amount, 2**200))
    highest = min(most, amount)
    fee = highest + 1 if c.rarely(6) else c.one_of((0, highest, highest // 2))
    deadline = at if c.rarely(5) else c.one_of((at + DAY, at + 1, 2**256 - 1))
    wallet = books.stakeholders[rules.stakeholders].wallet_of(who)
    role = author.world.roles.get(wallet, "stranger")
    signature, by = b"", role
    if c.rarely(60) or role in ("hostile program",):
        signer = {"sponsor by contract": "contract's owner"}.get(role, role)
        if c.rarely(8) or signer not in author.world.people:
            signer = "stranger"
        to_bytes = bytes.fromhex(to[2:])
        digest = release_digest(books.domain, made, fact, to_bytes, most, deadline)
        signature, by = author.world.people[signer].sign(digest), author.anybody(c)
    direction = Direction(fact, to, most, deadline, signature)
    return Step(at, by, "escrow", "releaseTo", (rules.id, who, earned, direction, min(fee, 2**96 - 1)))


def create_program(author: Author, c: Chooser) -> Step:
    """Known ones again, or one that is refused; the known ones are enough."""
    rules = author.rules(c)
    kind = c.below(5)
    if kind == 1:
        rules = rules._replace(attesters=author.world.addresses["stranger"])
    if kind == 2:
        rules = rules._replace(stakeholders=author.world.addresses["stranger"])
    if kind == 3:
        long = 365 * DAY + 1
        rules = c.one_of(
            (rules._replace(lockPeriod=long), rules._replace(reviewPeriod=long), rules._replace(commitmentPeriod=long))
        )
    return author.step(c, author.anybody(c), "escrow", "createProgram", rules)


ACTS = {
    lock: 9, award: 15, award_many: 6, close: 5, cancel: 8, cancel_closure: 4, release: 7, release_to: 5,
    create_program: 1,
}  # fmt: skip
