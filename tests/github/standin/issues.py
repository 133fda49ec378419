"""Issues, and what pull requests have in common with them: text, comments, labels, closing and reopening."""

import re
from dataclasses import replace

from .ground import Ground, Impossible, act
from .repositories import Repositories
from .shapes_issue import comment_shape, issue_shape
from .shapes_repository import label_shape, repository_shape
from .state import Account, Comment, Issue, Label, Repository

REASONS = ("completed", "not_planned", "duplicate")
_CLOSES = re.compile(r"(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:#|GH-)(\d+)\b")


def closing_numbers(text: str) -> list[int]:
    """The issues of the same repository that a text says it closes, by GitHub's keywords, in its order."""
    return list(dict.fromkeys(int(number) for number in _CLOSES.findall(text)))


class Issues(Repositories, Ground):
    """by: a login. number: of an issue or a pull request."""

    @act
    def issue(self, name: str, by: str, title: str, body: str = "") -> int:
        """A new issue's number."""
        repository, author = self.repository_of(name), self.state.accounts[self.known(by)]
        issue = self.new_issue(repository, author, title, body)
        self.tell_issue(repository, issue, "issues", "opened", author)
        return issue.number

    def new_issue(self, repository: Repository, author: Account, title: str, body: str) -> Issue:
        number, now = max(repository.issues, default=0) + 1, self.clock.now
        issue = Issue(self.state.next_id("issue"), number, repository.id, author.id, now, title, body, now)
        repository.issues[number] = issue
        return issue

    @act
    def edit(self, name: str, number: int, by: str, title: str | None = None, body: str | None = None) -> None:
        """Change the title or the text, which is told to have been edited from then on."""
        repository, issue = self.issue_of(name, number)
        account, changes = self.account_of(by), {}
        if title is not None and title != issue.title:
            changes["title"] = {"from": issue.title}
            self.note(issue, "renamed", account, was=issue.title, now=title)
            issue.title = title
        if body is not None and body != issue.body:
            changes["body"] = {"from": issue.body}
            issue.body, issue.edited_at, issue.editor = body, self.clock.now, account.id
        issue.updated_at = self.clock.now
        self.tell_issue(repository, issue, _event(issue), "edited", account, changes=changes)

    @act
    def comment(self, name: str, number: int, by: str, body: str) -> int:
        """The comment's id."""
        repository, issue = self.issue_of(name, number)
        account, now = self.state.accounts[self.known(by)], self.clock.now
        comment = Comment(self.state.next_id("comment"), account.id, now, body, now)
        issue.comments.append(comment)
        issue.updated_at = now
        self._tell_comment(repository, issue, comment, "created", account)
        return comment.id

    def comment_of(self, name: str, comment: int) -> tuple[Repository, Issue, Comment]:
        repository = self.repository_of(name)
        for issue in repository.issues.values():
            for one in issue.comments:
                if one.id == comment and not issue.gone_to:
                    return repository, issue, one
        raise Impossible(f"there is no comment {comment} in {name}")

    @act
    def edit_comment(self, name: str, comment: int, by: str, body: str) -> None:
        repository, issue, found = self.comment_of(name, comment)
        changes = {"body": {"from": found.body}}
        found.body = body
        found.edited_at = found.updated_at = issue.updated_at = self.clock.now
        self._tell_comment(repository, issue, found, "edited", self.account_of(by), changes=changes)

    @act
    def delete_comment(self, name: str, comment: int, by: str) -> None:
        repository, issue, found = self.comment_of(name, comment)
        issue.comments.remove(found)
        self.note(issue, "comment_deleted", self.account_of(by), author=found.by)
        self._tell_comment(repository, issue, found, "deleted", self.account_of(by))

    def _tell_comment(
        self, repository: Repository, issue: Issue, comment: Comment, action: str, by: Account, **rest: object
    ) -> None:
        shape = comment_shape(self.look(), repository, issue, comment)
        self.tell_issue(repository, issue, "issue_comment", action, by, comment=shape, **rest)

    @act
    def label(self, name: str, number: int, by: str, label: str) -> None:
        """Put a label on; the repository gets it where it has none of that name."""
        repository, issue = self.issue_of(name, number)
        account = self.account_of(by)
        self.require(repository, account, "triage")
        if label in issue.labels:
            return
        known = repository.labels.setdefault(label, Label(0, label))
        known.id = known.id or self.state.next_id("label")
        issue.labels.append(label)
        self.note(issue, "labeled", account, label=label, color=known.color)
        shape = label_shape(self.look(), repository, known)
        self.tell_issue(repository, issue, _event(issue), "labeled", account, label=shape)

    @act
    def unlabel(self, name: str, number: int, by: str, label: str) -> None:
        repository, issue = self.issue_of(name, number)
        account = self.account_of(by)
        self.require(repository, account, "triage")
        issue.labels.remove(label)
        known = repository.labels[label]
        self.note(issue, "unlabeled", account, label=label, color=known.color)
        shape = label_shape(self.look(), repository, known)
        self.tell_issue(repository, issue, _event(issue), "unlabeled", account, label=shape)

    @act
    def close(self, name: str, number: int, by: str, reason: str = "completed") -> None:
        """reason, for an issue: `completed`, `not_planned` or `duplicate`."""
        repository, issue = self.issue_of(name, number)
        account = self.account_of(by)
        if account.id != issue.by:
            self.require(repository, account, "triage")
        self.close_issue(repository, issue, account, "" if issue.pull else REASONS[REASONS.index(reason)])

    def close_issue(self, repository: Repository, issue: Issue, by: Account, reason: str, closer: int = 0) -> None:
        """closer: the number of the pull request that did it."""
        if issue.state == "closed":
            raise Impossible(f"#{issue.number} is closed already")
        issue.state, issue.state_reason, issue.closed_at, issue.closed_by = "closed", reason, self.clock.now, by.id
        self.note(issue, "closed", by, reason=reason, closer=closer)
        self.tell_issue(repository, issue, _event(issue), "closed", by)

    @act
    def reopen(self, name: str, number: int, by: str) -> None:
        repository, issue = self.issue_of(name, number)
        account = self.account_of(by)
        if issue.state == "open" or (issue.pull and issue.pull.merged_at):
            raise Impossible(f"#{number} cannot be reopened")
        issue.state, issue.state_reason, issue.closed_at, issue.closed_by = "open", "reopened", 0, 0
        if issue.pull:
            issue.state_reason = ""
        self.note(issue, "reopened", account)
        self.tell_issue(repository, issue, _event(issue), "reopened", account)

    @act
    def transfer_issue(self, name: str, number: int, by: str, to: str) -> int:
        """The number that it has there; its id is another one, too."""
        repository, issue = self.issue_of(name, number)
        other, account, now = self.repository_of(to), self.account_of(by), self.clock.now
        if issue.pull:
            raise Impossible("a pull request cannot be transferred")
        there = max(other.issues, default=0) + 1
        moved = replace(issue, id=self.state.next_id("issue"), number=there, repository=other.id, updated_at=now)
        moved.labels = [label for label in issue.labels if label in other.labels]
        self.note(moved, "transferred", account, source=repository.id)
        other.issues[there] = moved
        issue.gone_to = (other.id, there)
        look = self.look()
        changes = {"new_issue": issue_shape(look, other, moved), "new_repository": repository_shape(look, other)}
        self.tell_issue(repository, issue, "issues", "transferred", account, changes=changes)
        return there


def _event(issue: Issue) -> str:
    return "pull_request" if issue.pull else "issues"
