"""How the state looks from outside: addresses under the URL that was asked, times as GitHub writes them."""

import datetime
from typing import TYPE_CHECKING, Any

from .state import GHOST, Account, Issue, Repository, State, node_id

if TYPE_CHECKING:
    from .ground import Ground


def stamp(at: int) -> str:
    """`2019-05-15T15:20:33Z`."""
    return datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(at: int) -> str | None:
    """None for 0: it has not happened."""
    return stamp(at) if at else None


class Look:
    """site: URL of the pages; api: of REST, which on an Enterprise server is below `/api/v3`."""

    def __init__(self, ground: "Ground", site: str, api: str = "") -> None:
        self.ground, self.site, self.api = ground, site, api or site

    @property
    def state(self) -> State:
        return self.ground.state

    def html(self, repository: Repository) -> str:
        return f"{self.site}/{self.ground.full_name(repository)}"

    def repo(self, repository: Repository) -> str:
        """Its address in REST."""
        return f"{self.api}/repos/{self.ground.full_name(repository)}"

    def issue_html(self, repository: Repository, issue: Issue) -> str:
        return f"{self.html(repository)}/{'pull' if issue.pull else 'issues'}/{issue.number}"

    def somebody(self, number: int) -> Account | None:
        """None if the account is deleted."""
        account = self.state.accounts.get(number)
        return account if account and not account.deleted and account.id != GHOST else None

    def account(self, number: int) -> dict[str, Any]:
        """A simple user; the ghost in place of a deleted one."""
        one = self.somebody(number) or self.state.accounts[GHOST]
        mine = f"{self.api}/users/{one.login}"
        return {
            "login": one.login,
            "id": one.id,
            "node_id": one.node_id,
            "avatar_url": f"{self.site}/avatars/u/{one.id}?v=4",
            "gravatar_id": "",
            "url": mine,
            "html_url": f"{self.site}/{'apps/' if one.kind == 'Bot' else ''}{one.login.removesuffix('[bot]')}",
            "followers_url": f"{mine}/followers",
            "following_url": f"{mine}/following{{/other_user}}",
            "gists_url": f"{mine}/gists{{/gist_id}}",
            "starred_url": f"{mine}/starred{{/owner}}{{/repo}}",
            "subscriptions_url": f"{mine}/subscriptions",
            "organizations_url": f"{mine}/orgs",
            "repos_url": f"{mine}/repos",
            "events_url": f"{mine}/events{{/privacy}}",
            "received_events_url": f"{mine}/received_events",
            "type": one.kind,
            "user_view_type": "public",
            "site_admin": False,
        }

    def account_or_none(self, number: int) -> dict[str, Any] | None:
        return self.account(number) if number else None

    def organization(self, number: int) -> dict[str, Any]:
        one = self.state.accounts[number]
        mine = f"{self.api}/orgs/{one.login}"
        return {
            "login": one.login,
            "id": one.id,
            "node_id": node_id("O", one.id),
            "url": mine,
            "repos_url": f"{mine}/repos",
            "events_url": f"{mine}/events",
            "hooks_url": f"{mine}/hooks",
            "issues_url": f"{mine}/issues",
            "members_url": f"{mine}/members{{/member}}",
            "public_members_url": f"{mine}/public_members{{/member}}",
            "avatar_url": f"{self.site}/avatars/u/{one.id}?v=4",
            "description": "",
        }

    def association(self, repository: Repository, number: int) -> str:
        """`author_association`."""
        if number == repository.owner:
            return "OWNER"
        if number in repository.permissions:
            return "COLLABORATOR"
        merged = (one.by == number and one.pull and one.pull.merged_at for one in repository.issues.values())
        return "CONTRIBUTOR" if any(merged) else "NONE"
