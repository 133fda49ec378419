"""Links that accounts publish in gists: the account's number owns them, whatever it is called."""

from collections.abc import Iterator

import pytest

from praxis_chain.forges.github.link_file import link_file
from praxis_chain.forges.github.readings import NOBODY, Account, Gist
from tests.github.reading import Lying, reading
from tests.github.standin import StandIn, running

NOW = 1_790_000_000
REPOSITORY = "octo/hello"
STAKEHOLDERS = "0x" + "5A" * 20
FILE = f"praxis-31337-0x{'5a' * 20}.txt"


@pytest.fixture
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("github")) as served:
        served.set_time(NOW)
        served.repository(REPOSITORY, {"a": "b"})
        yield served


def contributor(github: StandIn) -> Account:
    return Account(github.known("contributor"), "User", "contributor")


def gists(github: StandIn, *accounts: Account, **given: object) -> tuple[Gist, ...]:
    return reading(github, REPOSITORY, lambda source: source.read_gists(accounts), **given)


def test_the_files_name_says_which_contract_on_which_chain() -> None:
    assert link_file(31337, STAKEHOLDERS) == FILE


def test_only_public_link_files_are_read_with_their_revision(github: StandIn) -> None:
    who = contributor(github)
    first = github.gist("contributor", {FILE: "first", "notes.txt": "x"})
    github.gist("contributor", {FILE: "secret"}, public=False)
    github.gist("contributor", {"praxis.txt": "x", f"x{FILE}": "x", FILE.upper(): "x"})
    github.gist("somebody", {FILE: "somebody's"})
    github.advance(60)
    version = github.edit_gist(first, {FILE: "second"})
    assert gists(github, who) == (Gist(first, who, version, NOW + 60, FILE, "second"),)
    github.delete_gist(first)
    assert gists(github, who) == ()


def test_several_gists_and_several_accounts_come_in_one_order(github: StandIn) -> None:
    other = "praxis-1-0x" + "11" * 20 + ".txt"
    accounts = [contributor(github), Account(github.known("helper"), "User", "helper")]
    for login in ("contributor", "helper"):
        github.gist(login, {FILE: login, other: login})
        github.gist(login, {FILE: f"{login} again"})
    found = gists(github, *reversed(accounts), *accounts)
    assert [one.owner.login for one in found] == ["contributor"] * 3 + ["helper"] * 3
    assert found == tuple(sorted(found, key=lambda one: (one.owner.id, one.id, one.file)))
    assert {one.text for one in found} == {"contributor", "contributor again", "helper", "helper again"}


def test_a_name_that_somebody_took_over_leads_to_nobody_elses_gists(github: StandIn) -> None:
    before = contributor(github)
    github.gist("contributor", {FILE: "mine"})
    github.rename_account("contributor", "renamed")
    github.account("contributor")
    github.gist("contributor", {FILE: "not mine"})
    (found,) = gists(github, before)
    assert (found.text, found.owner) == ("mine", Account(before.id, "User", "renamed"))


def test_an_account_without_gists_or_none_at_all(github: StandIn) -> None:
    who = contributor(github)
    bot = Account(github.account("helper[bot]", "Bot"), "Bot", "helper")
    assert gists(github, who, bot, NOBODY) == ()
    github.gist("contributor", {FILE: "mine"})
    github.delete_account("contributor")
    assert gists(github, who) == ()


def test_what_is_unchanged_costs_nothing(github: StandIn) -> None:
    who, token = contributor(github), github.token("frugal")
    github.gist("contributor", {FILE: "mine"})

    async def twice(source: object) -> None:
        for _ in range(2):
            await source.read_gists([who])  # type: ignore[attr-defined]

    reading(github, REPOSITORY, twice, token)
    assert github.requests()[token] == {"rest": 1 + 3, "graphql": 0, "unchanged": 3}


@pytest.mark.parametrize("field", ["owner", "public", "truncated", "history"])
def test_a_gist_that_is_not_what_its_list_said_is_no_link(github: StandIn, field: str) -> None:
    who, other = contributor(github), github.known("somebody")
    identity = github.gist("contributor", {FILE: "mine"})

    def lie(path: str, told: dict[str, object]) -> object:
        if not path.endswith(f"/gists/{identity}"):
            return told
        file = {"filename": FILE, "content": "mine", "truncated": True}
        changed = {"owner": {"id": other, "login": "somebody", "type": "User"}, "public": False,
                   "truncated": {FILE: file}, "history": []}  # fmt: skip
        return told | {"files" if field == "truncated" else field: changed[field]}

    assert gists(github, who, transport=Lying(lie)) == ()
