"""Which handler answers which address. Repositories are found by name and, as GitHub's own links do, by id."""

from collections.abc import Callable
from typing import Any

from .answering import Call

Handler = Callable[[Call], Any]
ROUTES: list[tuple[str, str, Handler]] = []


def at(method: str, path: str) -> Callable[[Handler], Handler]:
    """Handlers are asked in the order in which they were made."""

    def keep(handler: Handler) -> Handler:
        ROUTES.append((method, path, handler))
        return handler

    return keep


def below_repository(method: str, path: str) -> Callable[[Handler], Handler]:
    """`path` below a repository's address."""

    def keep(handler: Handler) -> Handler:
        ROUTES.append((method, f"/repos/{{owner}}/{{name}}{path}", handler))
        ROUTES.append((method, f"/repositories/{{id:int}}{path}", handler))
        return handler

    return keep
