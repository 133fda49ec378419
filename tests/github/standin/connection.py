"""Pages of a list, as GraphQL has them."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError


@dataclass(frozen=True, slots=True)
class Asked:
    first: int | None
    last: int | None
    after: str | None
    before: str | None


@dataclass(frozen=True, slots=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    cursor: str
    node: Any


class Connection:
    """`nodes`, `edges`, `pageInfo`, `totalCount`; and what timelines count besides."""

    def __init__(self, items: Sequence[Any], wrap: Callable[[Any], Any], asked: Asked, field: str) -> None:
        if asked.first is None and asked.last is None:
            said = f"You must provide a `first` or `last` value to properly paginate the `{field}` connection."
            raise GraphQLError(said, extensions={"type": "MISSING_PAGINATION_BOUNDARIES"})
        size = asked.first if asked.first is not None else asked.last
        assert size is not None
        if not 0 <= size <= 100:
            said = f"Requesting {size} records on the `{field}` connection exceeds the limit of 100 records."
            raise GraphQLError(said, extensions={"type": "EXCESSIVE_PAGINATION"})
        start, stop = _place(asked.after, 0), _place(asked.before, len(items) + 1) - 1
        if asked.first is not None:
            stop = min(stop, start + asked.first)
        else:
            start = max(start, stop - size)
        self._shown = [(_cursor(place + 1), wrap(items[place])) for place in range(start, min(stop, len(items)))]
        self.total_count = self.filtered_count = len(items)
        self.page_count = len(self._shown)
        cursors = [cursor for cursor, _ in self._shown]
        ends = (cursors[0], cursors[-1]) if cursors else (None, None)
        self.page_info = PageInfo(stop < len(items), start > 0, *ends)

    @property
    def nodes(self) -> list[Any]:
        return [node for _, node in self._shown]

    @property
    def edges(self) -> list[Edge]:
        return [Edge(cursor, node) for cursor, node in self._shown]


def _cursor(place: int) -> str:
    return base64.b64encode(f"cursor:v1:{place}".encode()).decode()


def _place(cursor: str | None, otherwise: int) -> int:
    """How many items lie up to the cursor's."""
    if cursor is None:
        return otherwise
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("cursor:v1:"))
    except ValueError:
        said = f"`{cursor}` does not appear to be a valid cursor."
        raise GraphQLError(said, extensions={"type": "INVALID_CURSOR_ARGUMENTS"}) from None
