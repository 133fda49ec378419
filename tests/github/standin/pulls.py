"""Pull requests: opened from what was pushed, reviewed, merged with git in one of three ways, undone."""

from .bare import Conflict
from .ground import Ground, Impossible, act
from .issues import Issues, closing_numbers
from .shapes_issue import review_shape
from .state import Account, Issue, Pull, Repository, Review

METHODS = ("merge", "squash", "rebase")
STATES = ("APPROVED", "CHANGES_REQUESTED", "COMMENTED")


class Pulls(Issues, Ground):
    """by: a login. head: `branch`, or `owner:branch` of a fork."""

    @act
    def open_pull(
        self, name: str, by: str, head: str, title: str, body: str = "", base: str = "", draft: bool = False
    ) -> int:
        """A new pull request's number."""
        repository, author = self.repository_of(name), self.state.accounts[self.known(by)]
        owner, _, branch = head.rpartition(":")
        source = self._fork_of(repository, owner) if owner else repository
        oid = source.refs.get(f"refs/heads/{branch}")
        if oid is None:
            raise Impossible(f"there is no branch {head}")
        base = base or repository.default_branch
        tip = repository.refs[f"refs/heads/{base}"]
        issue = self.new_issue(repository, author, title, body)
        issue.pull = Pull(self.state.next_id("pull"), base, tip, source.id, source.owner, branch, oid, [], draft=draft)
        self.take_head(repository, issue, source, oid)
        if not issue.pull.commits:
            del repository.issues[issue.number]
            raise Impossible(f"No commits between {base} and {branch}")
        self.tell_issue(repository, issue, "pull_request", "opened", author)
        return issue.number

    def _fork_of(self, repository: Repository, owner: str) -> Repository:
        account = self.account_of(owner)
        if account.id == repository.owner:
            return repository
        for one in self.state.repositories.values():
            if one.fork_of == repository.id and one.owner == account.id and not one.deleted:
                return one
        raise Impossible(f"{owner} has no fork of {self.full_name(repository)}")

    def pull_of(self, name: str, number: int) -> tuple[Repository, Issue, Pull]:
        repository, issue = self.issue_of(name, number)
        if issue.pull is None:
            raise Impossible(f"#{number} is no pull request")
        return repository, issue, issue.pull

    @act
    def review(self, name: str, number: int, by: str, state: str = "APPROVED", body: str = "", head: str = "") -> int:
        """A submitted review's id. head: the git commit it is about, the last one unless stated."""
        repository, issue, pull = self.pull_of(name, number)
        account = self.state.accounts[self.known(by)]
        if account.id == issue.by and state != "COMMENTED":
            raise Impossible("authors cannot approve or request changes of their own pull request")
        state, now = STATES[STATES.index(state)], self.clock.now
        review = Review(self.state.next_id("review"), account.id, now, state, head or pull.head, body)
        pull.reviews.append(review)
        issue.updated_at = now
        self._tell_review(repository, issue, review, "submitted", account)
        return review.id

    @act
    def edit_review(self, name: str, number: int, review: int, by: str, body: str) -> None:
        repository, issue, pull = self.pull_of(name, number)
        found = next(one for one in pull.reviews if one.id == review)
        found.body, found.edited_at = body, self.clock.now
        issue.updated_at = self.clock.now
        self._tell_review(repository, issue, found, "edited", self.account_of(by))

    @act
    def dismiss(self, name: str, number: int, review: int, by: str, message: str = "") -> None:
        repository, issue, pull = self.pull_of(name, number)
        found = next(one for one in pull.reviews if one.id == review)
        account = self.account_of(by)
        self.require(repository, account, "write")
        was, found.state = found.state, "DISMISSED"
        self.note(issue, "review_dismissed", account, review=review, was=was, message=message)
        self._tell_review(repository, issue, found, "dismissed", account)

    def _tell_review(self, repository: Repository, issue: Issue, review: Review, action: str, by: Account) -> None:
        shape = review_shape(self.look(), repository, issue, review)
        shape["state"] = shape["state"].lower()
        self.tell_issue(repository, issue, "pull_request_review", action, by, review=shape)

    @act
    def retarget(self, name: str, number: int, by: str, base: str) -> None:
        """Change the base branch."""
        repository, issue, pull = self.pull_of(name, number)
        account, was = self.account_of(by), pull.base_ref
        pull.base_ref, pull.base_sha = base, repository.refs[f"refs/heads/{base}"]
        self.take_head(repository, issue, self.state.repositories[pull.head_repository], pull.head)
        self.note(issue, "base_ref_changed", account, was=was, now=base)
        self.tell_issue(repository, issue, "pull_request", "edited", account, changes={"base": {"ref": {"from": was}}})

    @act
    def merge(
        self, name: str, number: int, by: str, method: str = "merge", title: str = "", message: str | None = None
    ) -> str:
        """Merge by `merge`, `squash` or `rebase`, as the site's button does. Returns the git commit it made last."""
        repository, issue, pull = self.pull_of(name, number)
        account = self.account_of(by)
        self.require(repository, account, "write")
        if issue.state != "open" or pull.draft:
            raise Impossible("Pull Request is not mergeable")
        tip = repository.refs[f"refs/heads/{pull.base_ref}"]
        try:
            oid = self._land(repository, issue, account, METHODS[METHODS.index(method)], tip, title, message)
        except Conflict as conflict:
            raise Impossible("Pull Request is not mergeable") from conflict
        self.bare(repository).point(f"refs/heads/{pull.base_ref}", oid)
        pull.base_sha = tip
        self.mark_merged(repository, issue, account, oid, method)
        self.observe(repository, account, merged=issue)
        return oid

    def _land(
        self, repository: Repository, issue: Issue, by: Account, method: str, tip: str, title: str, message: str | None
    ) -> str:
        bare, pull = self.bare(repository), issue.pull
        assert pull is not None
        head_owner = self.state.accounts[pull.head_owner].login
        if method == "merge":
            title = title or f"Merge pull request #{issue.number} from {head_owner}/{pull.head_ref}"
            text = f"{title}\n\n{issue.title if message is None else message}"
            tree = bare.merged_tree(tip, pull.head)
            return bare.commit_tree(tree, (tip, pull.head), text, self.person(by), self.site())
        if method == "squash":
            title = title or f"{issue.title} (#{issue.number})"
            text = f"{title}\n\n{issue.body if message is None else message}"
            author = self.person(self.state.accounts[issue.by])
            return bare.commit_tree(bare.merged_tree(tip, pull.head), (tip,), text, author, self.site())
        for oid in bare.between(tip, pull.head, "--no-merges"):
            step = bare.read(oid)
            tree = bare.applied_tree(tip, step.parents[0], oid)
            tip = bare.commit_tree(tree, (tip,), step.message, step.author, self.person(by))
        return tip

    def mark_merged(self, repository: Repository, issue: Issue, by: Account, merge: str, method: str) -> None:
        """What a merge changes besides git: the state, events, and the issues that the description closes."""
        pull, now = issue.pull, self.clock.now
        assert pull is not None
        pull.merge, pull.merged_at, pull.merged_by, pull.method = merge, now, by.id, method
        issue.state, issue.closed_at, issue.closed_by = "closed", now, by.id
        self.note(issue, "merged", by, commit=merge, ref=pull.base_ref)
        self.note(issue, "closed", by, reason="", closer=0)
        self.tell_issue(repository, issue, "pull_request", "closed", by)
        if pull.base_ref != repository.default_branch:
            return
        for number in closing_numbers(issue.body):
            closed = repository.issues.get(number)
            if closed and not closed.pull and closed.state == "open" and not closed.gone_to:
                self.close_issue(repository, closed, by, "completed", closer=issue.number)

    @act
    def revert(self, name: str, number: int, by: str) -> str:
        """Undo a merged pull request by a git commit on its base, and return that."""
        repository, _, pull = self.pull_of(name, number)
        if not pull.merge:
            raise Impossible(f"#{number} was not merged")
        bare, account, ref = self.bare(repository), self.account_of(by), f"refs/heads/{pull.base_ref}"
        tip = repository.refs[ref]
        merge = bare.read(pull.merge)
        before = pull.base_sha if pull.method == "rebase" else merge.parents[0]
        tree = bare.applied_tree(tip, pull.merge, before)
        subject = merge.message.splitlines()[0]
        mainline = f", reversing\nchanges made to {before}" if len(merge.parents) > 1 else ""
        text = f'Revert "{subject}"\n\nThis reverts commit {pull.merge}{mainline}.'
        oid = bare.commit_tree(tree, (tip,), text, self.person(account), self.site())
        bare.point(ref, oid)
        self.observe(repository, account)
        return oid
