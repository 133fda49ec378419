"""What comes in: anything at all, from anybody. What is taken from it: a list of facts, and whether to sign them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...core.canonical import read_json
from ...core.errors import WrongInput
from ...core.fact_json import read_fact
from ...core.facts import Fact
from ...core.rules import RULES_VERSION

FIELDS = ("facts", "sign", "rules")


class TooMany(WrongInput):
    """More facts than are taken at once."""


@dataclass(frozen=True, slots=True)
class Request:
    """`rules`: by which version whoever proposes them judges, "" if that was not said."""

    facts: tuple[Fact, ...]
    sign: bool
    rules: str


def read_request(body: bytes, most: int) -> Request:
    """The request in a body. Raises TooMany, and WrongInput for anything that is not exactly one."""
    given = read_json(body)
    if not isinstance(given, Mapping):
        raise WrongInput('The body is a JSON object: {"facts": […], "sign": true}.')
    if unknown := sorted(set(given) - set(FIELDS)):
        raise WrongInput(f"The request has a field that does not belong there: {unknown[0][:70]!a}.")
    facts, sign, rules = given.get("facts"), given.get("sign", True), given.get("rules", "")
    if not isinstance(facts, list) or not isinstance(sign, bool) or not isinstance(rules, str):
        raise WrongInput('In a request "facts" is a list, "sign" true or false, "rules" text.')
    if len(facts) > most:
        raise TooMany(f"At most {most} facts are taken at once, and these are {len(facts)}.")
    if not facts:
        raise WrongInput("There is no fact to sign.")
    read = tuple(read_fact(one) for one in facts)
    if len(set(read)) != len(read):
        raise WrongInput("The same fact stands twice in the request.")
    return Request(read, sign, rules)


def other_rules(request: Request) -> str:
    """A sentence if the facts were proposed under another version of the rules, else ""."""
    if request.rules in ("", RULES_VERSION):
        return ""
    return f"They were judged by {request.rules[:70]!a}, and this attester judges by {RULES_VERSION}."
