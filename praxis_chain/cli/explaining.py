"""Everything that can be told of one work, gathered: evidence, facts, people, money, and what happens next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import PraxisError, WrongInput
from ..core.facts import Fact, fact_hash
from ..core.ids import hash_uri
from .attesters_asked import Asked, agreeing, ask_all
from .context import Session
from .link_state import LinkState, link_state
from .next_steps import Next, next_steps
from .people_on_chain import holding_of
from .weighing import Weighed, about_people, about_work, people_of, subjects_of, weigh
from .work_names import WorkNamed, parse_work
from .work_on_chain import OnChain, read_chain

if TYPE_CHECKING:
    from ..core.evidence import AnyEvidence
    from ..oracle import Forge


@dataclass(frozen=True, slots=True)
class Explanation:
    """weighed: about the work; personal: links and admissions of its people. problems: sentences about statements that
    speak of it and count for nothing. unasked: what nobody could be asked about, and why. names: by id. logins: what
    accounts are called now, for people to read."""

    work: str
    subjects: tuple[str, ...]
    people: tuple[str, ...]
    weighed: tuple[Weighed, ...]
    personal: tuple[Weighed, ...]
    links: tuple[LinkState, ...]
    asked: tuple[Asked, ...]
    problems: tuple[str, ...]
    chain: OnChain | None
    next: tuple[Next, ...]
    unasked: tuple[str, ...]
    names: Mapping[bytes, str]
    logins: Mapping[str, str]

    @property
    def facts(self) -> list[Fact]:
        """All that follow from the evidence about the work, each once."""
        return _each_once(self.weighed)

    @property
    def everything(self) -> list[Fact]:
        """Those, and what follows about its people."""
        return _each_once((*self.weighed, *self.personal))


def explain_work(session: Session, text: str, attesters: Sequence[str] = ()) -> Explanation:
    """Look at the repository, at the chain if there is one, and ask these attesters (URLs), who sign nothing.

    Raises WrongInput, and NetworkFailed of the repository.
    """
    from ..oracle import collect
    from .repository import look

    unasked: list[str] = []
    named = parse_work(session, text)
    with_chain = _chain_answers(session, unasked)
    forge = look(session, "looking", links=with_chain)
    work = _require_same(named, forge.id)
    documents = list(collect(forge))
    weighed = tuple(weigh(one) for one in about_work(documents, work))
    own = [one.document for one in weighed]
    subjects, people = tuple(subjects_of(own)), tuple(people_of(own))
    personal = tuple(weigh(one) for one in about_people(documents, people))
    facts = _each_once((*weighed, *personal))
    chain = read_chain(session, work, subjects, people, facts) if with_chain else None
    asked = ask_all(session, attesters, facts, with_chain)
    if not attesters:
        unasked.append("No attester was asked, so nothing is said of who would sign: name them with --attester URL.")
    links = tuple(
        link_state(who, [one for one in personal if _is_of(one, who)], holding_of(session, who, personal, with_chain))
        for who in people
    )
    return Explanation(
        work=work,
        subjects=subjects,
        people=people,
        weighed=weighed,
        personal=personal,
        links=links,
        asked=asked,
        problems=tuple(_speaking_of(forge.problems(), named.number, own)),
        chain=chain,
        next=tuple(next_steps(weighed, personal, chain, agreeing(asked, facts))),
        unasked=tuple(unasked),
        names={hash_uri(name): name for name in (work, *subjects, *people)},
        logins=_logins(forge, people),
    )


def _each_once(weighed: Sequence[Weighed]) -> list[Fact]:
    return list({fact_hash(fact): fact for one in weighed for fact in one.facts}.values())


def _chain_answers(session: Session, unasked: list[str]) -> bool:
    """Whether there is a deployment to ask; else why not becomes a sentence."""
    try:
        return bool(session.contracts)
    except PraxisError as error:
        unasked.append(f"No chain was asked, so nothing is said of money, locks and wallets: {error}")
        return False


def _logins(forge: "Forge", people: Sequence[str]) -> dict[str, str]:
    from ..forges.github.forge import GitHubForge

    known = forge.logins if isinstance(forge, GitHubForge) else {}
    return {name: known[name] for name in people if name in known}


def _require_same(named: WorkNamed, forge: str) -> str:
    """The work's canonical name. Raises WrongInput if it is on another forge than the one that was read."""
    if named.forge and named.forge != forge:
        raise WrongInput(f"That work is of {named.forge}, and the repository is {forge}: name its own with --repo.")
    return f"{forge}/pull/{named.number}"


def _is_of(weighed: Weighed, contributor: str) -> bool:
    return getattr(weighed.document, "contributor", "") == contributor


def _speaking_of(problems: Sequence[str], number: int, documents: "Sequence[AnyEvidence]") -> list[str]:
    """Problems that name the work, or a git commit of its evidence."""
    import re

    oids = {oid[:12] for one in documents for oid in (getattr(one, "head", ""), getattr(one, "merge", "")) if oid}
    named = re.compile(rf"(?:pull/|#|`){number}\b")
    return [one for one in problems if named.search(one) or any(oid in one for oid in oids)]
