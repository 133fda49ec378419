"""Repositories: who may do what, what is pushed, and what follows from a push."""

from .bare import ZERO, Bare, Conflict, Person
from .ground import Ground, Impossible, NotAllowed, act
from .people import People
from .state import Account, Hook, Issue, Label, Repository
from .telling import Telling

LEVELS = ("read", "triage", "write", "maintain", "admin")
_LABELS = (Label(0, "bug", "d73a4a", "Something isn't working", True), Label(0, "enhancement", "a2eeef", None, True))


class Repositories(Telling, People, Ground):
    """owner/name, by the name of now or one it had before."""

    @act
    def repository(
        self,
        name: str,
        files: dict[str, str | None] | None = None,
        permissions: dict[str, str] | None = None,
        default_branch: str = "main",
        organization: bool = False,
    ) -> int:
        """A new repository's id. Its owner and everybody named in `permissions` (login → level) are made where there
        are none. `files` are its first git commit."""
        owner, _, short = name.partition("/")
        try:
            account = self.account_of(owner)
        except Impossible:
            account = self.state.accounts[self.account(owner, "Organization" if organization else "User")]
        repository = self._begin(account, short, default_branch)
        for login, level in (permissions or {}).items():
            self.permit(name, login, level)
        if files:
            self.push(name, default_branch, owner, files, "Begin")
        return repository.id

    def _begin(self, owner: Account, name: str, default_branch: str, fork_of: int = 0) -> Repository:
        taken = {self.full_name(one).lower() for one in self.state.repositories.values() if not one.deleted}
        if f"{owner.login}/{name}".lower() in taken:
            raise Impossible(f"the name {owner.login}/{name} is taken")
        number, now = self.state.next_id("repository"), self.clock.now
        repository = Repository(number, owner.id, name, default_branch, now, now, now, fork_of)
        repository.permissions[owner.id] = "admin"
        for label in _LABELS:
            added = Label(self.state.next_id("label"), label.name, label.color, label.description, label.default)
            repository.labels[label.name] = added
        self.state.repositories[number] = repository
        Bare.init(self.folder / f"{number}.git", default_branch).set_refs(
            {}
        )  # a folder may be left from before a reset
        return repository

    @act
    def permit(self, name: str, login: str, level: str) -> None:
        """level: `read`, `triage`, `write`, `maintain`, `admin`, or "" for none."""
        repository, account = self.repository_of(name), self.known(login)
        if level:
            repository.permissions[account] = LEVELS[LEVELS.index(level)]
        else:
            repository.permissions.pop(account, None)

    def require(self, repository: Repository, account: Account, level: str) -> None:
        """Raises NotAllowed."""
        has = repository.permissions.get(account.id, "")
        if not has or LEVELS.index(has) < LEVELS.index(level):
            raise NotAllowed(f"{account.login} lacks {level} permission for {self.full_name(repository)}")

    @act
    def fork(self, name: str, by: str) -> str:
        """The fork's name; the one they have where they have one."""
        parent, owner = self.repository_of(name), self.state.accounts[self.known(by)]
        for one in self.state.repositories.values():
            if one.fork_of == parent.id and one.owner == owner.id and not one.deleted:
                return self.full_name(one)
        fork = self._begin(owner, parent.name, parent.default_branch, parent.id)
        ref = f"refs/heads/{parent.default_branch}"
        self.bare(fork).fetch(self.bare(parent), parent.refs[ref], ref)
        fork.refs = self.bare(fork).refs()
        return self.full_name(fork)

    @act
    def rename_repository(self, name: str, to: str) -> None:
        """The old name leads to it until somebody takes that name."""
        repository = self.repository_of(name)
        repository.names.append(self.full_name(repository).lower())
        before, repository.name = repository.name, to
        self.tell(
            repository, "repository", "renamed", repository.owner, changes={"repository": {"name": {"from": before}}}
        )

    @act
    def transfer_repository(self, name: str, to: str) -> None:
        repository = self.repository_of(name)
        repository.names.append(self.full_name(repository).lower())
        before, repository.owner = repository.owner, self.known(to)
        repository.permissions[repository.owner] = "admin"
        changes = {"owner": {"from": {"user": self.look().account(before)}}}
        self.tell(repository, "repository", "transferred", repository.owner, changes=changes)

    @act
    def delete_repository(self, name: str) -> None:
        repository = self.repository_of(name)
        repository.deleted = True
        self.forget_head(repository.id)

    @act
    def hook(self, name: str, url: str, secret: str, events: list[str] | None = None) -> int:
        """Where deliveries about that repository go from now on: a ping at once."""
        repository, number = self.repository_of(name), self.state.next_id("hook")
        repository.hooks[number] = Hook(number, url, secret, events or ["*"], self.clock.now)
        self.ping(repository, repository.hooks[number])
        return number

    @act
    def unhook(self, name: str, hook: int) -> None:
        del self.repository_of(name).hooks[hook]

    # -- pushing ------------------------------------------------------------------------------------------------------

    @act
    def push(
        self,
        name: str,
        branch: str,
        by: str,
        files: dict[str, str | None],
        message: str = "Change",
        parent: str | None = None,
        author: str = "",
    ) -> str:
        """A git commit on that branch, and its object id. A new branch begins at the default one; `parent` other than
        the branch's head makes it a force-push. A file that is None goes. author: `Name <e-mail>` to claim another."""
        repository, account = self.repository_of(name), self.state.accounts[self.known(by)]
        ref = f"refs/heads/{branch}"
        if parent is None:
            parent = repository.refs.get(ref) or repository.refs.get(f"refs/heads/{repository.default_branch}", "")
        me = self.person(account)
        claimed = Person(*author.rstrip(">").split(" <"), me.at) if author else me
        oid = self.bare(repository).write(ref, parent, files, message, claimed, me)
        self.observe(repository, account)
        return oid

    @act
    def force_push(self, name: str, branch: str, by: str, to: str) -> None:
        """Point the branch at that object."""
        repository = self.repository_of(name)
        self.bare(repository).point(f"refs/heads/{branch}", to)
        self.observe(repository, self.account_of(by))

    @act
    def delete_branch(self, name: str, branch: str, by: str) -> None:
        repository = self.repository_of(name)
        self.bare(repository).delete(f"refs/heads/{branch}")
        self.observe(repository, self.account_of(by))

    @act
    def head(self, name: str, branch: str = "") -> str:
        """The object id that a branch points at; of the default branch where none is named."""
        repository = self.repository_of(name)
        return repository.refs[f"refs/heads/{branch or repository.default_branch}"]

    def observe(self, repository: Repository, by: Account, merged: Issue | None = None) -> None:
        """See what changed in the git repository, and let follow what does: activity, pull requests, deliveries.

        merged: the pull request by whose merge it changed.
        """
        bare = self.bare(repository)
        found, before = bare.refs(), repository.refs
        repository.refs = found
        for ref in sorted(found.keys() | before.keys()):
            old, new = before.get(ref, ZERO), found.get(ref, ZERO)
            if old == new or not ref.startswith(("refs/heads/", "refs/tags/")):
                continue
            kind = "pr_merge" if merged else _kind(bare, old, new)
            self.note_activity(repository, by.id, kind, ref, old, new)
            self.tell_push(repository, by, ref, old, new)
            if ref.startswith("refs/heads/"):
                self._move_heads(repository, by, ref.removeprefix("refs/heads/"), old, new)
                self._find_merged(repository, by, ref.removeprefix("refs/heads/"), new)

    def _move_heads(self, repository: Repository, by: Account, branch: str, old: str, new: str) -> None:
        for base in self.state.repositories.values():
            for issue in base.issues.values():
                pull = issue.pull
                if pull is None or pull.head_repository != repository.id or pull.head_ref != branch or pull.merged_at:
                    continue
                if new == ZERO:
                    self.note(issue, "head_ref_deleted", by)
                elif issue.state == "open":
                    self._move_head(base, issue, repository, by, old, new)

    def _move_head(self, base: Repository, issue: Issue, head: Repository, by: Account, old: str, new: str) -> None:
        pull = issue.pull
        assert pull is not None
        if old != ZERO and not self.bare(head).is_ancestor(old, new):
            self.note(issue, "head_ref_force_pushed", by, before=old, after=new)
        self.take_head(base, issue, head, new)
        issue.updated_at = self.clock.now
        self.tell_issue(base, issue, "pull_request", "synchronize", by, before=old, after=new)

    def take_head(self, base: Repository, issue: Issue, head: Repository, oid: str) -> None:
        """`refs/pull/N/head` points there, and the pull request has those git commits."""
        pull = issue.pull
        assert pull is not None
        bare, ref = self.bare(base), f"refs/pull/{issue.number}/head"
        if head.id == base.id:
            bare.point(ref, oid)
        else:
            bare.fetch(self.bare(head), oid, ref)
        base.refs[ref] = pull.head = oid
        tip = base.refs[f"refs/heads/{pull.base_ref}"]
        pull.commits, pull.trial = bare.between(tip, oid), ""
        try:
            tree = bare.merged_tree(tip, oid)
        except Conflict:
            return
        message = f"Merge {oid} into {tip}"
        pull.trial = bare.commit_tree(tree, (tip, oid), message, self.site(), self.site())

    def _find_merged(self, repository: Repository, by: Account, branch: str, tip: str) -> None:
        """A pull request whose head is on its base now was merged, whoever brought it there and however."""
        for issue in list(repository.issues.values()):
            pull = issue.pull
            if pull is None or issue.state != "open" or pull.base_ref != branch or not pull.commits or tip == ZERO:
                continue
            bare = self.bare(repository)
            if bare.is_ancestor(pull.head, tip):
                path = bare.between(pull.head, tip, "--ancestry-path", "--first-parent") or [tip]
                self.mark_merged(repository, issue, by, path[0], "indirect")

    def mark_merged(self, repository: Repository, issue: Issue, by: Account, merge: str, method: str) -> None:
        raise NotImplementedError


def _kind(bare: Bare, old: str, new: str) -> str:
    if old == ZERO:
        return "branch_creation"
    if new == ZERO:
        return "branch_deletion"
    return "push" if bare.is_ancestor(old, new) else "force_push"
