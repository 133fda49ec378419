"""The repository's own policy: `.praxis/policy.toml` on the base branch, and since when which one holds.

A change of the policy counts from the git commit after it, and only if a maintainer of the policy before it signed the
git commit that brought it onto the base branch; the first one has to be signed by a maintainer it names itself. So
neither a merged work nor whoever holds the server can appoint maintainers.
"""

import base64
import binascii
import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from eth_hash.auto import keccak

from ...core.errors import WrongInput
from ...core.evidence import Person, Policy
from .reading import contributor

POLICY_FILE = ".praxis/policy.toml"
_T = TypeVar("_T")
_KEYS = {"base", "maintainers", "self_merge", "approvals", "bots", "action", "actions", "quality", "labels"}


@dataclass(frozen=True, slots=True)
class RepositoryPolicy:
    """maintainers: canonical ids. actions: names → 0x… ids of action versions. quality: words → basis points.
    labels: names of labels, in lower case → the statement that a maintainer makes with each."""

    evidence: Policy
    maintainers: frozenset[str]
    action: str = ""
    actions: Mapping[str, str] = field(default_factory=dict)
    quality: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def is_maintainer(self, person: Person) -> bool:
        """True if that person proved to be a maintainer: by their key, or by their account."""
        return person.verified and person.id in self.maintainers

    def action_id(self, name: str) -> str:
        """0x… id of an action by its name here or by itself, the default for "", or "" if it is unknown."""
        if _is_action(name):
            return name.lower()
        return self.actions.get(name, "") if name else self.action


def no_policy(base: str) -> RepositoryPolicy:
    """What holds where there is no policy yet: nobody is a maintainer, so nothing counts."""
    return RepositoryPolicy(Policy("", base, self_merge=False, trust_authors=False), frozenset())


def trusting_policy(base: str, action: str) -> RepositoryPolicy:
    """What holds where somebody chose to trust the authors of a repository without our conventions."""
    return RepositoryPolicy(Policy("", base, self_merge=True, trust_authors=True), frozenset(), action)


def read_policy(text: bytes, base: str, *, approvals: int = 0) -> RepositoryPolicy:
    """A policy's text on the branch `base` (a full ref) → its content. Raises WrongInput, naming the key.

    approvals: how many a work needs where the policy does not say.
    """
    try:
        given = tomllib.loads(text.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise WrongInput(f"{POLICY_FILE} is not TOML: {error}.") from None
    if unknown := sorted(set(given) - _KEYS):
        raise WrongInput(f"{POLICY_FILE} has an unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}.")
    branch = f"refs/heads/{_typed(given, 'base', str, base.removeprefix('refs/heads/'))}"
    if branch != base:
        raise WrongInput(f"{POLICY_FILE} stands on {base}, but says that the base is {branch}.")
    actions = {name: _action(value) for name, value in _typed(given, "actions", dict, {}).items()}
    default = _typed(given, "action", str, "")
    if default and default not in actions and not _is_action(default):
        raise WrongInput(f"{POLICY_FILE}: the default action {default!r} is not one of [actions].")
    return RepositoryPolicy(
        Policy(
            f"0x{keccak(text).hex()}",
            base,
            _typed(given, "self_merge", bool, False),
            trust_authors=False,
            approvals=_approvals(given.get("approvals", approvals)),
            bots=_typed(given, "bots", bool, False),
        ),
        frozenset(_maintainer(key) for key in _typed(given, "maintainers", list, [])),
        actions.get(default, default.lower()),
        actions,
        {name: _points(name, points) for name, points in _typed(given, "quality", dict, {}).items()},
        {name.lower(): _statement(name, said) for name, said in _typed(given, "labels", dict, {}).items()},
    )


def fingerprint(public_key: str) -> str:
    """A public key line (`ssh-ed25519 AAAA… who`) → `SHA256:…` as ssh-keygen prints it. Raises WrongInput."""
    try:
        blob = base64.b64decode(public_key.split()[1], validate=True)
    except (IndexError, binascii.Error):
        raise WrongInput(f"{public_key[:80]!r} is not an SSH public key line.") from None
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def _maintainer(key: object) -> str:
    if not isinstance(key, str):
        raise WrongInput(f"{POLICY_FILE}: a maintainer is named by key, as text, not {key!r}.")
    return contributor(key if ":" in key.partition(" ")[0] else fingerprint(key))


def _is_action(name: str) -> bool:
    return bool(re.fullmatch(r"0x[0-9a-fA-F]{64}", name))


def _action(value: object) -> str:
    if not isinstance(value, str) or not _is_action(value):
        raise WrongInput(f"{POLICY_FILE}: an action is 0x and 64 hex digits, not {value!r}.")
    return value.lower()


def _points(name: str, value: object) -> int:
    if type(value) is not int or not 0 <= value <= 20_000:
        raise WrongInput(f"{POLICY_FILE}: the quality {name!r} is a whole number from 0 to 20000, not {value!r}.")
    return value


def _approvals(value: object) -> int:
    if type(value) is not int or not 0 <= value <= 20:
        raise WrongInput(f"{POLICY_FILE}: 'approvals' is a whole number from 0 to 20, not {value!r}.")
    return value


def _statement(label: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\n" in value:
        raise WrongInput(f"{POLICY_FILE}: the label {label!r} needs the one statement that it makes, not {value!r}.")
    return value.strip()


def _typed(given: dict[str, object], key: str, shape: type[_T], default: _T) -> _T:
    value = given.get(key, default)
    if not isinstance(value, shape):
        raise WrongInput(f"{POLICY_FILE}: {key!r} is not of the type {shape.__name__}.")
    return value
