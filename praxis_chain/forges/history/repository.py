"""Running git on a repository that strangers wrote into, without running anything of theirs.

No hook, filter, external diff, alias, pager, credential prompt or config of a user or system takes part; only the
transports file, https, ssh and git are open. Object ids are the only names that ever reach a command line; everything
else that comes from the repository is data on standard input or output. A mirror opens http too, to this machine only.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ...core.errors import NetworkFailed, WrongInput

OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")

_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "core.excludesFile": os.devnull,
    "core.alternateRefsCommand": "true",
    "core.pager": "cat",
    "credential.helper": "",
    "diff.external": "",
    "fetch.writeCommitGraph": "false",
    "gc.auto": "0",
    "http.lowSpeedLimit": "1000",  # bytes a second, for lowSpeedTime seconds: then the connection is given up
    "http.lowSpeedTime": "60",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "protocol.file.allow": "always",
    "protocol.git.allow": "always",
    "protocol.https.allow": "always",
    "protocol.ssh.allow": "always",
    "protocol.version": "2",
    "safe.directory": "*",
    "submodule.recurse": "false",
}
_FLAGS = ["--no-pager", "--no-optional-locks", *(f for k, v in _SETTINGS.items() for f in ("-c", f"{k}={v}"))]


def environment() -> dict[str, str]:
    """The process's environment without anything that steers git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_ASKPASS": "true",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "SSH_ASKPASS": "true",
        "TZ": "UTC",
    }


def run_git(
    arguments: Sequence[str], *, stdin: bytes = b"", what: str, settings: Mapping[str, str] | None = None
) -> bytes:
    """Standard output of one git process. Raises NetworkFailed with `what` failed and git's last words.

    settings: more of git's settings, passed through the environment: other users can read a command line.
    """
    try:
        done = subprocess.run(
            ["git", *_FLAGS, *arguments],
            input=stdin, capture_output=True, env=environment() | _in_environment(settings or {}), check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise WrongInput("git is not installed: install git 2.32 or later.") from None
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines() or [f"git exited with {done.returncode}"]
        said = next((line for line in words if line.startswith("fatal: ")), words[-1]).removeprefix("fatal: ")
        raise NetworkFailed(f"{what} failed: {said.rstrip('.')}.")
    return done.stdout


def _in_environment(settings: Mapping[str, str]) -> dict[str, str]:
    pairs = {
        f"GIT_CONFIG_{part}_{at}": text
        for at, pair in enumerate(settings.items())
        for part, text in zip(("KEY", "VALUE"), pair, strict=True)
    }
    return {"GIT_CONFIG_COUNT": str(len(settings)), **pairs} if settings else {}


class Repository:
    """A bare repository of our own (a mirror), read in batches."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def git(
        self,
        *arguments: str,
        stdin: bytes = b"",
        what: str = "Reading the mirror",
        settings: Mapping[str, str] | None = None,
    ) -> bytes:
        """Standard output of `git <arguments>` in this repository. Raises NetworkFailed."""
        return run_git([f"--git-dir={self.path}", *arguments], stdin=stdin, what=what, settings=settings)

    def refs(self, prefix: str) -> dict[str, str]:
        """Full ref name → object id, for all refs below a prefix such as `refs/pull/`, sorted by name."""
        lines = self.git("for-each-ref", "--format=%(objectname) %(refname)", prefix).decode().splitlines()
        return {name: oid for oid, _, name in (line.partition(" ") for line in lines)}

    def head(self) -> str:
        """The full ref that HEAD names. Raises WrongInput if it names none."""
        try:
            return self.git("symbolic-ref", "HEAD").decode().strip()
        except NetworkFailed:
            raise WrongInput("The repository's HEAD names no branch: check one out there, or name the base.") from None

    def objects(self, names: Iterable[str]) -> dict[str, bytes]:
        """Contents of objects by `<oid>` or `<oid>:<path>`; what does not exist is left out."""
        wanted = list(dict.fromkeys(names))
        output = self._batch("--batch", wanted)
        found: dict[str, bytes] = {}
        place = 0
        for name in wanted:
            end = output.index(b"\n", place)
            header, place = output[place:end].split(b" "), end + 1
            if len(header) == 3 and header[2].isdigit():
                size = int(header[2])
                found[name], place = output[place : place + size], place + size + 1
        return found

    def object_ids(self, names: Iterable[str], kind: str) -> dict[str, str]:
        """Object ids of `<oid>` or `<oid>:<path>`, where an object of that kind (commit, blob) stands there."""
        wanted = list(dict.fromkeys(names))
        lines = (line.split(" ") for line in self._batch("--batch-check", wanted).decode().splitlines())
        return {name: line[0] for name, line in zip(wanted, lines, strict=True) if line[1:2] == [kind]}

    def _batch(self, mode: str, names: Sequence[str]) -> bytes:
        if not names:
            return b""
        return self.git("cat-file", mode, "--buffer", stdin="\n".join(names).encode() + b"\n")
