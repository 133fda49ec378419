"""What a repository's webhooks are told: payloads of GitHub's shapes, made when it happens."""

from typing import Any

from .bare import ZERO
from .ground import Ground, act
from .look import Look
from .shapes_git import push_commit
from .shapes_issue import issue_shape, pull_shape
from .shapes_repository import hook_shape, repository_shape
from .state import Account, Hook, Issue, Repository


class Telling(Ground):
    """Deliveries."""

    @act
    def webhooks(self, copies: int = 1, delay: float = 0.0) -> None:
        """How deliveries go from now on: 0 copies loses them, 2 doubles them; `delay` in seconds."""
        self.post.copies, self.post.delay = copies, delay

    @act
    def deliveries(self) -> list[dict[str, Any]]:
        """All that were made since the last reset, lost ones too."""
        return [
            {"id": one.id, "guid": one.guid, "event": one.event, "action": one.action, "status": one.status,
             "redelivery": one.redelivery, "repository": one.repository}
            for one in self.post.deliveries
        ]  # fmt: skip

    @act
    def redeliver(self, delivery: int) -> int:
        """The new delivery's id: the same guid and bytes, sent at once."""
        return self.post.deliver_again(delivery)

    def settle(self, seconds: float = 30) -> bool:
        """Wait until every delivery was sent; False if that takes too long."""
        return self.post.settle(seconds)

    def look(self) -> Look:
        return Look(self, self.url)

    def tell(self, repository: Repository, event: str, action: str, by: int, /, **payload: Any) -> None:
        """`payload` with the repository and the sender, to all hooks that want that event."""
        hooks = [hook for hook in repository.hooks.values() if hook.active and {"*", event} & set(hook.events)]
        if not hooks:
            return
        look = self.look()
        whole = {**({"action": action} if action else {}), **payload}
        shape = repository_shape(look, repository)
        if event == "push":
            shape |= _only_in_pushes(look, repository)
        whole |= {"repository": shape, "sender": look.account(by)}
        if look.state.accounts[repository.owner].kind == "Organization":
            whole["organization"] = look.organization(repository.owner)
        if repository.installation:
            whole["installation"] = {"id": repository.installation, "node_id": f"I_{repository.installation}"}
        for hook in hooks:
            self.post.deliver(hook, repository.id, event, action, whole)

    def tell_issue(
        self, repository: Repository, issue: Issue, event: str, action: str, by: Account, /, **payload: Any
    ) -> None:
        """About an issue or pull request, which the payload then has as GitHub gives it for that event."""
        if not repository.hooks:
            return
        look = self.look()
        if event in ("pull_request", "pull_request_review"):
            subject: dict[str, Any] = {
                "pull_request": pull_shape(look, repository, issue, whole=event == "pull_request")
            }
            if event == "pull_request":
                subject["number"] = issue.number
        else:
            subject = {"issue": issue_shape(look, repository, issue)}
        self.tell(repository, event, action, by.id, **subject, **payload)

    def tell_push(self, repository: Repository, by: Account, ref: str, old: str, new: str) -> None:
        if not repository.hooks:
            return
        bare, look = self.bare(repository), self.look()
        fresh = [] if ZERO in (old, new) else bare.between(old, new)
        commits = [push_commit(look, repository, oid) for oid in fresh[-20:]]
        head = push_commit(look, repository, new) if new != ZERO else None
        person = self.person(by)
        self.tell(
            repository, "push", "", by.id, ref=ref, before=old, after=new, created=old == ZERO, deleted=new == ZERO,
            forced=ZERO not in (old, new) and not bare.is_ancestor(old, new), base_ref=None,
            compare=f"{look.html(repository)}/compare/{old[:12]}...{new[:12]}", commits=commits, head_commit=head,
            pusher={"name": by.login, "email": person.email},
        )  # fmt: skip

    def ping(self, repository: Repository, hook: Hook) -> None:
        look = self.look()
        payload = {"zen": "Keep it logically awesome.", "hook_id": hook.id, "hook": hook_shape(look, repository, hook)}
        payload |= {"repository": repository_shape(look, repository), "sender": look.account(repository.owner)}
        self.post.deliver(hook, repository.id, "ping", "", payload)


def _only_in_pushes(look: Look, repository: Repository) -> dict[str, Any]:
    """A push's payload is older than the API: times are numbers, and the owner has a name and an address."""
    owner = look.account(repository.owner)
    address = f"{owner['id']}+{owner['login']}@users.noreply.github.com"
    return {
        "url": look.html(repository),
        "created_at": repository.created_at,
        "pushed_at": repository.pushed_at,
        "stargazers": 0,
        "master_branch": repository.default_branch,
        "owner": {"name": owner["login"], "email": address, **owner},
    }
