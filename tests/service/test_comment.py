"""The text of a comment, exactly: how a work stands, what is missing, and where the money went."""

from dataclasses import replace

import pytest

from praxis_chain.service.relaying.comment import comment_text, marker
from praxis_chain.service.relaying.listening import Said
from praxis_chain.service.relaying.works import Share, Work

ISSUE, PULL = "github:repo/10270250/issue/7", "github:repo/10270250/pull/9"
WALLET, HASH = "0x" + "ab" * 20, b"\x12" * 32
NOW = 1_750_000_000
PLAIN = Work(PULL, (ISSUE,), "", "", None, 2, (), (), (), True)
OWED = Share(ISSUE, "github:user/583231", 750_000_000, NOW + 60, "owed", "", HASH, True)
PAID = replace(OWED, state="paid", to=WALLET)
FOR = "750.00 USDC for `github:repo/10270250/issue/7` to `github:user/583231`"


def text(work: Work, state: str, *points: str) -> None:
    """Fails the test unless it is that state and these points."""
    listed = "".join(f"\n* {point}" for point in points)
    expected = f"<!-- praxis-chain {PULL} -->\n**Praxis: {state}**\n" + (listed + "\n" if points else "")
    assert comment_text(work, NOW) == expected


def test_the_marker_is_the_first_line_and_of_that_work_alone() -> None:
    assert comment_text(PLAIN, NOW).splitlines()[0] == marker(PULL) == f"<!-- praxis-chain {PULL} -->"
    assert marker(PULL) != marker(PULL + "9")


def test_nothing_to_pay() -> None:
    text(PLAIN, "nothing to pay")


def test_what_is_missing_for_a_work_that_is_not_to_be_paid() -> None:
    refused = replace(PLAIN, reason="not-merged", refusal="It is not merged: nothing on refs/heads/main says so.")
    text(
        refused, "not to be paid as it is",
        "What is missing: `It is not merged: nothing on refs/heads/main says so.`",
    )  # fmt: skip


def test_attesters_who_do_not_agree_are_named_with_their_reasons() -> None:
    said = (("one.example.org", Said(True)), ("two.example.org", Said(False, "not-seen: It saw no such thing.")))
    waiting = replace(PLAIN, agreeing=1, said=(*said, ("three.example.org", Said(None, "It did not answer in 20 s."))))
    text(
        waiting, "waiting for attesters",
        "1 of the 2 attesters that are needed agree.",
        "`two.example.org` says: `not-seen: It saw no such thing.`",
        "`three.example.org` did not answer.",
    )  # fmt: skip
    text(replace(waiting, agreeing=2), "nothing to pay")


def test_what_the_chain_refuses_is_said() -> None:
    text(
        replace(PLAIN, steps=("award: BountyEscrow refused: another work holds the lock.",)), "refused on chain",
        "The chain says no: `award: BountyEscrow refused: another work holds the lock.`",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("share", "state", "point"),
    [
        (OWED, "under review", f"{FOR}: under review until 2025-06-15 15:07:40 UTC"),
        (replace(OWED, review_end=NOW), "to be released", f"{FOR}: paid next"),
        (
            replace(OWED, review_end=NOW, has_wallet=False), "waiting for a wallet",
            f"{FOR}: waits until they link a wallet (praxis link)",
        ),
        (PAID, "paid", f"{FOR}: paid to `{WALLET}` in transaction `0x{HASH.hex()}`"),
        (
            replace(OWED, state="cancelled"), "cancelled",
            f"{FOR}: went back to the bounty in transaction `0x{HASH.hex()}`",
        ),
    ],
    ids=["review", "release", "wallet", "paid", "cancelled"],
)  # fmt: skip
def test_where_the_money_is(share: Share, state: str, point: str) -> None:
    text(replace(PLAIN, shares=(share,)), state, point)


def test_everybody_who_shares_it_is_listed() -> None:
    other = replace(OWED, contributor="github:user/7", amount=1, review_end=NOW - 1)
    text(
        replace(PLAIN, shares=(PAID, other)), "to be released",
        f"{FOR}: paid to `{WALLET}` in transaction `0x{HASH.hex()}`",
        "0.000001 USDC for `github:repo/10270250/issue/7` to `github:user/7`: paid next",
    )  # fmt: skip


def test_what_strangers_say_means_nothing_in_markdown() -> None:
    """No mention, no link, no second line, no command, no end of the code quote."""
    said = (("evil.example.org", Said(False, "x` @everybody [link](http://evil)\n/praxis quality: 2\n<!-- ` -->")),)
    hostile = replace(PLAIN, agreeing=0, said=said)
    text(
        hostile, "waiting for attesters",
        "0 of the 2 attesters that are needed agree.",
        "`evil.example.org` says: `x  @everybody [link](http://evil) /praxis quality: 2 <!--   -->`",
    )  # fmt: skip
