"""Where a contributor publishes the statement that a wallet is theirs, and what they have to do for it."""

from pathlib import Path
from typing import TYPE_CHECKING

from .accounts import GitHubAccount, account_of

if TYPE_CHECKING:
    from .context import Session


def statement(wallet: str, linked_at: int, signature: bytes) -> str:
    """The same text on every forge: a line about it, and what the wallet signed."""
    stated = f"Wallet: {wallet}\nLinked-at: {linked_at}\nWallet-signature: 0x{signature.hex()}\n"
    return f"Link my wallet\n\n{stated}"


def place(session: "Session", contributor: str) -> str:
    """The folder of refs, or the gist's file name, for this chain and its Stakeholders."""
    from ..forges.git import links_ref
    from ..forges.github.link_file import link_file

    chain_id, stakeholders = session.network.chain_id, session.contracts.stakeholders.address
    if account_of(contributor):
        return link_file(chain_id, stakeholders)
    return links_ref(chain_id, stakeholders)


def where_sought(contributor: str, where: str) -> str:
    """Where attesters look for a statement, as the end of a sentence; `where` is its `place`."""
    if account_of(contributor):
        return f"in the file {where} of a public gist of that account, once it took part in the repository."
    return f"at {where}"


def instructions(session: "Session", contributor: str, out: Path | None) -> list[str]:
    """What to do with the statement, step by step; `out` is the file that holds it, if one does."""
    where, file, account = place(session, contributor), out or "FILE", account_of(contributor)
    if account is None:
        return [
            f"Now publish it, signed with the SSH key of {contributor}:",
            f"  oid=$(git commit-tree -S -F {file} $(git mktree </dev/null))",
            f"  git push ORIGIN $oid:{where}ANY-NAME",
            f"Then: praxis link check {contributor} --repo ORIGIN",
        ]
    site = gists_of(account)
    return [
        f"Now publish it as {contributor}, where only that account can write:",
        f"  1. open {site}, signed in as that account",
        f"  2. name the file {where}",
        "  3. paste the text as it is, and create a PUBLIC gist (nobody finds a secret one)",
        f"  or: gh gist create --public --filename {where} - < {file}",
        f"Then: praxis link check {contributor} --repo {account.host}:OWNER/NAME",
        "Attesters look for the gists of whoever took part in a pull request of the repository.",
    ]


def gists_of(account: GitHubAccount) -> str:
    """Where a person makes gists."""
    return "https://gist.github.com" if account.host == "github" else f"https://{account.host}/gist"
