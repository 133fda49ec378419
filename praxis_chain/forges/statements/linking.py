"""Whose wallet it is, as its contributor published it: the same on every forge, wherever it stands there."""

from collections.abc import Iterable

from ...core.evidence import LinkEvidence, Person
from ...core.rules import RULES_VERSION
from .acts import Acts


def link_of(
    acts: Acts, person: Person, publication: str, *, forge: str, chain_id: int, stakeholders: str
) -> LinkEvidence | None:
    """What that person published there, for that deployment; None where anything of it is missing."""
    if not (person.id and acts.wallet and acts.linked_at and acts.wallet_signature):
        return None
    return LinkEvidence(
        rules=RULES_VERSION,
        forge=forge,
        contributor=person.id,
        wallet=acts.wallet,
        linked_at=acts.linked_at,
        chain_id=chain_id,
        stakeholders=stakeholders.lower(),
        wallet_signature=acts.wallet_signature,
        published_by=person,
        publication=publication,
    )


def in_order(links: Iterable[LinkEvidence]) -> list[LinkEvidence]:
    """By contributor and time."""
    return sorted(links, key=lambda link: (link.contributor, link.linked_at, link.publication))
