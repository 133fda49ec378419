"""The text of the one comment that a relayer keeps on a pull request: nothing but a function of how the work stands.

It holds no mention, and nothing that a contributor wrote: what others say goes into code quotes.
"""

from collections.abc import Iterator

from ...core.times import show_time
from ...core.units import show_usdc
from .works import Share, Work


def marker(work: str) -> str:
    """The first line, by which the comment is found again; not shown."""
    return f"<!-- praxis-chain {work} -->"


def comment_text(work: Work, now: int) -> str:
    """Markdown. now: time of the chain's head."""
    return "\n".join([marker(work.name), f"**Praxis: {work.state(now)}**", *_lines(work, now)]) + "\n"


def _lines(work: Work, now: int) -> Iterator[str]:
    points = [*_missing(work), *(_share(share, now) for share in work.shares)]
    if points:
        yield ""
    yield from (f"* {point}" for point in points)


def _missing(work: Work) -> Iterator[str]:
    if work.refusal:
        yield f"What is missing: {_quoted(work.refusal)}"
    elif work.agreeing is not None and work.agreeing < work.quorum:
        yield f"{work.agreeing} of the {work.quorum} attesters that are needed agree."
        for name, said in work.said:
            if said.agrees is False:
                yield f"{_quoted(name)} says: {_quoted(said.why)}"
            elif said.agrees is None:
                yield f"{_quoted(name)} did not answer."
    for step in work.steps:
        yield f"The chain says no: {_quoted(step)}"


def _share(share: Share, now: int) -> str:
    amount = f"{show_usdc(share.amount)} USDC for {_quoted(share.subject)} to {_quoted(share.contributor)}"
    if share.state == "paid":
        return f"{amount}: paid to `{share.to}` in transaction `0x{share.tx_hash.hex()}`"
    if share.state == "cancelled":
        return f"{amount}: went back to the bounty in transaction `0x{share.tx_hash.hex()}`"
    if now < share.review_end:
        return f"{amount}: under review until {show_time(share.review_end)}"
    return f"{amount}: {'paid next' if share.has_wallet else 'waits until they link a wallet (praxis link)'}"


def _quoted(text: str) -> str:
    """As code, on one line: Markdown in it means nothing, and nobody is notified."""
    return "`" + "".join(char if char.isprintable() and char != "`" else " " for char in text).strip() + "`"
