"""`docs/load.md`, from the figures alone: the same figures give the same page."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .figures import AIMS, missed

PAGE_FILE = Path(__file__).parents[2] / "docs" / "load.md"
Figures = Mapping[str, Any]


def page(figures: Figures) -> str:
    """Markdown. `figures`: what `oracle.json` holds."""
    parts = [
        "# Load",
        "<!-- Written by `./praxis load`; change benchmarks/oracle, not this file. -->",
        *_how(figures),
        _times(figures),
        "## Requests to the forge",
        _text(f"""Within the hour. GitHub allows a user's token {AIMS["requests"]:,} REST requests and
            {AIMS["requests"]:,} points of GraphQL an hour (a query here costs one); a 304, unchanged, costs nothing.
            The first look at all repositories, before the hour, took {figures["first_look"]["seconds"]:.0f} s of this
            machine's time."""),
        _requests(figures),
        "## Gas",
        _gas(figures),
        "## An attester",
        _text("In one process, on what it collected of ten of these repositories after the hour."),
        _attester(figures["attester"]),
        "## Memory and processor",
        _text("""Memory in MB (10⁶ bytes) that the process held; then the time of one core that it used, git's own
            processes not counted."""),
        _memory(figures),
        _growth(figures),
        "## What was aimed at",
        _aims(figures),
    ]
    return "\n\n".join(parts) + "\n"


def _how(figures: Figures) -> list[str]:
    rate = figures["rate"]
    versions = ", ".join(f"{name} {version}" for name, version in figures["versions"].items())
    return [
        _text(f"""{figures["merged"]:,} works are merged within one hour in {figures["repositories"]} repositories.
            Three attesters, of which two have to sign, and one relayer run as processes of their own (`praxis attest
            serve`, `praxis relay run`), each with its own token, database and mirrors. No webhooks are sent: everything
            is found by the sweeps, `--look-every {figures["look_every"]}` seconds, so that half of that has gone by on
            average before anybody looks. The chain is anvil with a block every {figures["block_time"]} s and Circle's
            USDC; every issue has a bounty of its own, which pays at once,
            and every contributor a wallet and standing, so that a work is an award and an accrual. The forge is a
            stand-in for GitHub: one process over real git repositories. A pull request is opened, approved and merged
            within a moment, by merge, squash and rebase in turn; one that is seen open first is read once more."""),
        _text(f"""**The hour is compressed.** It took {figures["hour_seconds"]} s: the clocks of forge and chain, the
            sweeps and the blocks went {rate:g} times as fast, and computing did not. So times are given twice: by this
            machine's clock, and {rate:g} times that, which is what the clocks of forge and chain saw. In an hour that
            is not compressed they lie between the two."""),
        _text(f"""Measured {figures["date"]} by `{figures["command"]}`, everything on one machine ({figures["machine"]})
            that had much other work to do: where the services did not get a core in time, they looked and paid later
            than they were told to, and asked less often. {versions}."""),
    ]


def _times(figures: Figures) -> str:
    titles = {"p50": "half of the works", "p99": "99 of 100", "most": "the last one"}
    waited, rate = figures["merge_to_paid"], figures["rate"]
    rows = [(f"merge to paid, {what}", f"{waited[of]:.1f}", f"{waited[of] * rate:.0f}") for of, what in titles.items()]
    told = f"""{figures["paid"]:,} of {figures["merged"]:,} works were paid, {figures["paid_twice"]} of them twice.
        Merges fell behind their even times by up to {figures["latest_merge_late"]:.0f} s of this machine."""
    return f"{_table(('', 's of this machine', 's of forge and chain'), rows)}\n\n{_text(told)}"


def _requests(figures: Figures) -> str:
    first = figures["first_look"]["requests"]
    rows = [
        (role, *(f"{counts[kind]:,}" for kind in ("rest", "graphql", "unchanged")), f"{first[role]['rest']:,}")
        for role, counts in figures["requests"].items()
    ]
    return _table(("", "REST", "GraphQL", "unchanged", "REST, first look"), rows)


def _gas(figures: Figures) -> str:
    gas = figures["gas"]
    sizes = gas["works_per_award_transaction"]
    rows = [
        ("per work, everything that the relayer sent", f"{gas['per_work']:,}"),
        ("per award, in batches", f"{gas['per_award']:,}"),
        ("per accrual of PRAX, in batches", f"{gas['per_accrual']:,}"),
    ]
    told = f"""{gas["transactions"]:,} transactions, {gas["failed"]} of which failed. Those that award did so for
        {sizes["p50"]} works (median), the largest for {sizes["most"]}."""
    return f"{_table(('', 'gas'), rows)}\n\n{_text(told)}"


def _attester(attester: Figures) -> str:
    rows = [
        ("facts judged per second, from collected evidence", f"{attester['facts_per_second']:,}"),
        ("documents of evidence judged per second", f"{attester['documents_per_second']:,}"),
        ("facts per second, evidence made from readings and mirror first", f"{attester['collected_per_second']:,}"),
        ("root of 100 facts, made and signed", f"{attester['sign_100_ms']} ms"),
        ("signatures per second", f"{attester['signatures_per_second']:,}"),
    ]
    return _table(("", ""), rows)


def _memory(figures: Figures) -> str:
    rows = []
    for role, memory in figures["memory"].items():
        core = figures["processor_seconds"].get(role)
        sizes = (f"{memory[name]:.0f}" for name in ("start", "half", "end", "most"))
        rows.append((role, *sizes, "" if core is None else f"{core} s"))
    return _table(("", "before", "in the middle", "at the end", "at most", "core"), rows)


def _growth(figures: Figures) -> str:
    """What an attester keeps of each work, in memory, and what computing all of it took."""
    kept = [(one["end"] - one["start"]) * 1000 / figures["merged"] for one in figures["memory"].values()]
    core = sum(figures["processor_seconds"].values())
    return _text(f"""Each service holds all that it knows of its repositories in memory, so it grows with them: by
        {min(kept):.0f} to {max(kept):.0f} kB a work here. All of them together computed for {core:,} s.""")


def _aims(figures: Figures) -> str:
    aimed = _text(f"""{AIMS["facts_per_second"]} facts judged per second or more; a root of 100 facts in
        {AIMS["sign_100_ms"]} ms or less; {AIMS["requests"]:,} requests an hour for {figures["repositories"]}
        repositories; steady memory, which grows by no more than {AIMS["growth_percent"]}% in the second half.""")
    lacking = missed(figures)
    return f"{aimed}\n\n" + ("\n".join(f"* Missed: {one}." for one in lacking) if lacking else "All were reached.")


def _text(words: str) -> str:
    return textwrap.fill(" ".join(words.split()), 119, break_long_words=False, break_on_hyphens=False)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(titles) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (titles, rule, *rows))
