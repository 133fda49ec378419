"""An example to start from: a catalogue of actions, referral rewards, and one program, out of a TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...core.addresses import ZERO_ADDRESS
from ...core.catalogue import Action, Category, Standing
from ...core.errors import WrongInput
from ...core.ids import hash_uri
from ...core.programs import DAY, Program
from ...core.units import parse_basis_points, parse_prax, parse_usdc
from ..bindings import Call
from ..client import View
from .contracts import Contracts

EXAMPLE = Path(__file__).with_name("seed.toml")


@dataclass(frozen=True, slots=True)
class NamedAction:
    """An action version and what people call it. `text`: whose hash is the specification."""

    name: str
    text: str
    action: Action


@dataclass(frozen=True, slots=True)
class Seed:
    """What to begin with. referral_rewards: wei by standing. `program` has the rules without addresses, as given."""

    actions: tuple[NamedAction, ...]
    referral_rewards: Mapping[Standing, int]
    program_rules: Mapping[str, int]

    def program(self, attesters: str, stakeholders: str, arbiter: str = ZERO_ADDRESS) -> Program:
        """The example program for one deployment. Raises WrongInput."""
        return Program(attesters=attesters, stakeholders=stakeholders, arbiter=arbiter, **self.program_rules)

    def action(self, name: str) -> NamedAction:
        """By name. Raises WrongInput with the names there are."""
        found = [action for action in self.actions if action.name == name]
        if not found:
            raise WrongInput(f"There is no action {name!r}: there are {', '.join(a.name for a in self.actions)}.")
        return found[0]


def read_seed(path: Path = EXAMPLE) -> Seed:
    """From a file as `seed.toml`. Raises WrongInput that names what is wrong in it."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongInput(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise WrongInput(f"{path} is not TOML: {error}.") from None
    try:
        actions = tuple(_action(entry) for entry in given["action"])
        rules = given["program"]
        seed = Seed(
            actions=actions,
            referral_rewards={
                Standing.RESIDENT: parse_prax(given["referral"]["resident"]),
                Standing.BOP: parse_prax(given["referral"]["bop"]),
            },
            program_rules={
                "lock_period": _days(rules, "lock_days"),
                "review_period": _days(rules, "review_days"),
                "commitment_period": _days(rules, "commitment_days"),
                "closing_award": parse_usdc(rules["closing_award"]),
                "minimum": parse_usdc(rules["minimum"]),
            },
        )
    except KeyError as error:
        raise WrongInput(f"{path} lacks {error.args[0]!r}.") from None
    except (TypeError, AttributeError) as error:
        raise WrongInput(f"{path} has a value of the wrong kind: {error}.") from None
    names = [action.name for action in seed.actions]
    if len(set(names)) != len(names):
        raise WrongInput(f"{path} has two actions of the same name.")
    return seed


def missing(view: View, contracts: Contracts, seed: Seed, arbiter: str = ZERO_ADDRESS) -> list[tuple[str, Call]]:
    """What of the seed the chain does not have yet: a sentence and the call for each. Empty the second time.

    The catalogue's calls are for the owner of Prax, the program's for anybody. An action that was closed stays closed.
    """
    todo = [
        (f"add the action {named.name}", contracts.prax.set_action(named.action))
        for named in seed.actions
        if contracts.prax.action(view, named.action.id) is None
    ]
    for standing, reward in seed.referral_rewards.items():
        if contracts.prax.referral_reward(view, standing) == 0 and reward:
            call = contracts.prax.set_referral_reward(standing, reward)
            todo.append((f"set the referral reward for a {standing.name.lower()}", call))
    program = seed.program(contracts.attesters.address, contracts.stakeholders.address, arbiter)
    if contracts.escrow.program(view, program.id) is None:
        todo.append(("create the example program", contracts.escrow.create_program(program)))
    return todo


def _days(rules: Mapping[str, Any], name: str) -> int:
    days = rules[name]
    if not isinstance(days, int):
        raise TypeError(f"{name} is a whole number of days, not {days!r}")
    return days * DAY


def _action(entry: Mapping[str, Any]) -> NamedAction:
    category = Category.__members__.get(str(entry["category"]).upper())
    if category is None:
        raise WrongInput(
            f"There is no category {entry['category']!r}: they are {', '.join(c.name.lower() for c in Category)}."
        )
    text = str(entry["text"]).strip()
    action = Action(category, parse_prax(entry["reward"]), parse_basis_points(entry["attempt_share"]), hash_uri(text))
    return NamedAction(str(entry["name"]), text, action)
