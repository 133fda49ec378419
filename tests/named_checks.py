"""The checks that docs/invariants.md names: whether they exist, and are what they are called.

prax/test_revoke.py::test_revoked   a function of a file below tests/, in Python or Solidity
tree Prax.revoke                    every branch of a function: tests/trees
theorem accrued_grows               what z3 proved of the formulas: docs/proofs.md
model P1                            what the model's witness says when P1 is broken
mutants P1, mutant some-name        deliberate bugs that the tests caught: all that are against P1, or that one
"""

import ast
import json
import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORDS = ("tree", "model", "theorem", "mutants", "mutant")
BOOKS = "escrow/books.py::audit"
KINDS = ("proven", "modelled", "hunted", "fuzzed", "every test", "by branch", "attacked", "by construction")


def exists(check: str) -> bool:
    """A test or property by path and name, or one of WORDS and what it is about."""
    word, _, about = check.partition(" ")
    match word:
        case "tree":
            lines = (ROOT / "tests" / "trees" / f"{about.partition('.')[0]}.tree").read_text(encoding="utf-8")
            return about in lines.splitlines()
        case "model":
            witness = (ROOT / "benchmarks" / "model" / "invariants.py").read_text(encoding="utf-8")
            record = json.loads((ROOT / "benchmarks" / "model.json").read_text(encoding="utf-8"))
            agreed = record["actions"] >= 100_000 and record["disagreements"] == 0
            return agreed and re.search(rf'f?"{about}\b', witness) is not None
        case "theorem":
            return about in held()
        case "mutants":
            return about in caught().values()
        case "mutant":
            return about in caught()
    path, _, name = check.partition("::")
    return name in functions(path)


@cache
def functions(path: str) -> dict[str, str]:
    """Names of the functions and classes in a file below tests/ → their decorators; of a Solidity file without."""
    file = ROOT / "tests" / path
    if not file.is_file():
        return {}
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".sol":
        return dict.fromkeys(re.findall(r"\bfunction (\w+)\(", text), "")
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {node.name: " ".join(map(ast.unparse, node.decorator_list)) for node in nodes}


@cache
def held() -> set[str]:
    """What held in the last run of `./praxis prove`, by id: theorems, proofs, forge's invariants."""
    record = json.loads((ROOT / "benchmarks" / "proofs.json").read_text(encoding="utf-8"))
    return {result["id"] for result in record["results"] if result["held"]}


@cache
def caught() -> dict[str, str]:
    """Deliberate bugs that a test caught in the last run, by name → the invariant that each is against, or "-"."""
    folder = ROOT / "benchmarks"
    tried = tomllib.loads((folder / "mutants.toml").read_text(encoding="utf-8"))["mutant"]
    survivors = json.loads((folder / "mutants.json").read_text(encoding="utf-8"))["survivors"]
    return {mutant["name"]: mutant["invariant"] for mutant in tried if mutant["name"] not in survivors}


def suits(kind: str, check: str) -> bool:
    """Whether a check is of that kind."""
    path, _, name = check.partition("::")
    match kind:
        case "attacked":
            return check.startswith(("mutant ", "mutants "))
        case "proven":
            return check.startswith("theorem ") or (name.startswith("check_") and name in held())
        case "hunted":
            return name.startswith("invariant_") and name in held()
        case "modelled":
            return check.startswith("model ")
        case "fuzzed":
            return "given(" in functions(path).get(name, "")
        case "every test":
            return check == BOOKS
    return check.startswith("tree ") or name.startswith("test_")
