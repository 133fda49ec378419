"""A real repository to tell stories with, for the demo and the tests: what sponsors' money is about happens here.

Issues, work, merges of every shape, maintainers' words, links and reverts, each by the git commands people use.
"""

from collections.abc import Sequence
from pathlib import Path

from ..forges.git import POLICY_FILE, links_ref
from .desk import Desk, Files, Trailers, with_trailers


class DemoRepository(Desk):
    """What people do in a repository. Roles are names such as "maintainer"; each gets a key when first named.

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
        super().__init__(folder, now=now, pace=pace, object_format=object_format)
        listed = "".join(f'  "{self.key(role).public}",\n' for role in maintainers)
        self.root = self.commit(
            maintainers[0],
            "Begin",
            {"README.md": "# A project\n", POLICY_FILE: f"maintainers = [\n{listed}]\n{policy}"},
        )

    @property
    def forge(self) -> str:
        """Canonical id of the forge: `git:<root commit>`."""
        return f"git:{self.root}"

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
            self._git(["merge", *options, "-m", with_trailers(message, stated), head], role)
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
        oid = self._git(["commit-tree", "-S", "-m", with_trailers("Link my wallet", stated), tree], role)
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
