"""On whose word: who sat on the committee, and how often each signed."""

from collections import Counter

from .source import Source
from .table import Column, Table, Unit, largest_first


def attesters(source: Source) -> Table:
    """Every account that was ever a member, or signed a root that was accepted."""
    ledger = source.ledger
    signed: Counter[str] = Counter()
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    since: dict[str, int] = {}
    until: dict[str, int] = {}
    asked: Counter[str] = Counter()
    for event in source.told(ledger.addresses.attesters, "MemberAdded", "MemberRemoved", "Attested"):
        at = event.block_time or 0
        if event.name == "MemberAdded":
            since[event.args["member"]] = at
            until.pop(event.args["member"], None)
        elif event.name == "MemberRemoved":
            until[event.args["member"]] = at
        else:
            asked.update(since.keys() - until.keys())
            for who in ledger.committee.signers.get((event.tx_hash, event.args["root"]), ()):
                signed[who] += 1
                first.setdefault(who, at)
                last[who] = at
    rows = [
        (who, ledger.committee.members.get(who, False), signed[who], asked[who],
         signed[who] * 10_000 // asked[who] if asked[who] else None, since.get(who), until.get(who),
         first.get(who), last.get(who))
        for who in dict.fromkeys([*since, *signed])
    ]  # fmt: skip
    return Table(
        "attesters",
        "Attesters",
        "A row is an account that sat on the committee. Attestations are accepted signatures over a root of one or "
        "more facts; a quorum suffices, so nobody has to sign them all.",
        (
            Column("attester", "Attester", Unit.ADDRESS),
            Column("is_member", "Member", Unit.FLAG),
            Column("attestation", "Attestations", Unit.COUNT),
            Column("root", "Roots while a member", Unit.COUNT),
            Column("part", "Part of them", Unit.POINTS),
            Column("member_since", "Member since", Unit.TIME),
            Column("member_until", "Member until", Unit.TIME),
            Column("first_attestation", "First attestation", Unit.TIME),
            Column("last_attestation", "Last attestation", Unit.TIME),
        ),
        largest_first(rows, 2),
    )
