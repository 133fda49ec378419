"""A real repository to tell stories with: a bare one that people push to, real SSH keys, real signatures, fixed times.

For the demo and the tests. The keys are made on the spot by ssh-keygen, without a passphrase: never use them elsewhere.
Everything goes through git's own commands; nothing of the machine's git configuration takes part.
"""

import copy
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..core.errors import PraxisError, WrongInput
from ..forges.git import POLICY_FILE, fingerprint, links_ref
from ..forges.git.repository import environment

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


class DemoRepository:
    """A bare repository at `path` and a desk where everybody works in turn, each signing with a key of their own.

    now: unix seconds, the clock of whoever acts and of the server; every step moves it by `pace` first.
    Methods that make a git commit return its id. Raises PraxisError with git's words if a command fails.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: int = 1_700_000_000,
        pace: int = 60,
        maintainers: Sequence[str] = ("maintainer",),
        policy: str = "",
        object_format: str = "sha1",
    ) -> None:
        self.now = now
        self.pace = pace
        self.main = "refs/heads/main"
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
        listed = "".join(f'  "{self.key(role).public}",\n' for role in maintainers)
        self.root = self.commit(
            maintainers[0],
            "Begin",
            {"README.md": "# A project\n", POLICY_FILE: f"maintainers = [\n{listed}]\n{policy}"},
        )

    def copied_to(self, folder: Path) -> "DemoRepository":
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

    @property
    def forge(self) -> str:
        """Canonical id of the forge: `git:<root commit>`."""
        return f"git:{self.root}"

    def key(self, role: str) -> SshKey:
        """The key of a role, made when first asked for."""
        if role not in self._keys:
            self._keys[role] = make_key(role, self._folder)
        return self._keys[role]

    def subject(self, issue: int) -> str:
        """Canonical string of an issue."""
        return f"{self.forge}/issue/{issue}"

    def work(self, pull: int) -> str:
        """Canonical string of a work."""
        return f"{self.forge}/pull/{pull}"

    def commit(
        self,
        role: str,
        message: str,
        files: Files | None = None,
        *,
        trailers: Trailers = (),
        ref: str = "refs/heads/main",
        sign: bool = True,
    ) -> str:
        """A git commit by a role on top of a branch (created if new), pushed there."""
        self._tick()
        self._check_out(ref)
        self._write(files or {})
        self._commit(role, message, trailers, sign=sign)
        return self._push(ref)

    def state(self, role: str, message: str, *trailers: tuple[str, str]) -> str:
        """An act: an empty git commit on the base branch that states something."""
        return self.commit(role, message, trailers=trailers)

    def open_issue(self, number: int, text: str, role: str = "maintainer") -> str:
        """The file `issues/<number>.md` on the base branch."""
        return self.commit(role, f"Open issue {number}", {f"issues/{number}.md": text})

    def push_work(
        self,
        number: int,
        role: str,
        files: Files,
        message: str = "Work",
        *,
        closes: int = 0,
        trailers: Trailers = (),
        sign: bool = True,
        fresh: bool = False,
    ) -> str:
        """A git commit on top of the work (or, for a new or `fresh` one, of the base branch), pushed to its ref."""
        self._tick()
        ref = f"refs/pull/{number}/head"
        self._check_out(self.main if fresh or not self.head(ref) else ref)
        self._write(files)
        stated = [*([("Closes", str(closes))] if closes else []), *trailers]
        self._commit(role, message, stated, sign=sign)
        return self._push(ref)

    def rebase_work(self, number: int, role: str) -> str:
        """The work's git commits again, on top of the base branch as it is now, pushed to its ref."""
        self._tick()
        ref = f"refs/pull/{number}/head"
        self._check_out(ref)
        self._git(["rebase", "-q", self.head(self.main)], role)
        return self._push(ref)

    def merge_into_work(self, number: int, role: str) -> str:
        """The base branch as it is now, merged into the work and pushed to its ref."""
        self._tick()
        ref = f"refs/pull/{number}/head"
        self._check_out(ref)
        self._git(["merge", "-q", "--no-ff", "-S", "-m", "Take in the base branch", self.head(self.main)], role)
        return self._push(ref)

    def merge(
        self,
        number: int,
        role: str = "maintainer",
        *,
        method: str = "merge",
        closes: int | str = 0,
        trailers: Trailers = (),
        into: str = "refs/heads/main",
        strategy: str = "ort",
        sign: bool = True,
    ) -> str:
        """Land a work: `merge`, `squash` or `rebase`, stating which work, what it closes and whatever else."""
        self._tick()
        head = self.head(f"refs/pull/{number}/head")
        pull = str(number) if method == "merge" else f"{number} {head}"
        stated = [("Pull", pull), *([("Closes", str(closes))] if closes else []), *trailers]
        message = f"Merge pull/{number}"
        if method == "rebase":
            self._at = ""
            self._git(["checkout", "-q", "-f", "--detach", head])
            self._git(["rebase", "-q", "--force-rebase", self.head(into)], role)
        else:
            self._check_out(into)
        if method == "merge":
            options = ["-q", "--no-ff", f"--strategy={strategy}", "-S" if sign else "--no-gpg-sign"]
            self._git(["merge", *options, "-m", _message(message, stated), head], role)
        elif method == "squash":
            self._git(["merge", "-q", "--squash", head], role)
            self._commit(role, message, stated, sign=sign)
        else:
            self._commit(role, message, stated, sign=sign)
        return self._push(into)

    def merge_branch(self, ref: str, role: str = "maintainer") -> str:
        """Another branch, merged into the base branch."""
        self._tick()
        self._check_out(self.main)
        self._git(["merge", "-q", "--no-ff", "-S", "-m", f"Merge {ref}", self.head(ref)], role)
        return self._push(self.main)

    def merge_as(self, role: str, oid: str, message: str) -> str:
        """An unsigned merge into the base branch with a message of any kind, as other projects have them."""
        self._tick()
        self._check_out(self.main)
        self._git(["merge", "-q", "--no-ff", "--no-gpg-sign", "-m", message, oid], role)
        return self._push(self.main)

    def attempt(
        self, number: int, because: str, *, closes: int, role: str = "maintainer", trailers: Trailers = ()
    ) -> str:
        """State that a work which is not merged was an honest attempt: completion 0."""
        head = self.head(f"refs/pull/{number}/head")
        stated = [("Pull", f"{number} {head}"), ("Closes", str(closes)), ("Completion", f"0% because {because}")]
        return self.commit(role, f"End pull/{number}", trailers=[*stated, *trailers])

    def close_with_explanation(
        self, issue: int, explanation: str, *, explained_by: str = "nobody", role: str = "maintainer"
    ) -> str:
        """Close an issue that nobody will complete, and say why and who found out."""
        message = f"Close issue {issue}\n\n{explanation}"
        return self.commit(role, message, trailers=[("Closes", str(issue)), ("Explained-by", explained_by)])

    def admit(
        self, contributor: str, standing: str, because: str, *, referred_by: str = "", role: str = "maintainer"
    ) -> str:
        """Give a contributor a standing."""
        referral = [("Referred-by", referred_by)] if referred_by else []
        admitted = ("Admit", f"{contributor} as {standing} because {because}")
        return self.commit(role, "Admit a stakeholder", trailers=[admitted, *referral])

    def publish_link(
        self, role: str, wallet: str, linked_at: int, wallet_signature: str, *, chain_id: int, stakeholders: str
    ) -> str:
        """Publish, signed with the role's key, that a wallet is theirs."""
        self._tick()
        tree = self._git(["mktree"], role)
        stated = [("Wallet", wallet), ("Linked-at", str(linked_at)), ("Wallet-signature", wallet_signature)]
        oid = self._git(["commit-tree", "-S", "-m", _message("Link my wallet", stated), tree], role)
        self._git(["push", "-q", str(self.path), f"+{oid}:{links_ref(chain_id, stakeholders, role)}"], role)
        return oid

    def revert(self, oid: str, role: str = "maintainer", *, sign: bool = True) -> str:
        """`git revert` of a git commit on the base branch."""
        self._tick()
        self._check_out(self.main)
        parents = self._git(["rev-list", "--parents", "-n", "1", oid]).split()[1:]
        mainline = ["-m", "1"] if len(parents) > 1 else []
        self._git(["revert", "--no-edit", *mainline, "-S" if sign else "--no-gpg-sign", oid], role)
        return self._push(self.main)

    def rewrite(self, oid: str, ref: str = "refs/heads/main") -> None:
        """Force a branch back to a git commit, as somebody with power over the server would."""
        self._tick()
        self._git(["push", "-q", str(self.path), f"+{oid}:{ref}"])

    def rewrite_orphan(self, role: str, files: Files) -> str:
        """A base branch that begins anew, with nothing of the old one."""
        self._tick()
        self._git(["checkout", "-q", "-f", "--orphan", f"orphan-{self.now}"])
        self._git(["rm", "-q", "-r", "-f", "--ignore-unmatch", "."])
        self._write(files)
        self._commit(role, "Begin anew", (), sign=True)
        return self._push(self.main)

    def remove(self, ref: str) -> None:
        """Delete a ref of the bare repository."""
        self._tick()
        self._git(["push", "-q", str(self.path), f":{ref}"])

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
        self._git(["commit", "-q", "--allow-empty", signing, "-m", _message(message, trailers)], role)

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


def _message(text: str, trailers: Trailers) -> str:
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
