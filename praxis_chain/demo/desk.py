"""A bare repository that people push to, and a desk where they work in turn: real keys, real signatures, fixed times.

The keys are made on the spot by ssh-keygen, without a passphrase: never use them elsewhere. Everything goes through
git's own commands; nothing of the machine's git configuration takes part.
"""

import copy
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from ..core.errors import PraxisError, WrongInput
from ..forges.git import fingerprint
from ..forges.history.repository import environment

Trailers = Sequence[tuple[str, str]]
Files = Mapping[str, str | None]
"""Paths and what they shall hold; None removes the file."""

_SERVER = {"core.logAllRefUpdates": "always", "gc.reflogExpire": "never"}
_DESK = {
    "advice.detachedHead": "false",
    "commit.gpgSign": "true",
    "core.autocrlf": "false",
    "core.hooksPath": "/dev/null",
    "gc.auto": "0",
    "gpg.format": "ssh",
    "init.defaultBranch": "main",
    "rebase.autoSquash": "false",
}


@dataclass(frozen=True, slots=True)
class SshKey:
    """Somebody's key: its role, the private key's file, the public key line and its `SHA256:…` fingerprint."""

    role: str
    file: Path
    public: str
    fingerprint: str

    @property
    def contributor(self) -> str:
        """Canonical id of whoever holds it."""
        return f"git:ssh/{self.fingerprint}"


def make_key(role: str, folder: Path) -> SshKey:
    """A new ed25519 key for a role, by ssh-keygen. Raises WrongInput where that is missing."""
    file = folder / f"{role}.key"
    _run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", role, "-f", str(file)], folder, {})
    public = file.with_suffix(".key.pub").read_text().strip()
    return SshKey(role, file, public, fingerprint(public))


class Desk:
    """A bare repository at `path`, and a place where everybody works in turn, each signing with a key of their own.

    now: unix seconds, the clock of whoever acts and of the server; every step moves it by `pace` first.
    """

    main = "refs/heads/main"

    def __init__(self, folder: Path, *, now: int, pace: int, object_format: str) -> None:
        self.now = now
        self.pace = pace
        self._folder = folder
        self._at = ""  # the git commit that lies on the desk
        self._keys: dict[str, SshKey] = {}
        folder.mkdir(parents=True, exist_ok=True)
        init = ["git", "init", "-q", "-b", "main", f"--object-format={object_format}"]
        _run([*init, "--bare", str(self.path)], folder, {})
        _run([*init, str(self._desk)], folder, {})
        for place, settings in ((self.path, _SERVER), (self._desk, _DESK)):
            for name, value in settings.items():
                _run(["git", "-C", str(place), "config", name, value], folder, {})

    def copied_to(self, folder: Path) -> Self:
        """The same story so far in a new folder: what happens there from now on does not happen here."""
        shutil.copytree(self._folder, folder)
        twin = copy.copy(self)
        twin._folder, twin._keys = (
            folder,
            {role: replace(key, file=folder / key.file.name) for role, key in self._keys.items()},
        )
        return twin

    @property
    def path(self) -> Path:
        """The bare repository."""
        return self._folder / "project.git"

    @property
    def _desk(self) -> Path:
        return self._folder / "desk"

    def key(self, role: str) -> SshKey:
        """The key of a role, made when first asked for."""
        if role not in self._keys:
            self._keys[role] = make_key(role, self._folder)
        return self._keys[role]

    def head(self, ref: str) -> str:
        """What a full ref of the bare repository holds, "" if there is none."""
        return _run(
            ["git", "-C", str(self.path), "for-each-ref", "--format=%(objectname)", ref], self._folder, {}
        ).strip()

    def _tick(self) -> None:
        self.now += self.pace

    def _check_out(self, ref: str) -> None:
        oid = self.head(ref) or self.head(self.main)
        if oid and oid != self._at:
            self._git(["checkout", "-q", "-f", "--detach", oid])
        self._at = ""  # until what follows has succeeded

    def _write(self, files: Files) -> None:
        for name, text in files.items():
            file = self._desk / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                file.unlink()
            else:
                file.write_text(text)
        if files:
            self._git(["add", "--", *files])

    def _commit(self, role: str, message: str, trailers: Trailers, *, sign: bool) -> None:
        signing = "-S" if sign else "--no-gpg-sign"
        self._git(["commit", "-q", "--allow-empty", signing, "-m", with_trailers(message, trailers)], role)

    def _push(self, ref: str) -> str:
        self._git(["push", "-q", str(self.path), f"+HEAD:{ref}"])
        self._at = self._git(["rev-parse", "HEAD"])
        return self._at

    def _git(self, arguments: Sequence[str], role: str = "server") -> str:
        signing = ["-c", f"user.signingKey={self.key(role).file}"] if role != "server" else []
        date = f"@{self.now} +0000"
        who = {
            f"GIT_{kind}_{part}": value
            for kind in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", role), ("EMAIL", f"{role}@example.org"), ("DATE", date))
        }
        return _run(["git", *signing, *arguments], self._desk, who).strip()


def with_trailers(text: str, trailers: Trailers) -> str:
    """A message that ends in trailers."""
    stated = "\n".join(f"{key}: {value}" for key, value in trailers)
    return f"{text}\n\n{stated}" if stated else text


def _run(arguments: Sequence[str], folder: Path, extra: Mapping[str, str]) -> str:
    env = {**environment(), **extra}
    try:
        done = subprocess.run(
            arguments, cwd=folder, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise WrongInput(f"{arguments[0]} is not installed.") from None
    if done.returncode:
        raise PraxisError(f"{' '.join(arguments[:6])} … failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
