"""What `praxis explain` has to know of the rules: a value for every check, and what to do about every refusal."""

import ast
from pathlib import Path

import pytest

from praxis_chain.cli.check_values import _VALUES, value_of
from praxis_chain.cli.remedies import REMEDIES, remedy
from praxis_chain.core.evidence import AnyEvidence
from praxis_chain.core.rules import checks
from tests.documents import DOCUMENTS, PROGRESS

RULES = Path(__file__).resolve().parents[2] / "praxis_chain" / "core" / "rules"


def refusals() -> set[str]:
    """Every slug in the rules: text constants of lower-case words joined by hyphens."""
    found = set()
    for file in RULES.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "verdict":
                found |= {part.value for part in node.args[1:2] if isinstance(part, ast.Constant)}
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
                names = [getattr(target, "id", "") for one in node.targets for target in getattr(one, "elts", [])]
                for name, value in zip(names, node.value.elts, strict=False):
                    found |= {value.value} if name == "refusal" and isinstance(value, ast.Constant) else set()
    return {one for one in found if one}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_check_has_a_value(document: AnyEvidence) -> None:
    asked = checks(document)
    assert {check.name for check in asked} <= _VALUES[type(document)].keys()
    assert all(value_of(document, check) for check in asked)


def test_every_refusal_of_the_rules_has_a_remedy() -> None:
    known = refusals()
    assert {"not-merged", "not-a-maintainer", "author-not-verified", "wallet-did-not-sign"} <= known
    assert known == set(REMEDIES)


def test_remedies_speak_the_forge_s_language() -> None:
    from dataclasses import replace

    on_git = remedy(DOCUMENTS["merge"], "no-action")
    assert on_git.what.endswith(
        "`Corrects: pull/N because …` and what is right, in a signed git commit on the base branch"
    )
    assert remedy(replace(PROGRESS, act=None), "not-a-maintainer").what.startswith("call it good work in progress")
    assert remedy(PROGRESS, "not-a-maintainer").what == "say it, in your own name"
