"""How pull requests came onto the base branch: by a merge, a squash or a rebase; told by git, never by GitHub's word.

A merge has the work's head as its second parent. A squash and a rebase hold the same change as the head, by
`git patch-id`: one git commit, or as many as it takes. What came inside another merge, by a fast-forward, or by a merge
that names another pull request, was not merged by itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..history.landing import Change, Landing
from ..history.line import Line
from ..history.patches import patch_ids
from ..history.repository import Repository
from .readings import Pull

MOST_REBASED = 250
"""Git commits of one pull request that are looked through; GitHub rebases no more than a hundred."""

_NAMED = re.compile(r"Merge pull request #([1-9][0-9]{0,8}) ")


def find_landings(repository: Repository, line: Line, pulls: Iterable[Pull]) -> tuple[dict[int, Landing], set[int]]:
    """Merged pull requests whose git commit the line holds → their landings, and the numbers of those that landed
    unchanged. A landing without `landed` was not merged by itself."""
    merged = [pull for pull in pulls if line.position(pull.merge) is not None]
    shared = _ambiguous(line, merged)
    landings = {pull.number: _landing(line, pull, pull.number in shared) for pull in merged}
    return _with_shapes(repository, line, landings)


def _ambiguous(line: Line, merged: Iterable[Pull]) -> set[int]:
    """Pull requests that share their git commit with others, but for the one that its message names."""
    together: dict[str, list[int]] = {}
    for pull in merged:
        together.setdefault(pull.merge, []).append(pull.number)
    left: set[int] = set()
    for oid, numbers in together.items():
        if len(numbers) > 1:
            position = line.position(oid)
            named = _NAMED.match(line.commits[position].message) if position is not None else None
            left |= set(numbers) - ({int(named[1])} if named else set())
    return left


def _landing(line: Line, pull: Pull, shared: bool) -> Landing:
    position = line.position(pull.merge)
    assert position is not None
    commit, before = line.commits[position], position - 1
    brought = tuple(line.brought_by(pull.head, before)) if position else ()
    other = Landing(position, pull.number, pull.head, "indirect", before, brought, ())
    merges = commit.parents[1:]
    if commit.oid != pull.merge or commit.oid == pull.head or shared or not position:
        return other
    if merges:
        return replace(other, method="merge", landed=(commit.oid,)) if pull.head in merges else other
    return replace(other, method="squash", landed=(commit.oid,))


def _with_shapes(
    repository: Repository, line: Line, landings: Mapping[int, Landing]
) -> tuple[dict[int, Landing], set[int]]:
    """Squash and rebase told apart by what they brought, and which landings hold just what the work's head holds."""
    wanted = {
        number: (line.fork(repository, landing.head, landing.before), landing.head)
        for number, landing in landings.items()
        if landing.brought and (landing.method == "squash" or _brings_nothing(line, landing))
    }
    own = patch_ids(repository, {change for change in wanted.values() if all(change)})
    shapes = {number: _first_shapes(line, landings[number]) for number, change in wanted.items() if change in own}
    known = patch_ids(repository, {_change(line, shape) for found in shapes.values() for shape in found})
    rest = {
        number: _other_shapes(line, landings[number])
        for number, found in shapes.items()
        if not any(known.get(_change(line, shape)) == own[wanted[number]] for shape in found)
    }
    known |= patch_ids(repository, {_change(line, shape) for found in rest.values() for shape in found})
    told, same = dict(landings), {number for number, at in landings.items() if at.method == "merge"} - set(wanted)
    for number, found in shapes.items():
        for shape in (*found, *rest.get(number, ())):
            if known.get(_change(line, shape)) == own[wanted[number]]:
                told[number] = shape
                same.add(number)
                break
    return told, same


def _brings_nothing(line: Line, landing: Landing) -> bool:
    """A merge whose tree is what stood before: it may have taken nothing of what it names."""
    position = landing.position
    return landing.method == "merge" and line.commits[position].tree == line.commits[position - 1].tree


def _change(line: Line, landing: Landing) -> Change:
    return line.commits[landing.before].oid, line.commits[landing.position].oid


def _first_shapes(line: Line, landing: Landing) -> list[Landing]:
    """As it stands, and as a rebase of as many git commits as the work has itself."""
    own = sum(len(line.parents[oid]) < 2 for oid in landing.brought)
    return [landing, *_rebased(line, landing, own)] if landing.method == "squash" and own > 1 else [landing]


def _other_shapes(line: Line, landing: Landing) -> list[Landing]:
    """As a rebase that left some of the work's git commits out: they were empty, or on the branch already."""
    own = sum(len(line.parents[oid]) < 2 for oid in landing.brought)
    if landing.method != "squash" or own > MOST_REBASED:
        return []
    return [shape for count in range(own - 1, 1, -1) for shape in _rebased(line, landing, count)]


def _rebased(line: Line, landing: Landing, count: int) -> list[Landing]:
    before = landing.position - count
    if before < 0:
        return []
    landed = tuple(commit.oid for commit in line.commits[before + 1 : landing.position + 1])
    return [replace(landing, method="rebase", before=before, landed=landed)]
