"""Links: public gists that name a wallet, which signed the same. Only their owner can write them.

The gist's file, named by `link_file`, holds what `praxis link` prints: `Wallet: 0x…`,
`Linked-at: <unix seconds>` and `Wallet-signature: 0x…`.
"""

from collections.abc import Iterable

from ...core.evidence import LinkEvidence
from ..statements.linking import in_order, link_of
from ..statements.reading import read_acts
from .link_file import link_file
from .names import Names
from .readings import Gist


def read_links(
    names: Names, gists: Iterable[Gist], chain_id: int, stakeholders: str
) -> tuple[list[LinkEvidence], list[str]]:
    """One per gist, by contributor and time; and sentences about gists that hold none."""
    links: list[LinkEvidence] = []
    problems: list[str] = []
    for gist in gists:
        if not chain_id or gist.file != link_file(chain_id, stakeholders):
            continue
        person, acts = names.person(gist.owner), read_acts(f"Link\n\n{gist.text}")
        link = link_of(acts, person, f"gist/{gist.id}", forge=names.forge, chain_id=chain_id, stakeholders=stakeholders)
        if link is None:
            lack = " ".join(acts.unreadable) or "it needs the lines Wallet, Linked-at and Wallet-signature."
            problems.append(f"The gist {gist.id} is no link: {lack}")
        else:
            links.append(link)
    return in_order(links), problems
