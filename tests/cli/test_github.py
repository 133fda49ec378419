"""The one-shot commands on a repository on GitHub (a stand-in on loopback): from a link to a paid, explained work."""

from pathlib import Path

import pytest

from tests.cli.conftest import Site
from tests.cli.github_project import NAME, Project
from tests.cli.steps import ATTESTERS, CONTRIBUTOR, RELAYER, SPONSOR, USDC
from tests.cli.terminal import Terminal


@pytest.fixture
def praxis(on_github: Terminal) -> Terminal:
    return on_github


def link(site: Site, praxis: Terminal, github: Project) -> str:
    """The contributor publishes what their wallet signed, as they are told; returns their canonical name."""
    said = praxis.data("link", "--contributor", "github:@contributor", "--key", CONTRIBUTOR)
    github.github.gist("contributor", {said["place"]: said["message"]})
    return str(said["contributor"])


def test_a_login_becomes_a_number_that_is_shown(site: Site, praxis: Terminal, github: Project) -> None:
    said = praxis.do("link", "--contributor", "github:@Contributor", "--key", CONTRIBUTOR)
    who = github.person("contributor")
    assert f"@contributor is {who}: make sure that this is you, the number counts.\n" in said.err
    assert f"Now publish it as {who}, where only that account can write:" in said.err
    nobody = praxis.do("link", "--contributor", "github:@nobody-there", "--key", CONTRIBUTOR, code=4).sentence
    assert "the account @nobody-there" in nobody
    github.github.account("robot", "Bot")
    robot = praxis.do("link", "--contributor", "github:@robot", "--key", CONTRIBUTOR, code=3).sentence
    assert robot == "praxis: @robot is no person's account but Bot: only people have wallets here."


def test_from_a_merge_to_paid(site: Site, praxis: Terminal, github: Project) -> None:
    who = link(site, praxis, github)
    work = github.github.make_work(NAME, "contributor", "maintainer")
    repo = ("--repo", github.repo)
    praxis.do("bounty", "fund", work.issue, "500", *repo, "--program", site.prompt, "--key", SPONSOR, "--yes")
    published = praxis.data("link", "check", who, *repo, code=3)
    assert published["state"]["state"] == "not-submitted"
    before = praxis.data("explain", f"{NAME}#{work.pull}")
    assert (before["work"], before["subjects"]) == (
        f"{github.forge}/pull/{work.pull}", [f"{github.forge}/issue/{work.issue}"],
    )  # fmt: skip
    assert before["documents"][0]["refusal"] is None
    assert all(check["value"] for check in before["documents"][0]["checks"])
    assert [one["amount"] for one in before["bounties"][0]["forecast"]] == [500 * USDC]
    keys = [word for key in ATTESTERS[:2] for word in ("--attester-key", key)]
    relayed = praxis.data("relay", *repo, *keys, "--key", RELAYER, "--yes")
    assert [step["step"] for step in relayed["steps"]] == ["link", "award"]
    assert relayed["steps"][1]["events"] == [f"500.00 USDC paid to {site.address(CONTRIBUTOR)}"]
    assert site.usdc_of(CONTRIBUTOR) == 500 * USDC
    for name in (
        f"https://github.com/{NAME}/pull/{work.pull}", f"{github.forge}/pull/{work.pull}", f"{NAME}#{work.pull}",
    ):  # fmt: skip
        after = praxis.data("explain", name)
        assert [(one["who"], one["what"].split(",")[0]) for one in after["next"]] == [("a maintainer", f"admit {who}")]
        assert after["links"][0]["state"] == "linked"
    told = praxis.do("explain", work.pull, *repo).out
    assert (
        f"500.00 USDC to {who}, wallet {site.address(CONTRIBUTOR)}: paid to {site.address(CONTRIBUTOR)} in 0x" in told
    )


def test_what_is_missing_is_said_in_github_s_words(site: Site, praxis: Terminal, github: Project) -> None:
    work = github.github.make_work(NAME, "contributor", "maintainer", merge=False)
    found = praxis.data("explain", work.pull, "--repo", github.repo)
    assert found["documents"][0]["refusal"]["reason"] == "not-merged"
    assert found["next"][1] == {
        "who": "a maintainer",
        "what": "call it good work in progress, if it is: `/praxis good-progress`, in a comment, locks the issue for "
        "it",
        "when": None,
    }


def test_who_took_no_part_has_published_nothing_yet(site: Site, praxis: Terminal, github: Project) -> None:
    said = praxis.data("link", "--contributor", "github:@rival", "--key", CONTRIBUTOR)
    github.github.gist("rival", {said["place"]: said["message"]})
    told = praxis.do("link", "check", "github:@rival", "--repo", github.repo, code=3).out
    assert (
        f"  Attesters look for it in the file {said['place']} of a public gist of that account, once it took part"
        in told
    )


def test_a_merge_that_nobody_approved(site: Site, praxis: Terminal, github: Project) -> None:
    work = github.github.make_work(NAME, "contributor", "maintainer", approve=False)
    found = praxis.data("explain", work.pull, "--repo", github.repo)
    assert found["documents"][0]["refusal"]["reason"] == "not-approved"
    assert found["next"] == [
        {
            "who": "a maintainer",
            "what": "approve it; after the merge only this counts as an approval: `/praxis corrects because …` and "
            "what is right, in a comment",
            "when": None,
        }
    ]
    assert found["logins"] == {github.person("contributor"): "contributor"}
    assert f"{github.person('contributor')} (@contributor now)\n" in praxis.do(
        "explain", work.pull, "--repo", github.repo
    ).out  # fmt: skip


def test_a_link_for_another_chain_is_seen(site: Site, praxis: Terminal, github: Project) -> None:
    github.github.make_work(NAME, "contributor", "maintainer", merge=False)
    file = f"praxis-1-{site.contracts['Stakeholders'].lower()}.txt"
    gist = github.github.gist("contributor", {file: "Link my wallet\n"})
    found = praxis.data("link", "check", github.person("contributor"), "--repo", github.repo, code=3)
    assert found["state"]["state"] == "not-published"
    assert found["elsewhere"] == [
        f"gist/{gist} has the file {file}, which is for another chain or another Stakeholders contract, and counts for "
        "nothing here."
    ]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("attest", "--dry-run", "--repo", "github:maintainer/nothing"), 4, "repository maintainer/nothing"),
        (("attest", "--dry-run", "--repo", "github:maintainer/project", "--trust-authors"), 2, "GitHub knows its acc"),
        (("bounty", "show", "7", "--repo", "github:not a name"), 2, "There is no repository at github:not a name"),
    ],
)
def test_a_repository_that_is_none(
    praxis: Terminal, github: Project, words: tuple[str, ...], code: int, sentence: str
) -> None:
    assert sentence in praxis.do(*words, code=code).sentence


def test_without_credentials_it_says_which(site: Site, praxis: Terminal, github: Project, tmp_path: Path) -> None:
    said = praxis.do("attest", "--dry-run", "--repo", github.repo, code=2, PRAXIS_GITHUB_TOKEN="").sentence
    assert said == (
        "praxis: GitHub needs credentials: set PRAXIS_GITHUB_TOKEN, or PRAXIS_GITHUB_APP_ID and "
        "PRAXIS_GITHUB_APP_KEY_FILE."
    )


def test_while_it_tries_again_a_command_says_nothing(site: Site, praxis: Terminal, github: Project) -> None:
    nowhere = {"PRAXIS_GITHUB_API": "http://127.0.0.1:1", "PRAXIS_GITHUB_PAUSE": "0.1"}
    said = praxis.do("attest", "--dry-run", "--repo", github.repo, code=4, **nowhere)
    assert said.out == ""
    assert said.err == f"praxis: GitHub could not be reached about repository {NAME}: ConnectError.\n"
