"""Links: git commits that contributors sign with their own key, on refs of their own.

    refs/links/<chain id>/<Stakeholders address, lower case>/<any name>

The tip's trailers are `Wallet: 0x…`, `Linked-at: <unix seconds>` and `Wallet-signature: 0x…`, the wallet's EIP-712
signature over LinkIdentity. Only the holder of the key can make one, whoever may push to the ref.
"""

from ...core.evidence import LinkEvidence, Person
from ..history.objects import read_commits
from ..history.repository import Repository
from ..statements.acts import Acts
from ..statements.linking import in_order, link_of
from ..statements.reading import read_acts
from .signatures import Signatures


def links_ref(chain_id: int, stakeholders: str, name: str = "") -> str:
    """The full ref (or, without a name, the folder of refs) for links to one Stakeholders contract on one chain."""
    return f"refs/links/{chain_id}/{stakeholders.lower()}/{name}"


def read_links(
    repository: Repository, signatures: Signatures, forge: str, chain_id: int, stakeholders: str
) -> tuple[list[LinkEvidence], list[str]]:
    """One per ref, by contributor and time; and sentences about refs that hold none."""
    tips = repository.refs(links_ref(chain_id, stakeholders))
    commits = read_commits(repository, tips.values())
    signatures.verify(commits.values())
    links: list[LinkEvidence] = []
    problems: list[str] = []
    for ref, oid in tips.items():
        person = signatures.signer(commits[oid]) if oid in commits else Person("", "none")
        acts = read_acts(commits[oid].message) if oid in commits else Acts()
        link = link_of(acts, person, oid, forge=forge, chain_id=chain_id, stakeholders=stakeholders)
        if link is None:
            problems.append(f"{ref} is no link: {_lack(acts, person)}")
        else:
            links.append(link)
    return in_order(links), problems


def _lack(acts: Acts, person: Person) -> str:
    if acts.unreadable:
        return " ".join(acts.unreadable)
    if not person.id:
        return "no SSH signature of its contributor fits its git commit."
    return "its git commit needs the trailers Wallet, Linked-at and Wallet-signature."
