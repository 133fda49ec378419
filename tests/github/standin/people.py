"""Accounts, their tokens and gists, and Apps."""

import hashlib
import json

from .ground import Ground, Impossible, act
from .state import GHOST, Account, App, Gist, Token, Version


class People(Ground):
    """What happens outside any repository."""

    @act
    def account(self, login: str, kind: str = "User") -> int:
        """A new account's id. kind: `User`, `Bot`, `Organization` or `Mannequin`."""
        if any(one.login.lower() == login.lower() and not one.deleted for one in self.state.accounts.values()):
            raise Impossible(f"the name {login} is taken")
        number = self.state.next_id("account")
        self.state.accounts[number] = Account(number, login, kind, self.clock.now)
        return number

    @act
    def known(self, login: str) -> int:
        """The account's id; it is made if there is none."""
        try:
            return self.account_of(login).id
        except Impossible:
            return self.account(login)

    @act
    def rename_account(self, login: str, to: str) -> int:
        """The old name is free from then on; names of its repositories lead on until somebody takes them."""
        account = self.account_of(login)
        for repository in self.state.repositories.values():
            if repository.owner == account.id:
                repository.names.append(self.full_name(repository).lower())
        account.login = to
        return account.id

    @act
    def delete_account(self, login: str) -> int:
        """What it wrote stays, by nobody; its gists and repositories go."""
        account = self.account_of(login)
        if account.id == GHOST:
            raise Impossible("nobody can delete the ghost")
        account.deleted = True
        for gist in self.state.gists.values():
            gist.deleted = gist.deleted or gist.owner == account.id
        for repository in self.state.repositories.values():
            if repository.owner == account.id:
                repository.deleted = True
                self.forget_head(repository.id)
        self.state.tokens = {text: one for text, one in self.state.tokens.items() if one.account != account.id}
        return account.id

    def forget_head(self, repository: int) -> None:
        """Pull requests from a repository that is no more have no head repository; their git commits stay."""
        for other in self.state.repositories.values():
            for issue in other.issues.values():
                if issue.pull and issue.pull.head_repository == repository:
                    issue.pull.head_repository = 0

    @act
    def token(self, login: str, limit: int = 5000) -> str:
        """A new access token: with `limit` requests an hour."""
        number = self.state.next_id("token")
        text = f"standin-{login}-{number}"
        self.state.tokens[text] = Token(self.known(login), limit=limit)
        return text

    @act
    def app(self, slug: str, public_key: str) -> int:
        """A GitHub App, which signs its JSON web tokens with the private part of that key (PEM)."""
        number = self.state.next_id("app")
        self.state.apps[number] = App(number, slug, self.account(f"{slug}[bot]", "Bot"), public_key)
        return number

    @act
    def install(self, app: int, name: str) -> int:
        """The installation's id. Installing it again changes nothing."""
        repository = self.repository_of(name)
        if repository.installation == 0:
            repository.installation = self.state.next_id("installation")
            self.state.installations[repository.installation] = (app, repository.owner)
        return repository.installation

    def token_of_installation(self, installation: int, expires: int) -> str:
        app = self.state.apps[self.state.installations[installation][0]]
        text = f"standin-installation-{installation}-{self.state.next_id('token')}"
        self.state.tokens[text] = Token(app.account, installation, expires)
        return text

    # -- gists --------------------------------------------------------------------------------------------------------

    @act
    def gist(self, by: str, files: dict[str, str], public: bool = True, description: str = "") -> str:
        """A new gist's id."""
        owner, number = self.known(by), self.state.next_id("gist")
        identity = hashlib.md5(f"gist {number}".encode(), usedforsecurity=False).hexdigest()
        gist = self.state.gists[identity] = Gist(identity, owner, public, description, self.clock.now)
        self._add_version(gist, files)
        return identity

    @act
    def edit_gist(self, gist: str, files: dict[str, str | None]) -> str:
        """A file that is None goes. Returns the new revision's id."""
        found = self.gist_of(gist)
        merged = {**found.versions[-1].files, **files}
        return self._add_version(found, {name: text for name, text in merged.items() if text is not None})

    @act
    def delete_gist(self, gist: str) -> None:
        self.gist_of(gist).deleted = True

    def gist_of(self, identity: str) -> Gist:
        gist = self.state.gists.get(identity)
        if gist is None or gist.deleted:
            raise Impossible(f"there is no gist {identity}")
        return gist

    def _add_version(self, gist: Gist, files: dict[str, str]) -> str:
        now = self.clock.now
        content = json.dumps([gist.id, len(gist.versions), now, files], sort_keys=True)
        version = hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest()
        gist.versions.append(Version(version, now, dict(files)))
        return version
