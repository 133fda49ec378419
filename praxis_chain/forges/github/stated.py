"""What maintainers state about a pull request up to a moment, as one whole: of two statements the later one counts."""

from collections.abc import Callable, Mapping, Sequence

from ...core.evidence import Person
from ..statements.acts import Acts
from ..statements.policy import RepositoryPolicy
from .names import Names
from .readings import Account, Issue, Pull
from .saying import KNOWN, Pair, Said, label_pairs, read_pairs

JUDGING = ("closes", "completion", "quality", "split", "action")
"""Keys of statements about how a work is judged."""

_OTHERS = tuple(key for key in KNOWN if key not in JUDGING)


def people_of(names: Names, thread: Pull | Issue, at: int) -> dict[str, str]:
    """Logins in lower case → canonical ids, of the people who had written in a thread by then.

    Nobody who came later: a login that was given up can be taken by somebody else.
    """
    accounts = [thread.author, *(comment.by for comment in thread.comments if comment.at <= at)]
    if isinstance(thread, Pull):
        accounts += [review.by for review in thread.reviews if review.at <= at]
    people = {account.login.lower(): names.person(account) for account in accounts if account.login}
    return {login: person.id for login, person in people.items() if person.proof == "account"}


def stated_up_to(
    at: int,
    everything: Sequence[Said],
    policy: RepositoryPolicy,
    person: Callable[[Account], Person],
    known: Mapping[str, str],
) -> Acts:
    """All that maintainers had stated by then and that stands; what nobody can tell any more is unreadable."""
    acts = Acts()
    later: set[tuple[str, str]] = set()
    kept: list[tuple[Said, tuple[Pair, ...]]] = []
    unclear: list[str] = []
    for said in reversed(everything):
        by = person(said.by)
        lost = by.proof == "ghost" and said.at <= at and bool(said.pairs)
        if lost or (said.unclear(at) and policy.is_maintainer(by)):
            unclear.append(_unclear(said, by))
        elif said.stands(at) and policy.is_maintainer(by):
            pairs = tuple(
                pair
                for pair in _pairs(said, policy)
                if pair[0] not in _OTHERS and not later & {_about(pair), (pair[0], "")}
            )
            later |= {_about(pair) for pair in pairs}
            kept.append((said, pairs))
    for said, pairs in reversed(kept):
        _add(acts, read_pairs(said, pairs, policy, known, JUDGING))
    acts.unreadable += reversed(unclear)
    return acts


def _pairs(said: Said, policy: RepositoryPolicy) -> tuple[Pair, ...]:
    return label_pairs(said.label, policy) if said.label else said.pairs


def _about(pair: Pair) -> tuple[str, str]:
    """What a statement is about: its key, and the issue it names."""
    key, value = pair
    return key, value.split()[0] if value.startswith("#") and key != "closes" else ""


def _add(acts: Acts, more: Acts) -> None:
    acts.closes += more.closes
    acts.completion |= more.completion
    acts.quality |= more.quality
    acts.split |= more.split
    acts.action |= more.action
    acts.unreadable += more.unreadable


def _unclear(said: Said, by: Person) -> str:
    happened = "belongs to an account that is deleted" if by.proof == "ghost" else "was edited afterwards"
    return (
        f"{said.source.capitalize()} {happened}, so nobody can tell what a maintainer had stated there: a maintainer "
        "has to state it again, in a new comment that begins with `/praxis corrects because …`."
    )
