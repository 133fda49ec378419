"""Honest attempts: a pull request that was closed unmerged, of which a maintainer states that it completes 0%."""

from dataclasses import dataclass

from ...core.evidence import Act
from ..statements.acts import Acts
from .base import Base
from .closing import closes
from .readings import Pull
from .saying import acts_of
from .stated import JUDGING, stated_up_to
from .threads import Threads, closed_from


@dataclass(frozen=True, slots=True)
class Attempt:
    """The act that calls it one, and all that was stated by then."""

    act: Act
    stated: Acts


def read_attempt(base: Base, threads: Threads, pull: Pull) -> Attempt | None:
    """The first such statement about a pull request, at the time when both it and the closing were there."""
    for said in threads.said(pull):
        policy = base.policy(said.at)
        by = base.names.person(said.by)
        if not said.stands(said.at) or not policy.is_maintainer(by):
            continue
        completion = acts_of(said, policy, {}, JUDGING).completion
        at = closed_from(pull.turns, said.at, before=pull.merged_at)
        if not completion or any(stated.points for stated in completion.values()) or not at:
            continue
        stated = stated_up_to(at, threads.said(pull), base.policy(at), base.names.person, threads.people(pull, at))
        stated.unreadable += threads.deleted(pull, at, policy)
        if not stated.closes and pull.body_edited_at <= at:
            stated.closes = closes(pull.body)
        return Attempt(Act(by, True, said.source, at, ""), stated)
    return None
