"""`praxis explain` on the git forge: at every stage it says what is, why, and who has to do what next."""

import re
from typing import Any

import pytest

from praxis_chain.core.ids import contributor_id
from praxis_chain.core.rules import RULES_VERSION
from praxis_chain.core.times import show_time
from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import ARBITER, CONTRIBUTOR, DAY, USDC, fund, link_wallet, relay
from tests.cli.terminal import Terminal


def explain(praxis: Terminal, repository: DemoRepository, work: object = 3) -> Any:
    return praxis.data("explain", work, "--repo", repository.path)


def next_of(found: Any) -> list[tuple[str, str]]:
    """Who, and the beginning of what: up to the first comma, colon or semicolon."""
    return [(one["who"], re.split("[,;:] ", one["what"])[0]) for one in found["next"]]


def wanting(found: Any, kind: str = "merge") -> list[str]:
    """Names of the failed checks of the documents of that kind."""
    documents = [one for one in found["documents"] if one["kind"] == kind]
    return [check["name"] for one in documents for check in one["checks"] if not check["passed"]]


def test_a_work_that_nobody_merged(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    repository.push_work(3, "contributor", {"seven.txt": "half\n"}, closes=7)
    found = explain(praxis, repository)
    assert found["work"] == repository.work(3)
    assert found["subjects"] == [repository.subject(7)]
    merge, progress = found["documents"]
    assert (merge["refusal"]["reason"], progress["refusal"]["reason"]) == ("not-merged", "not-a-maintainer")
    assert wanting(found) == ["merged", "right base", "maintainer's act", "closing reference"]
    assert found["facts"] == []
    assert next_of(found) == [
        ("a maintainer", "review and merge it"),
        ("a maintainer", "call it good work in progress"),
    ]
    assert [link["state"] for link in found["links"]] == ["not-published"]


def test_a_lock_and_when_it_lapses(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    fund(praxis, repository, site.reviewed)
    repository.push_work(3, "contributor", {"seven.txt": "half\n"}, closes=7)
    repository.push_work(4, "rival", {"seven.txt": "other\n"}, closes=7)
    repository.state("maintainer", "Good", ("Good-progress", "3"))
    assert next_of(explain(praxis, repository)) == [
        ("a maintainer", "review and merge it"),
        ("the attesters", "sign what follows"),
        ("a relayer", "submit it then"),
    ]
    relay(praxis, repository)
    found = explain(praxis, repository)
    (bounty,) = found["bounties"]
    assert bounty["lock"] == {
        "holder": f"{repository.forge[:12]}…/pull/3", "this_work": True, "holds": True,
        "start": bounty["lock"]["start"], "end": bounty["lock"]["start"] + 5 * DAY,
    }  # fmt: skip
    assert found["next"][-1] == {
        "who": "nobody",
        "what": f"this work holds the lock of {repository.forge[:12]}…/issue/7, and longer if it goes forward before",
        "when": bounty["lock"]["end"],
    }
    rivals = explain(praxis, repository, 4)
    assert (rivals["bounties"][0]["lock"]["this_work"], rivals["bounties"][0]["lock"]["holds"]) == (False, True)
    told = praxis.do("explain", 4, "--repo", repository.path).out
    assert f"nobody, until {show_time(bounty['lock']['end'])}: {repository.forge[:12]}…/pull/3 holds the lock" in told
    repository.merge(4, closes=7)
    short = f"{repository.forge[:12]}…"
    held = ("nobody", f"{short}/pull/3 holds the lock of {short}/issue/7")
    assert next_of(explain(praxis, repository, 4))[0] == held


def test_from_merge_to_paid(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    who = merged.key("contributor").contributor
    unfunded = explain(praxis, merged)
    assert unfunded["bounties"] == []
    assert next_of(unfunded)[0] == ("a sponsor", "it may still be rewarded")
    fund(praxis, merged, site.reviewed)
    funded = explain(praxis, merged)
    assert funded["bounties"][0]["forecast"] == [
        {"contributor": funded["facts"][0]["contributor"], "amount": 500 * USDC}
    ]
    assert [fact["on_chain"] for fact in funded["facts"]] == ["to do", "to do"]
    assert [link["state"] for link in funded["links"]] == ["not-submitted"]
    assert next_of(funded) == [("the attesters", "sign what follows"), ("a relayer", "submit it then")]
    relay(praxis, merged)
    reviewed = explain(praxis, merged)
    (award,) = reviewed["bounties"][0]["awards"]
    assert (award["amount"], award["owed"], reviewed["bounties"][0]["forecast"]) == (500 * USDC, 500 * USDC, [])
    assert [fact["on_chain"] for fact in reviewed["facts"]] == ["nothing now", "nothing now"]
    (waiting,) = reviewed["next"]
    assert (waiting["who"], waiting["when"]) == ("nobody", award["review_end"])
    assert waiting["what"].startswith("500.00 USDC are under review; the arbiter 0x")
    site.node.warp(by=3 * DAY)
    (due,) = explain(praxis, merged)["next"]
    assert due == {
        "who": "a relayer",
        "what": f"release 500.00 USDC, as anybody may: praxis award release {who}",
        "when": None,
    }
    relay(praxis, merged)
    paid = explain(praxis, merged)
    assert paid["next"] == []
    transaction = paid["bounties"][0]["awards"][0]["transaction"]
    told = praxis.do("explain", merged.work(3), "--repo", merged.path).out
    assert f"wallet {site.address(CONTRIBUTOR)}: paid to {site.address(CONTRIBUTOR)} in {transaction}" in told
    assert told.endswith("What happens next\n  Nothing: all is done.\n")
    loser = explain(praxis, merged, 4)
    assert next_of(loser)[-1] == ("nobody", f"the bounty of {merged.forge[:12]}…/issue/7 is completed")


def test_every_check_is_shown_with_its_value(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    merge = explain(praxis, merged)["documents"][0]
    values = {check["name"]: check["value"] for check in merge["checks"]}
    assert values["rules version"] == RULES_VERSION
    assert values["right base"] == "refs/heads/main, paid for is refs/heads/main"
    assert values["author"] == f"{merged.key('contributor').contributor} (ssh)"
    assert values["not self-merged"] == "not allowed by the policy"
    assert values["completion"] == "100%"
    assert all(check["passed"] and check["value"] for check in merge["checks"])
    assert merge["document"]["work"] == merged.work(3)
    told = praxis.do("explain", "pull/3", "--repo", merged.path).out
    assert "  ok  right base        refs/heads/main, paid for is refs/heads/main\n" in told


def test_a_contributor_without_wallet_or_standing(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    fund(praxis, repository, site.prompt)
    repository.push_work(3, "contributor", {"seven.txt": "done\n"}, closes=7)
    repository.merge(3, closes=7)
    relay(praxis, repository)
    found, who = explain(praxis, repository), repository.key("contributor").contributor
    assert [(one["who"], one["what"]) for one in found["next"]] == [
        (who, f"link a wallet, 500.00 USDC wait for it: praxis link --contributor {who}"),
        (who, f"link a wallet to be paid: praxis link --contributor {who}"),
        ("a maintainer", f"admit {who}, if they are to accrue PRAX: only stakeholders do"),
    ]
    (person,) = found["people"]
    assert (person["wallet"], person["standing"]) == (None, "none")


def test_what_is_refused_says_why_and_who_can_help(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    repository.push_work(3, "maintainer", {"seven.txt": "mine\n"}, closes=7)
    repository.merge(3, closes=7)
    found = explain(praxis, repository)
    assert found["documents"][0]["refusal"]["reason"] == "self-merge"
    assert next_of(found)[0] == ("another maintainer", "merge it")
    told = praxis.do("explain", 3, "--repo", repository.path).out
    assert (
        "Whoever merged it gains from it, and the policy does not allow that: another maintainer has to merge." in told
    )


def test_what_was_undone_is_to_be_revoked(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    fund(praxis, merged, site.reviewed)
    relay(praxis, merged)
    merged.now = site.node.now() + 10
    site.node.warp(by=100)
    merged.revert(merged.head(merged.main))
    found = explain(praxis, merged)
    assert [(one["kind"], one["refusal"] and one["refusal"]["reason"]) for one in found["documents"][:2]] == [
        ("merge", "reverted"), ("revocation", None),
    ]  # fmt: skip
    assert found["facts"][0]["kind"] == "Revocation"
    assert next_of(found)[-2:] == [("the attesters", "sign what follows"), ("a relayer", "submit it then")]
    relay(praxis, merged)
    after = explain(praxis, merged)
    assert after["bounties"][0]["awards"][0]["state"] == "cancelled"
    assert ("the attesters", "sign what follows") not in next_of(after)


def test_without_a_chain_it_says_what_it_could_not_ask(praxis: Terminal, merged: DemoRepository) -> None:
    nowhere = ("--network", "http://127.0.0.1:9")
    found = praxis.data("explain", 3, "--repo", merged.path, *nowhere)
    assert (found["bounties"], found["people"], found["quorum"]) == (None, None, None)
    assert found["unasked"][0] == (
        "No chain was asked, so nothing is said of money, locks and wallets: 127.0.0.1:9 cannot be reached: check the "
        "URL and that the node runs."
    )
    assert [fact["kind"] for fact in found["facts"]] == ["Commit", "Progress"]
    told = praxis.do("explain", 3, "--repo", merged.path, *nowhere).out
    assert "  not asked  No chain was asked" in told


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("explain", "three"), "'three' names no work: write 3 or pull/3 with --repo, owner/name#9, github:repo/"),
        (("explain", "3"), "Name the repository to look at: --repo github:owner/name, FOLDER or URL."),
        (
            ("explain", "https://github.com/octocat/hello/pull/9", "--repo", "github:octocat/other"),
            "That work is in github:octocat/hello, and --repo says github:octocat/other: leave one of them out.",
        ),
    ],
)
def test_a_work_that_is_none(praxis: Terminal, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in praxis.do(*words, code=2).sentence


def test_a_work_of_another_repository(praxis: Terminal, repository: DemoRepository) -> None:
    other = "git:" + "a1" * 20 + "/pull/3"
    said = praxis.do("explain", other, "--repo", repository.path, code=2).sentence
    assert said == (
        f"praxis: That work is of {other[:-7]}, and the repository is {repository.forge}: name its own with --repo."
    )
    found = explain(praxis, repository, 99)
    assert next_of(found) == [("the contributor", "push the work")]


def test_an_honest_attempt_and_its_explanation(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    fund(praxis, repository, site.prompt)
    link_wallet(site, praxis, repository)
    repository.push_work(3, "contributor", {"seven.txt": "tried\n"}, closes=7)
    repository.attempt(3, "it cannot be done", closes=7, trailers=[("Explained-by", "pull/3")])
    before = explain(praxis, repository)
    assert [fact["kind"] for fact in before["facts"]] == ["Commit", "Closure"]
    assert next_of(before)[:2] == [("the attesters", "sign what follows"), ("a relayer", "submit it then")]
    assert before["bounties"][0]["forecast"] == []
    relay(praxis, repository)
    after = explain(praxis, repository)
    (closing,) = after["bounties"][0]["awards"]
    assert (closing["work"], closing["amount"], closing["state"]) == (None, 100 * USDC, "released")
    assert after["bounties"][0]["state"] == "closed with an explanation"
    told = praxis.do("explain", 3, "--repo", repository.path).out
    assert " for the explanation: paid to " in told


def test_a_split_and_its_correction(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    fund(praxis, repository, site.reviewed)
    shares = {repository.key(role).contributor: part for role, part in (("contributor", 70), ("rival", 30))}
    for role in ("contributor", "rival"):
        repository.push_work(4, role, {f"{role}.txt": "half\n"})
    split = ", ".join(f"{who.removeprefix('git:ssh/')} {part}%" for who, part in shares.items())
    repository.merge(4, closes=7, trailers=[("Split", split)])
    found = explain(praxis, repository, 4)
    ids = {"0x" + contributor_id(who).hex(): part for who, part in shares.items()}
    assert {one["contributor"]: one["amount"] for one in found["bounties"][0]["forecast"]} == {
        who: part * 5 * USDC for who, part in ids.items()
    }
    values = {check["name"]: check["value"] for check in found["documents"][0]["checks"]}
    assert set(values["split"].split(", ")) == {f"{who} {part}%" for who, part in shares.items()}
    repository.state("maintainer", "Correct", ("Corrects", "pull/4 because half"), ("Completion", "50% because half"))
    corrected = explain(praxis, repository, 4)
    assert [(one["kind"], one["document"]["revision"]) for one in corrected["documents"][:2]] == [
        ("merge", 1), ("revocation", 0),
    ]  # fmt: skip
    assert {one["amount"] for one in corrected["bounties"][0]["forecast"]} == {175 * USDC, 75 * USDC}


def test_a_pool_that_is_too_small(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    fund(praxis, merged, site.prompt, amount="5")
    found = explain(praxis, merged)
    step = next(one for one in found["next"] if one["who"] == "a sponsor")
    assert step["what"] == (
        f"add to {merged.forge[:12]}…/issue/7: 5.00 USDC are in the pool, and 10.00 have to be there for the whole "
        f"issue (praxis bounty fund {merged.subject(7)} AMOUNT)"
    )


def test_an_award_that_the_arbiter_cancelled(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    fund(praxis, merged, site.reviewed)
    relay(praxis, merged)
    words = ("award", "cancel", "7", "3", "--repo", merged.path, "--program", site.reviewed, "--key", ARBITER, "--yes")
    praxis.do(*words)
    found = explain(praxis, merged)
    assert [award["state"] for award in found["bounties"][0]["awards"]] == ["cancelled"]
    short = f"{merged.forge[:12]}…/issue/7"
    assert next_of(found) == [("a maintainer", f"an award for {short} was cancelled")]


def test_bounties_under_foreign_contracts_are_not_this_committee_s_to_award(
    site: Site, praxis: Terminal, merged: DemoRepository
) -> None:
    elsewhere = site.contracts["Attesters"]  # any other contract will do
    made = praxis.data("program", "create", "--stakeholders", elsewhere, "--key", CONTRIBUTOR, "--yes")
    fund(praxis, merged, made["program"])
    found = explain(praxis, merged)
    assert found["bounties"] == []
    assert next_of(found)[0] == ("a sponsor", "it may still be rewarded")
