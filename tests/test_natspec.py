"""Whoever reads a contract's interface in a wallet or an explorer reads a sentence with each part of it.

Of everything that a contract of ours declares itself: external and public functions, public variables, events, errors,
structs (one that only its contract uses may be for developers). Parameters have a word of their own only where their
name does not say it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from praxis_chain.evm import artifacts, build
from praxis_chain.evm.solc import find_solc

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = ("Facts", *artifacts.CONTRACTS)
DECLARES = {
    "FunctionDefinition": "function", "VariableDeclaration": "variable", "EventDefinition": "event",
    "ErrorDefinition": "error", "StructDefinition": "struct",
}  # fmt: skip


@pytest.fixture(scope="module")
def trees() -> dict[str, Any]:
    """The compiler's syntax trees, by source name; nothing is compiled to bytecode."""
    from solcx import compile_standard

    settings = build.read_settings(ROOT)
    given = build.standard_input(ROOT, [f"contracts/{contract}.sol" for contract in CONTRACTS], settings)
    given["settings"]["outputSelection"] = {"*": {"": ["ast"]}}
    output = compile_standard(given, solc_binary=find_solc(ROOT, settings.version).path)
    return {name: found["ast"] for name, found in output["sources"].items()}


def declared(nodes: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a stranger can see of a file: kind and name, and the node."""
    for node in nodes:
        if node["nodeType"] == "ContractDefinition":
            yield from declared(node["nodes"])
        elif node["nodeType"] in DECLARES and node.get("visibility") not in ("internal", "private"):
            yield f"{DECLARES[node['nodeType']]} {node['name'] or node['kind']}", node


@pytest.mark.parametrize("contract", CONTRACTS)
def test_everything_that_can_be_seen_says_what_it_is(trees: dict[str, Any], contract: str) -> None:
    said = {
        name: (node.get("documentation") or {}).get("text", "").strip()
        for name, node in declared(trees[f"contracts/{contract}.sol"]["nodes"])
    }
    assert len(said) > 5
    assert [name for name, text in said.items() if not text.endswith(".")] == []
    assert [name for name, text in said.items() if text.startswith("@dev") and not name.startswith("struct ")] == []
