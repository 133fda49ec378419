"""Contributors and their ladder: standing, Commits, PRAX, USDC, referrals."""

from collections import Counter

from ...core.catalogue import Standing
from ...core.ids import NOBODY
from ...core.ledger import Person
from ..payments import PaymentState
from .flows import PERIOD, starts
from .source import Source
from .table import Column, Row, Table, Unit, largest_first

_WORDS = {
    Standing.NONE: "none",
    Standing.APPLICANT_RESIDENT: "applicant for residency",
    Standing.APPLICANT_BOP: "applicant as BOP",
    Standing.RESIDENT: "Resident",
    Standing.BOP: "BOP",
}


def word_of(standing: int) -> str:
    """What a standing is called."""
    return _WORDS[Standing(standing)] if standing in tuple(Standing) else f"unknown ({standing})"


def contributors(source: Source) -> Table:
    """Everybody who was ever awarded, admitted, or linked a wallet."""
    ledger, nobody = source.ledger, Person()
    paid, owed, awards = _usdc(source)
    commits: Counter[bytes] = Counter()
    attempts: Counter[bytes] = Counter()
    for accrual in ledger.recognition.accruals.values():
        commits[accrual.contributor] += accrual.live
        attempts[accrual.contributor] += accrual.live and not accrual.completion
    referred = Counter(one.contributor for one in ledger.recognition.referrals.values() if one.live)
    rows = []
    for who in dict.fromkeys([*ledger.people.people, *awards]):
        name, person = source.names.of(who), ledger.people.people.get(who, nobody)
        referrer = ledger.people.referrer_of.get(who)
        rows.append(
            (name.text if name else None, word_of(person.standing), paid[who], owed[who],
             ledger.recognition.balance_of(who), commits[who], attempts[who], awards[who], referred[who],
             person.admitted_at or None, ledger.people.wallet_of(who, ledger.now),
             None if referrer is None else "0x" + referrer.hex(), str(name.source) if name else None,
             "0x" + who.hex())
        )  # fmt: skip
    return Table(
        "contributors",
        "Contributors",
        "A row is a person by forge identity, or a plain wallet. Ids are hashes: a name stands here only where it is "
        "proven. Commits are those that still count; attempts are those of them that completed nothing.",
        (
            Column("contributor", "Contributor"),
            Column("standing", "Standing"),
            Column("paid", "Paid", Unit.USDC),
            Column("owed", "Awarded, not paid", Unit.USDC),
            Column("held", "PRAX", Unit.PRAX),
            Column("commit", "Commits", Unit.COUNT),
            Column("attempt", "Attempts", Unit.COUNT),
            Column("award", "Awards", Unit.COUNT),
            Column("referral", "Referrals", Unit.COUNT),
            Column("admitted", "Standing since", Unit.TIME),
            Column("wallet", "Wallet", Unit.ADDRESS),
            Column("referrer_id", "Referred by", Unit.HASH),
            Column("name_from", "Where the name is from"),
            Column("contributor_id", "Id", Unit.HASH),
        ),
        largest_first(rows, 2, 3, 4),
    )


def standings(source: Source) -> Table:
    """Every step on the ladder."""
    rows = []
    for event in source.told(source.ledger.addresses.stakeholders, "Admitted"):
        args, name = event.args, source.names.of(event.args["contributor"])
        rows.append(
            (event.block_time, name.text if name else None, word_of(args["oldStanding"]), word_of(args["newStanding"]),
             None if args["referrer"] == NOBODY else "0x" + args["referrer"].hex(), args["admittedAt"],
             *("0x" + value.hex() for value in (args["fact"], event.tx_hash, args["contributor"])))
        )  # fmt: skip
    return Table(
        "standings",
        "Steps on the ladder",
        "A row is one admission: whose standing became what, and when.",
        (
            Column("recorded", "Recorded", Unit.TIME),
            Column("contributor", "Contributor"),
            Column("before", "Before"),
            Column("after", "After"),
            Column("referrer_id", "Referred by", Unit.HASH),
            Column("admitted", "Admitted", Unit.TIME),
            Column("fact", "Fact", Unit.HASH),
            Column("transaction", "Transaction", Unit.HASH),
            Column("contributor_id", "Contributor's id", Unit.HASH),
        ),
        rows,
        newest_last=True,
    )


def standing_over_time(source: Source) -> Table:
    """How many stood where at the end of each period."""
    steps = list(source.told(source.ledger.addresses.stakeholders, "Admitted"))
    standing: dict[bytes, int] = {}
    count: Counter[int] = Counter()
    rows: list[Row] = []
    at = 0
    for start, end in zip(starts(source.periods), source.periods.ends, strict=True):
        while at < len(steps) and (steps[at].block_time or 0) < end:
            who, new = steps[at].args["contributor"], steps[at].args["newStanding"]
            count[standing.get(who, 0)] -= 1
            count[new] += 1
            standing[who] = new
            at += 1
        rows.append((*start, *(count[step] for step in (1, 2, 3, 4))))
    return Table(
        "standing_over_time",
        "The ladder over time",
        f"A row is the end of a {source.periods.grain}: how many people had which standing.",
        (
            *PERIOD,
            Column("applicant_resident", "Applicants for residency", Unit.COUNT),
            Column("applicant_bop", "Applicants as BOP", Unit.COUNT),
            Column("resident", "Residents", Unit.COUNT),
            Column("bop", "BOPs", Unit.COUNT),
        ),
        rows,
        newest_last=True,
    )


def stakeholders(source: Source) -> Table:
    """By kind: how many, and what they hold."""
    ledger = source.ledger
    paid, _, awards = _usdc(source)
    people: Counter[int] = Counter()
    wallets: Counter[int] = Counter()
    commits: Counter[int] = Counter()
    money: Counter[int] = Counter()
    prax: Counter[int] = Counter()
    live = Counter(one.contributor for one in ledger.recognition.accruals.values() if one.live)
    for who in dict.fromkeys([*ledger.people.people, *awards]):
        standing = ledger.people.person(who).standing
        people[standing] += 1
        wallets[standing] += ledger.people.wallet_of(who, ledger.now) is not None
        commits[standing] += live[who]
        money[standing] += paid[who]
        prax[standing] += ledger.recognition.balance_of(who)
    return Table(
        "stakeholders",
        "Stakeholders by kind",
        "A row is a standing. All but none accrue PRAX; USDC is paid to whoever did the work.",
        (
            Column("standing", "Standing"),
            Column("person", "People", Unit.COUNT),
            Column("wallet", "With a wallet", Unit.COUNT),
            Column("commit", "Commits", Unit.COUNT),
            Column("held", "PRAX", Unit.PRAX),
            Column("paid", "Paid", Unit.USDC),
        ),
        [
            (word_of(step), people[step], wallets[step], commits[step], prax[step], money[step])
            for step in sorted(Standing, reverse=True)
        ],
    )


def _usdc(source: Source) -> tuple[Counter[bytes], Counter[bytes], Counter[bytes]]:
    """By contributor: base units paid (the fee of a release with it), base units owed, and how many awards stand."""
    paid, owed, awards = (Counter[bytes]() for _ in range(3))
    for payment in source.payments:
        if payment.state is not PaymentState.CANCELLED:
            awards[payment.contributor] += 1
            (owed if payment.state is PaymentState.OWED else paid)[payment.contributor] += payment.amount
    return paid, owed, awards
