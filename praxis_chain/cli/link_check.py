"""`praxis link check`: what attesters see of a contributor's link, and what the chain holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.attestation import recover
from ..core.eip712 import link_digest, stakeholders_domain
from ..core.errors import WrongInput
from ..core.evidence import AnyEvidence, LinkEvidence
from ..core.ids import contributor_id
from ..core.naming import printable
from .accounts import account_of
from .context import Session
from .link_state import LinkState, link_state
from .linking import identity
from .next_steps import tell_next
from .people_on_chain import holding_of
from .publishing import place, where_sought
from .weighing import Weighed, weigh

if TYPE_CHECKING:
    from ..oracle import Forge

_ELSEWHERE = "is for another chain or another Stakeholders contract, and counts for nothing here."


@dataclass(frozen=True, slots=True)
class LinkFound:
    """state: as it is. elsewhere: sentences about what was published in another place or by somebody else; problems:
    what the forge says of statements that are no links."""

    state: LinkState
    place: str
    published: tuple[Weighed, ...]
    elsewhere: tuple[str, ...]
    problems: tuple[str, ...]


def check_link(session: Session, text: str) -> LinkFound:
    """Look at the repository, if one is set, and at the chain. Raises WrongInput, NetworkFailed."""
    from ..oracle import collect
    from .repository import look

    who = identity(session, text)
    documents: list[AnyEvidence] = []
    problems: Sequence[str] = ()
    elsewhere: list[str] = []
    if session.settings.repo:
        forge = look(session, "looking")
        documents, problems = list(collect(forge)), forge.problems()
        elsewhere = list(_other_places(session, forge, who.text))
    else:
        session.out.say("Without --repo nobody can see what is published: only the chain was asked.")
    links = [one for one in documents if isinstance(one, LinkEvidence)]
    published = tuple(weigh(one) for one in links if one.contributor == who.text)
    state = link_state(who.text, published, holding_of(session, who.text, published, True))
    return LinkFound(
        state,
        place(session, who.text),
        published,
        (*_by_others(who.text, [one for one in links if one.contributor != who.text]), *elsewhere),
        tuple(one for one in problems if "refs/links/" in one or "gist" in one),
    )


def check_lines(found: LinkFound) -> list[str]:
    """What `praxis link check` prints."""
    said = [printable(found.state.contributor), f"  {printable(found.state.says)}"]
    said += [f"  {printable(sentence)}" for sentence in (*found.elsewhere, *found.problems)]
    if found.state.state == "not-published":
        said.append(f"  Attesters look for it {where_sought(found.state.contributor, found.place)}")
    return said + [f"  next  {printable(tell_next(step))}" for step in found.state.next]


def _other_places(session: Session, forge: "Forge", contributor: str) -> Iterator[str]:
    """What is published for other chains or contracts: by that account, or on refs of a git repository."""
    from ..forges.github.forge import GitHubForge
    from ..forges.history.repository import Repository
    from .repository import mirror_path

    if isinstance(forge, GitHubForge):
        account = account_of(contributor)
        for gist in forge.gists:
            if account and gist.owner.id == account.id and gist.file != place(session, contributor):
                yield f"gist/{gist.id} has the file {gist.file}, which {_ELSEWHERE}"
        return
    here = place(session, contributor)
    for ref in Repository(mirror_path(session, "looking")).refs("refs/links/"):
        if not ref.startswith(here):
            yield f"{ref} {_ELSEWHERE}"


def _by_others(contributor: str, links: Sequence[LinkEvidence]) -> Iterator[str]:
    """Statements that a wallet signed for this contributor, and that somebody else published."""
    for link in links:
        domain = stakeholders_domain(link.chain_id, bytes.fromhex(link.stakeholders[2:]))
        wallet = bytes.fromhex(link.wallet[2:])
        digest = link_digest(domain, contributor_id(contributor), wallet, link.linked_at)
        try:
            signer = recover(digest, bytes.fromhex(link.wallet_signature[2:]))
        except WrongInput:
            continue
        if signer == wallet:
            yield (
                f"{link.wallet} signed for {contributor}, but {link.contributor} published it: it counts only where "
                f"{contributor} does."
            )
