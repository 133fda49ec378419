"""The branch trees say what is tested, and the tests say it in the same words: tests/trees/README.md."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from praxis_chain.evm import artifacts
from praxis_chain.evm.artifacts import CONTRACTS

TESTS = Path(__file__).parent
LINE = re.compile(r"(?P<indent>(?:│   |    )*)[├└]── (?P<text>\S.*)")
PART = re.compile(r"(given|when|it should) ")


def sections(contract: str) -> dict[str, list[str]]:
    """Section titles of a tree → the lines below each."""
    text = (TESTS / "trees" / f"{contract}.tree").read_text(encoding="utf-8")
    lines = [line.rstrip() for line in text.splitlines() if not line.startswith("#")]
    found: dict[str, list[str]] = {}
    for line in filter(None, lines):
        if line.startswith(f"{contract}.") or line == f"{contract}: getters":
            assert line not in found, f"{line} has two sections"
            found[line] = below = []
        else:
            below.append(line)
    return found


def leaves(title: str, lines: list[str]) -> Iterator[str]:
    """The paths of a section's leaves, in order. AssertionError where the drawing is broken or a branch has no leaf."""
    path: list[str] = []
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, f"{title}: {line!r} is no branch"
        depth, text = len(match["indent"]) // 4, match["text"]
        assert depth <= len(path), f"{title}: {text!r} hangs in the air"
        assert PART.match(text), f"{title}: {text!r} is neither given, when nor it should"
        assert depth == len(path) or path[-1].startswith("it should "), f"{title}: {path[-1]!r} has no leaf"
        path[depth:] = [text]
        if text.startswith("it should "):
            yield " / ".join([title, *path])
            continue
    assert path, f"{title} is empty"
    assert path[-1].startswith("it should "), f"{title}: {path[-1]!r} has no leaf"


def leaves_in_tests() -> Counter[str]:
    """The leaves that docstrings of tests name, with how many tests name each."""
    found: Counter[str] = Counter()
    for file in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                words = " ".join((ast.get_docstring(node) or "").split())
                if " / it should " in words:
                    found[words] += 1
    return found


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_leaf_has_one_test_and_every_test_a_leaf(contract):
    planned = Counter(
        leaf for title, lines in sections(contract).items() if "." in title for leaf in leaves(title, lines)
    )
    tested = Counter({leaf: n for leaf, n in leaves_in_tests().items() if leaf.startswith(f"{contract}.")})
    assert planned - tested == Counter(), "leaves without a test"
    assert tested - planned == Counter(), "tests without a leaf, or two for one"


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_external_function_has_a_section_or_is_named_as_a_getter(contract):
    tree = sections(contract)
    branched = {title.partition(".")[2] for title in tree if "." in title}
    getters = set(tree[f"{contract}: getters"])
    external = {entry["name"] for entry in artifacts.load(contract).abi if entry["type"] == "function"}
    assert branched & getters == set()
    assert branched | getters == external | {"constructor"}


def test_every_docstring_that_looks_like_a_leaf_is_one_of_a_known_contract():
    assert {leaf.partition(".")[0] for leaf in leaves_in_tests()} <= set(CONTRACTS)
