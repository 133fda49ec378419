"""`docs/faults.md`, from `faults.json`: the same input gives the same page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .play import CONVERGE
from .results import ROOT

PAGE_FILE = ROOT / "docs" / "faults.md"

WHAT_IS_DONE: Mapping[str, str] = {
    "delay": "a request waits up to 0.8 s",
    "late answer": "its answer does",
    "drop": "the connection ends before the server heard of it",
    "lost answer": "it ends after the server acted",
    "duplicate": "the server hears it twice",
    "reorder": "a later request overtakes it",
    "HTTP 403": "instead of an answer, with and without the headers of a rate limit",
    "HTTP 429": "the same",
    "HTTP 500": "instead of an answer",
    "garbage": "200 with HTML, other JSON, nothing, or bytes that are no text",
    "truncated": "half of the answer, then the end of the connection",
    "stale": "the answer that the same question got first",
    "forged receipt": "a transaction that was not mined has a receipt, in a block of another chain",
    "lost receipt": "none has one",
    "failed receipt": "all have failed",
    "block of another chain": "blocks have hashes that the chain does not know",
    "forged call": "contracts answer zeros, ones, or any words of the same length",
    "lag": "the node is up to 12 blocks behind",
    "refusal": "`limit exceeded`, to everything or to one method",
    "swallowed transaction": "taken with thanks, and told to nobody",
    "taken but refused": "passed on, and the sender is told that it was not",
    "wrong nonce": "a count of transactions that is up to 3 off",
    "kill": "kill −9 at any moment, and a new start",
    "crash at a step": "the process ends itself at a named step, up to the fourth time that it gets there",
    "pause": "SIGSTOP, later SIGCONT",
    "down": "kill −9, and no start for a while",
    "database deleted": "kill −9, the SQLite file goes, a new start",
    "database rolled back": "kill −9, an older copy of it comes back, a new start",
    "clock skew": "the process believes it is up to a day earlier or later",
    "other rules": "the attester judges by another version",
    "reorg": "up to 6 blocks are replaced by empty ones, their transactions forgotten; blocks are final after 4",
    "gas spike": "a base fee of 20 to 3,000 gwei",
    "dropped transactions": "the node forgets its pool",
    "no blocks": "none for a while",
    "nonce gap": "another program with the relayer's key sent one with a later nonce",
    "nonce taken": "another program with that key used the next nonce",
    "transaction replaced": "another program with that key outbids what waits",
    "other root signed": "an attester's answer is a signature over something else",
    "stranger's signature": "or one by nobody of the committee",
    "agrees to everything": "or it signs whatever it is shown",
    "false facts proposed": "somebody asks all attesters to sign a merge that never was, and submits it if enough do",
    "webhooks lost": "deliveries do not arrive",
    "webhooks late": "they arrive 0.7 s later",
    "webhooks forged": "one comes that is signed with another secret",
    "webhooks replayed": "each comes twice",
}


def page(figures: Mapping[str, Any]) -> str:
    """The page as Markdown. `figures`: what `faults.json` holds."""
    met = figures["requests_met"]
    faults = [
        (f"`{kind}`", WHAT_IS_DONE[kind], f"{count:,}", f"{met[kind]:,}" if kind in met else "–")
        for kind, count in figures["faults"].items()
    ]
    stories = [(name, f"{count:,}") for name, count in figures["stories"].items()]
    return "\n".join(
        [
            "# Faults\n\n<!-- Written by `./praxis faults`; change benchmarks/, not this file. -->\n",
            _how(figures),
            "## What went wrong\n",
            _table(("fault", "what is done", "times", "requests"), faults, 2),
            "## What happened on the forge\n",
            _table(("story", "times"), stories),
            _mended(figures["mended"]),
        ]
    )


def _how(figures: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in figures["versions"].items())
    return f"""\
Three attesters and two relayers, each a process of its own, with a chain (anvil), a forge (the stand-in for GitHub) and
a proxy on every connection between any two of them. A schedule is up to four stories on the forge and up to five things
that go wrong meanwhile, drawn from its number. Then everything is healed and left to itself; within {CONVERGE:g} s
everybody has to have what they earned, and after a little while more still exactly that.

**{figures["schedules"]:,} distinct schedules, {figures["payments"]:,} payments: {figures["lost"]} lost,
{figures["doubled"]} doubled, {figures["wrongly_paid"]} wrongly paid; {figures["audits_failed"]} audits failed,
{figures["services_that_ended"]} services ended by themselves.** {figures["kills"]:,} times a process was killed and
started again. {figures["date"]}; {versions}; {figures["seconds"]:,} seconds of schedules by `{figures["command"]}`.

What is due is written down with each story, by hand, and never worked out by the project's own rules; what was paid is
read from USDC's own `Transfer` events. *Lost*: less was paid than is due, or not in time; *doubled*: more;
*wrongly paid*: to somebody to whom nothing is due. After each schedule the audit compares all events with all storage.
That the check can fail is tested: a payment made twice, one swallowed, one to a stranger, a merge that nobody was told
of, each gives its violation (`tests/faults`).

`./praxis faults` goes on where it was broken off, `--only NUMBER` plays one schedule again. The schedule is the same
each time; which instruction a process is at when it is killed is not. The tests play a few schedules each time.
"""


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]], left: int = 1) -> str:
    names = list(titles)
    rule = ["---"] * left + ["---:"] * (len(names) - left)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (names, rule, *rows)) + "\n"


def _mended(mended: Sequence[Mapping[str, str]]) -> str:
    lines = [f"* {one['found']} {one['mended']}" for one in mended] or ["Nothing."]
    return "## What this found, and what was done about it\n\n" + "\n".join(lines) + "\n"
