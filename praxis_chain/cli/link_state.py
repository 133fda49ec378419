"""How it stands with a contributor's wallet: what was published, what the chain holds, and what is refused and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.evidence import LinkEvidence
from ..core.times import show_time
from .next_steps import ATTESTERS, NOBODY, RELAYER, Next
from .weighing import Weighed

if TYPE_CHECKING:
    from ..evm.bindings import Person


@dataclass(frozen=True, slots=True)
class LinkState:
    """state: a stable word for machines; says: the sentence; next: who has to do what."""

    contributor: str
    state: str
    says: str
    next: tuple[Next, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """What the chain knows, as of one block. revoked: whether the Link of the change announced last is. serves: for
    wallets that were published (lower case), whom each is linked to already (0x… id), if that is somebody else."""

    now: int
    person: "Person"
    revoked: bool
    serves: dict[str, str]


def link_state(contributor: str, published: Sequence[Weighed], holding: Holding | None) -> LinkState:
    """`published`: that contributor's link evidence, weighed; `holding` None if no chain was asked."""
    links = sorted((one for one in published if isinstance(one.document, LinkEvidence)), key=_when)
    good = [one for one in links if one.facts]
    newest = links[-1] if links else None
    if holding is not None and (settled := _settled(contributor, good, holding)):
        return settled
    if newest is None or (newest.refusal is None and holding is None):
        return _unpublished(contributor, holding) if newest is None else _unasked(contributor, newest)
    if newest.refusal is not None:
        again = Next(contributor, f"make the statement again and publish it: praxis link --contributor {contributor}")
        return LinkState(contributor, newest.refusal.reason, newest.refusal.sentence, (again,))
    assert holding is not None
    return _to_submit(contributor, newest, holding)


def _settled(contributor: str, good: Sequence[Weighed], holding: Holding) -> LinkState | None:
    """Where nothing that was published is newer than what the chain holds; None where something is, or is refused."""
    person, change = holding.person, holding.person.change
    if person.linked_at is None:
        return None
    newest = _document(good[-1]) if good else None
    if newest is not None and newest.linked_at > person.linked_at:
        return None
    if change.wallet and change.wallet != person.wallet:
        return _revoked(contributor, person) if holding.revoked else _pending(contributor, person)
    if newest is not None and newest.linked_at < person.linked_at and newest.wallet.lower() != _lower(person.wallet):
        return LinkState(
            contributor,
            "older",
            f"The link to {newest.wallet} is of {show_time(newest.linked_at)}, older than the present one of "
            f"{show_time(person.linked_at)}: the chain takes only newer ones. {person.wallet} stays.",
            (Next(contributor, "sign again, if the other wallet is meant: praxis link"),),
        )
    if change.rejected and not change.wallet:
        return LinkState(
            contributor,
            "rejected",
            f"The last change was rejected by {person.wallet}, which stays in effect. The next one waits 30 days and "
            "cannot be rejected.",
            (Next(contributor, "sign again, if the change was right: praxis link"),),
        )
    return LinkState(contributor, "linked", f"{person.wallet} is in effect, linked at {show_time(person.linked_at)}.")


def _pending(contributor: str, person: "Person") -> LinkState:
    change = person.change
    reject = (
        "wait: it cannot be rejected again" if change.rejected else f"refuse it with praxis link reject {contributor}"
    )
    return LinkState(
        contributor,
        "pending",
        f"The change to {change.wallet} waits: {person.wallet or 'the present wallet'} stays until "
        f"{show_time(change.effective_at)}.",
        (
            Next(NOBODY, f"the change to {change.wallet} waits, and holds then by itself", change.effective_at),
            Next(
                f"the holder of {person.wallet}",
                f"let it hold at once with praxis link accept {contributor}, or {reject}",
                change.effective_at,
            ),
        ),
    )


def _revoked(contributor: str, person: "Person") -> LinkState:
    again = Next(contributor, "sign again, if the change was right: praxis link")
    said = f"The link to {person.change.wallet} was revoked before it took effect: {person.wallet} stays."
    return LinkState(contributor, "revoked", said, (again,))


def _unpublished(contributor: str, holding: Holding | None) -> LinkState:
    said = f"Nobody has published a wallet for {contributor} where only they can write."
    if holding is not None and holding.person.wallet:
        said = f"{holding.person.wallet} is in effect; nothing newer is published."
        return LinkState(contributor, "linked", said)
    make = Next(contributor, f"sign with the wallet and publish: praxis link --contributor {contributor}")
    return LinkState(contributor, "not-published", said, (make,))


def _unasked(contributor: str, newest: Weighed) -> LinkState:
    link = _document(newest)
    return LinkState(
        contributor,
        "published",
        f"{link.wallet} is published and signed for chain {link.chain_id}; whether it is linked there was not asked.",
    )


def _to_submit(contributor: str, newest: Weighed, holding: Holding) -> LinkState:
    link, person = _document(newest), holding.person
    taken = holding.serves.get(link.wallet.lower())
    if taken:
        return LinkState(
            contributor,
            "wallet-taken",
            f"{link.wallet} serves {taken} for ever, and a wallet is one person's.",
            (Next(contributor, "sign with a wallet that was never linked to anybody else: praxis link"),),
        )
    if link.linked_at > holding.now:
        said = f"The link to {link.wallet} is of {show_time(link.linked_at)}, which the chain has not reached yet."
        return LinkState(
            contributor, "from-the-future", said, (Next(NOBODY, "the chain would refuse it", link.linked_at),)
        )
    waits = ""
    if person.wallet and person.wallet.lower() != link.wallet.lower():
        waits = (
            f" It is a change, so {person.wallet} stays for {'30 days' if person.change.rejected else '72 hours'} more."
        )
    said = f"{link.wallet} is published and signed, and not on chain yet.{waits}"
    steps = (Next(ATTESTERS, "sign it"), Next(RELAYER, "submit it then, as anybody may: praxis relay"))
    return LinkState(contributor, "not-submitted", said, steps)


def _document(weighed: Weighed) -> LinkEvidence:
    assert isinstance(weighed.document, LinkEvidence)
    return weighed.document


def _when(weighed: Weighed) -> int:
    return _document(weighed).linked_at


def _lower(wallet: str | None) -> str:
    return (wallet or "").lower()
