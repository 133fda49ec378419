"""Who an account is, under github.com and under an Enterprise server."""

import pytest

from praxis_chain.core.evidence import Person
from praxis_chain.forges.github.names import Names
from praxis_chain.forges.github.readings import NOBODY, Account, Repository


@pytest.mark.parametrize(
    ("account", "person"),
    [
        (Account(583231, "User", "octocat"), Person("github:user/583231", "account")),
        (Account(49699333, "Bot", "dependabot[bot]"), Person("github:user/49699333", "bot")),
        (Account(7, "Organization", "github"), Person("", "organization")),
        (Account(7, "Mannequin", "imported"), Person("", "mannequin")),
        (Account(10137, "User", "ghost"), Person("", "ghost")),
        (Account(7, "", "somebody"), Person("", "none")),
        (NOBODY, Person("", "ghost")),
    ],
)
def test_only_people_and_programs_have_an_id(account: Account, person: Person) -> None:
    assert Names("github", 1).person(account) == person


def test_an_enterprise_servers_ids_are_its_own() -> None:
    names = Names.of(
        Repository("ghe.example.org:8443", 12, "team/project", "refs/heads/main", "https://ghe.example.org")
    )
    assert names.forge == "ghe.example.org:8443:repo/12"
    assert (names.subject(7), names.work(9)) == (f"{names.forge}/issue/7", f"{names.forge}/pull/9")
    assert names.person(Account(10137, "User", "somebody")) == Person("ghe.example.org:8443:user/10137", "account")
