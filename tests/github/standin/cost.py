"""What a query costs, by GitHub's formula: the requests it would take to fill every connection, over a hundred."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)


def cost_of(document: DocumentNode, variables: Mapping[str, Any], operation: str | None = None) -> int:
    """At least 1. A query with `first: 100` pull requests that each ask for reviews takes 1 + 100 requests: 1 point."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    chosen = next(one for one in operations if operation is None or (one.name and one.name.value == operation))
    return max(1, round(_requests(chosen.selection_set, fragments, variables, 1) / 100))


def _requests(
    selected: SelectionSetNode | None,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
    times: int,
) -> int:
    total = 0
    for one in selected.selections if selected else ():
        if isinstance(one, FragmentSpreadNode):
            total += _requests(fragments[one.name.value].selection_set, fragments, variables, times)
            continue
        size = _size(one, variables) if isinstance(one, FieldNode) else 0
        inner = times * size if size else times
        total += (times if size else 0) + _requests(one.selection_set, fragments, variables, inner)
    return total


def _size(field: FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in field.arguments or ():
        if argument.name.value in ("first", "last"):
            if isinstance(argument.value, IntValueNode):
                return int(argument.value.value)
            if isinstance(argument.value, VariableNode):
                return int(variables.get(argument.value.name.value) or 0)
    return 0
