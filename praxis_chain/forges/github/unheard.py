"""Statements that count nowhere: by somebody who is no maintainer, edited, or not to be read."""

from collections.abc import Iterator

from .base import Base
from .saying import acts_of
from .threads import Threads


def unheard(base: Base, threads: Threads) -> Iterator[str]:
    """One sentence for each, oldest first."""
    for thread, said in threads.everything():
        if not said.pairs:
            continue
        policy, by = base.policy(said.at), base.names.person(said.by)
        where = f"{said.source.capitalize()} on #{thread.number}"
        if said.changed_at:
            yield f"{where} was edited, so it states nothing: state it again in a new comment."
        elif not policy.is_maintainer(by):
            yield f"{where} states something, but {by.id or 'whoever wrote it'} is no maintainer in the policy then."
        else:
            for sentence in acts_of(said, policy, threads.people(thread, said.at)).unreadable:
                yield f"{where}: {sentence}"
