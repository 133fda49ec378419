"""GraphQL: GitHub's published schema, executed. A field that the stand-in does not have makes the answer a 501."""

import functools
import inspect
import re
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_ast_schema,
    execute_sync,
    parse,
    validate,
)

from .answering import Answer, Call, Problem
from .connection import Asked
from .cost import cost_of
from .nodes_root import Query

SCHEMA_FILE = Path(__file__).parents[3] / "node_modules/@octokit/graphql-schema/schema.graphql"
_MISSING = object()
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")


class NotImplementedHere(GraphQLError):
    """GitHub has that field; the stand-in does not."""


@functools.cache
def schema() -> GraphQLSchema:
    """Takes half a second, once. Raises RuntimeError where GitHub's schema is not installed."""
    if not SCHEMA_FILE.exists():
        raise RuntimeError("GitHub's GraphQL schema is not installed: run npm ci")
    text = SCHEMA_FILE.read_text(encoding="utf-8")
    return build_ast_schema(parse(text, no_location=True), assume_valid=True)


@functools.lru_cache(maxsize=256)
def _checked(text: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    try:
        document = parse(text)
    except GraphQLError as error:
        return None, (error,)
    return document, tuple(validate(schema(), document))


def snake(name: str) -> str:
    """`fullDatabaseId` → `full_database_id`."""
    return _CAPITAL.sub(r"_\1", name).lower()


def _field(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    name = snake(info.field_name)
    if inspect.getattr_static(source, name, _MISSING) is _MISSING:
        raise NotImplementedHere(f"The stand-in does not implement {info.parent_type.name}.{info.field_name}")
    value = getattr(source, name)
    if not callable(value):
        return value
    named = {snake(key): given for key, given in arguments.items()}
    if {"first", "last", "after", "before"} & set(info.parent_type.fields[info.field_name].args):
        named["asked"] = Asked(*(named.pop(key, None) for key in ("first", "last", "after", "before")))
    try:
        inspect.signature(value).bind(**named)
    except TypeError:
        said = f"The stand-in does not implement these arguments of {info.parent_type.name}.{info.field_name}"
        raise NotImplementedHere(f"{said}: {', '.join(arguments)}") from None
    return value(**named)


def _type(source: Any, *_: Any) -> str:
    return str(source.typename)


def graphql(call: Call) -> Answer:
    if call.viewer is None:
        raise Problem(401, "This endpoint requires you to be authenticated.")
    said = call.body if isinstance(call.body, dict) else {}
    if not isinstance(said.get("query"), str):
        raise Problem(400, "A query attribute must be specified and must be a string.")
    document, errors = _checked(said["query"])
    if document is None or errors:
        return Answer(200, {"errors": [_error(one) for one in errors]})
    variables = said.get("variables") or {}
    cost = cost_of(document, variables, said.get("operationName"))
    result = execute_sync(
        schema(), document, Query(call, cost), None, variables, said.get("operationName"), _field, _type
    )
    assert isinstance(result, ExecutionResult)
    for error in result.errors or ():
        original = error.original_error or error
        if isinstance(original, NotImplementedHere):
            return Answer(501, {"message": original.message, "errors": [_error(error)]})
        if not isinstance(original, GraphQLError):
            raise original
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [_error(one) for one in result.errors]
    return Answer(200, answer, {"cost": str(cost)})


def _error(error: GraphQLError) -> dict[str, Any]:
    """GitHub puts the type beside the message."""
    said = dict(error.formatted)
    kind = (said.pop("extensions", None) or {}).get("type")
    return ({"type": kind} if kind else {}) | said
