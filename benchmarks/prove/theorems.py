"""Theorems about the formulas of tests/proofs/Formulas.sol, as questions to z3.

`theorems.toml` states them. A formula is read from the Solidity file that Halmos compares with the contracts, so that
there is one text of it. Each division n / d becomes a fresh q with q·d ≤ n < q·d + d, where d > 0 is to be proven too.
All is asked over the reals, which z3 decides fast, after each comparison took the form that is strongest for integers
(a + 1 ≤ b for a < b) where it is given, and weakest where it is claimed: what then holds for all reals holds for all
integers. What does not hold for reals is asked again for integers.
"""

import ast
import re
import subprocess
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .result import Result

STATEMENTS = Path(__file__).with_suffix(".toml")
FORMULAS = Path("tests/proofs/Formulas.sol")
TIME_LIMIT = 60  # seconds for a question

_FUNCTION = re.compile(r"function (\w+)\(([^)]*)\)[^{]*\{\s*return ([^;]+);")
_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_COMPARISONS = {ast.Lt, ast.LtE, ast.Eq}


@dataclass(frozen=True)
class Formula:
    """One line of Solidity."""

    parameters: tuple[str, ...]
    body: ast.expr


@dataclass(frozen=True)
class Theorem:
    """`then` follows from `given`; comparisons in Python's notation."""

    id: str
    invariants: Sequence[str]
    says: str
    given: Sequence[str]
    then: Sequence[str]
    fits: bool = False  # instead: that every value in `then` fits


@dataclass
class Question:
    """One SMT-LIB problem in the making; z3 answers `unsat` where the claim holds."""

    formulas: Mapping[str, Formula]
    names: dict[str, None] = field(default_factory=dict)  # in order
    facts: list[str] = field(default_factory=list)
    quotients: dict[tuple[str, str], str] = field(default_factory=dict)  # by dividend and divisor
    values: dict[str, None] = field(default_factory=dict)  # every intermediate one

    def term(self, node: ast.expr, bound: Mapping[str, str] | None = None) -> str:
        """The SMT-LIB term; `bound` are a formula's parameters."""
        text = self._term(node, bound)
        self.values[text] = None
        return text

    def _term(self, node: ast.expr, bound: Mapping[str, str] | None) -> str:
        match node:
            case ast.Constant(value=int(value)):
                return str(value)
            case ast.Name(id=name):
                return self._variable(name) if bound is None else bound[name]
            case ast.BinOp(left=ast.Constant(value=int(base)), op=ast.Pow(), right=ast.Constant(value=int(power))):
                return str(base**power)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self._quotient(self.term(left, bound), self.term(right, bound))
            case ast.BinOp(left=left, op=operator, right=right):
                return f"({_OPERATORS[type(operator)]} {self.term(left, bound)} {self.term(right, bound)})"
            case ast.Call(func=ast.Name(id=name), args=arguments):
                formula = self.formulas[name]
                given = [self.term(argument, bound) for argument in arguments]
                return self.term(formula.body, dict(zip(formula.parameters, given, strict=True)))
        raise ValueError(f"not in this arithmetic: {ast.unparse(node)}")

    def _variable(self, name: str) -> str:
        self.names[name] = None
        return name

    def _quotient(self, dividend: str, divisor: str) -> str:
        if (dividend, divisor) not in self.quotients:
            quotient = self._variable(f"quotient_{len(self.quotients)}")
            self.quotients[dividend, divisor] = quotient
            self.facts.append(f"(<= (* {quotient} {divisor}) {dividend})")
            self.facts.append(f"(<= (+ {dividend} 1) (+ (* {quotient} {divisor}) {divisor}))")
        return self.quotients[dividend, divisor]

    def assume(self, text: str) -> None:
        """A comparison that is given. For integers a < b is as much as a + 1 ≤ b."""
        for left, operator, right in self._comparisons(text):
            self.facts.append(f"(<= (+ {left} 1) {right})" if operator is ast.Lt else f"(<= {left} {right})")

    def claims(self, text: str) -> list[str]:
        """The comparisons claimed. For integers a ≤ b is as little as a < b + 1."""
        claims = []
        for left, operator, right in self._comparisons(text):
            if operator is ast.Lt:
                claims.append(f"(< {left} {right})")
            else:
                claims.append(f"(< {left} (+ {right} 1))")
                claims += [f"(< {right} (+ {left} 1))"] * (operator is ast.Eq)
        return claims

    def sound(self) -> list[str]:
        """What has to hold for the divisions to mean what they say."""
        return [f"(< 0 {divisor})" for _, divisor in self.quotients]

    def fits(self) -> list[str]:
        """That Solidity's checked arithmetic refuses none of it: nothing below 0 or above 256 bits."""
        return [claim for value in self.values for claim in (f"(< (- 1) {value})", f"(< {value} {2**256})")]

    def asks(self, claim: str, sort: str) -> str:
        """The whole problem: is there a case where all facts hold and the claim does not?"""
        lines = [f"(declare-const {name} {sort})" for name in self.names]
        lines += [f"(assert {fact})" for fact in self.facts]
        return "\n".join([*lines, f"(assert (not {claim}))", "(check-sat)", "(get-model)"])

    def _comparisons(self, text: str) -> list[tuple[str, type[ast.cmpop], str]]:
        node = ast.parse(text, mode="eval").body
        if not isinstance(node, ast.Compare) or not {type(operator) for operator in node.ops} <= _COMPARISONS:
            raise ValueError(f"no comparison with <, <= or ==: {text}")
        terms = [self.term(side) for side in (node.left, *node.comparators)]
        return [(a, type(operator), b) for a, operator, b in zip(terms, node.ops, terms[1:], strict=False)]


def read_formulas(root: Path) -> dict[str, Formula]:
    """By name. Solidity's expressions of + - * / are Python's."""
    found = {}
    for name, parameters, body in _FUNCTION.findall((root / FORMULAS).read_text(encoding="utf-8")):
        names = tuple(parameter.split()[-1] for parameter in parameters.split(","))
        found[name] = Formula(names, ast.parse(" ".join(body.split()), mode="eval").body)
    return found


def read_theorems() -> list[Theorem]:
    """In the order of the file."""
    return [Theorem(**entry) for entry in tomllib.loads(STATEMENTS.read_text(encoding="utf-8"))["theorem"]]


def prove(theorem: Theorem, formulas: Mapping[str, Formula], z3: Path) -> Result:
    """Asks z3 for every claim, and first whether there is any case at all in which the facts hold."""
    start = time.monotonic()
    found = ""
    for text in theorem.then:
        question = Question(formulas)
        for fact in theorem.given:
            question.assume(fact)
        if not _answer(z3, question.asks("false", "Int")).startswith("sat"):
            found = "nothing satisfies what is given"
        claims = question.claims(text)
        for claim in [*question.sound(), *(question.fits() if theorem.fits else claims)]:
            answers = (_answer(z3, question.asks(claim, sort)) for sort in ("Real", "Int"))
            if not any(answer.startswith("unsat") for answer in answers):
                found = f"{text}: {_answer(z3, question.asks(claim, 'Int'))}"
    seconds = round(time.monotonic() - start, 1)
    return Result(
        theorem.id, theorem.invariants, "z3", theorem.says, "; ".join(theorem.given), not found, seconds, found
    )


def _answer(z3: Path, problem: str) -> str:
    """`unsat`, or `sat` and a model, or `timeout`."""
    command = [str(z3), "-in", f"-T:{TIME_LIMIT}"]
    return subprocess.run(command, input=problem, capture_output=True, text=True, check=False).stdout.strip()
