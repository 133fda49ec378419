"""Sponsors and claimants: funding in three ways, taking back, directing elsewhere, cancelling, closing."""

from pathlib import Path

import pytest

from praxis_chain.core.units import parse_usdc
from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import (
    ARBITER,
    ATTESTERS,
    CONTRIBUTOR,
    DAY,
    NEW_WALLET,
    RELAYER,
    SECOND_SPONSOR,
    SPONSOR,
    STRANGER,
    USDC,
    attest,
    fund,
    link_wallet,
    relay,
)
from tests.cli.terminal import Terminal

START = 10_000 * USDC  # what each sponsor was given


def test_a_sponsor_reads_everything_before_paying(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    words = ("bounty", "fund", repository.subject(7), "500", "--program", site.reviewed, "--key", SPONSOR)
    said = praxis.do(*words, "--dry-run").err
    owner = site.address("test:0")
    for line in (
        "amount         500.00 USDC",
        "pool now       0.00 USDC, 0% awarded already",
        f"attesters      2 of 3, {site.contracts['Attesters']}",
        f"member         {site.address('test:14')}",
        f"owned by       {owner} (a plain key)",
        f"arbiter        {site.address(ARBITER)}, may cancel under review",
        "lock           5 days from the last progress",
        "review         3 days before an award can be withdrawn",
        "commitment     30 days from each funding",
        "closing award  100.00 USDC for an explanation",
        "minimum        25.00 USDC in the pool before anything is awarded",
        "refund from    2025-07-15",
        "has            10,000.00 USDC, allowance 0.00",
        "highest fee  0.",
        "simulation   succeeds",
        "simulation  after the step before it",
        f"WARNING: {owner}, who can replace all attesters, is a plain key and no contract",
    ):
        assert line in said
    assert "There is no review" not in said
    assert said.endswith("Nothing was sent: this was a dry run.\n")
    assert site.transactions(SPONSOR) == 0
    at_once = praxis.do("program", "show", site.prompt)
    assert "review         none: what the quorum signs is paid at once" in at_once.out
    assert "WARNING: There is no review: an award is paid at once" in at_once.err


def test_a_further_funding_says_that_it_restarts_the_commitment(
    site: Site, praxis: Terminal, repository: DemoRepository
) -> None:
    fund(praxis, repository, site.reviewed)
    words = ("bounty", "fund", repository.subject(7), "1", "--program", site.reviewed, "--key", SPONSOR, "--dry-run")
    assert "stake so far   committed until 2025-07-15" in praxis.do(*words).err


def test_a_sponsor_without_ether_signs_and_somebody_submits(
    site: Site, praxis: Terminal, repository: DemoRepository, tmp_path: Path
) -> None:
    file, words = tmp_path / "funding.json", (repository.subject(7), "12.5", "--program", site.prompt, "--key", SPONSOR)
    assert "Nothing was signed" in praxis.do("bounty", "authorize", *words, "--out", file, code=2).sentence
    assert not file.exists()
    praxis.do("bounty", "authorize", *words, "--out", file, "--yes")
    sent = praxis.data("bounty", "fund", "--authorization", file, "--key", RELAYER, "--yes")
    assert sent["transactions"][0]["function"] == "fundWithAuthorization"
    assert (site.transactions(SPONSOR), site.usdc_of(SPONSOR)) == (0, START - 12_500_000)
    (bounty,) = praxis.data("bounty", "show", repository.subject(7))
    assert bounty["sponsors"][0]["sponsor"] == site.address(SPONSOR)
    again = praxis.do("bounty", "fund", "--authorization", file, "--key", RELAYER, "--yes", code=3)
    assert "authorization is used or canceled" in again.sentence


def test_an_allowance_that_is_there_is_used(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    from praxis_chain.evm.sender import Sender
    from praxis_chain.evm.usdc import usdc_at

    token, escrow = usdc_at(site.contracts["USDC"]), site.contracts["BountyEscrow"]
    Sender(site.node, site.node.accounts[1]).transact(token, "approve", escrow, 100 * USDC)
    assert [step["function"] for step in fund(praxis, repository, site.prompt, "100")["transactions"]] == ["fund"]
    assert [step["function"] for step in fund(praxis, repository, site.prompt, "1")["transactions"]] == [
        "approve",
        "fund",
    ]


def test_a_stake_comes_back_after_its_commitment(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    fund(praxis, repository, site.reviewed)
    words = ("bounty", "refund", repository.subject(7), "--key", SPONSOR, "--yes")
    early = praxis.do(*words, code=3)
    assert "the stake is committed, or held by a lock, until 2025-07-15" in early.sentence
    site.node.warp(by=30 * DAY)
    stranger = ("--sponsor", site.address(SPONSOR), "--key", STRANGER, "--yes")
    refused = praxis.do("bounty", "refund", repository.subject(7), *stranger, code=3)
    assert f"only the sponsor {site.address(SPONSOR)} may take that stake back" in refused.sentence
    (refund,) = praxis.data(*words)["transactions"]
    assert (refund["payee"], refund["usdc"]) == (site.address(SPONSOR), 500 * USDC)
    assert site.usdc_of(SPONSOR) == START
    assert "has no stake left here" in praxis.do(*words, code=3).sentence


def test_an_explanation_earns_the_closing_award_and_everybody_gets_the_rest(
    site: Site, praxis: Terminal, repository: DemoRepository
) -> None:
    fund(praxis, repository, site.prompt, "600")
    fund(praxis, repository, site.prompt, "400", SECOND_SPONSOR)
    repository.now = site.node.now() - 100
    who = repository.key("contributor").contributor
    repository.close_with_explanation(7, "It cannot be done, and here is why.", explained_by=who)
    (closed,) = relay(praxis, repository)["steps"]
    assert (closed["step"], closed["events"][0][:23]) == ("close", "100.00 USDC owed, to be")
    (bounty,) = praxis.data("bounty", "list", "--state", "closed")
    assert (bounty["pool"], bounty["awards"][0]["work"]) == (900 * USDC, None)
    assert "award     100.00 USDC for the explanation" in praxis.do("bounty", "show", repository.subject(7)).out
    refunded = praxis.data("bounty", "refund", repository.subject(7), "--all", "--key", STRANGER, "--yes")
    assert sorted(step["usdc"] for step in refunded["transactions"]) == [360 * USDC, 540 * USDC]
    assert (site.usdc_of(SPONSOR), site.usdc_of(SECOND_SPONSOR)) == (START - 60 * USDC, START - 40 * USDC)
    again = praxis.data("bounty", "refund", repository.subject(7), "--all", "--key", STRANGER, "--yes")
    assert again["transactions"] == []


@pytest.fixture
def awarded(site: Site, praxis: Terminal, merged: DemoRepository) -> DemoRepository:
    """500 USDC are owed to the contributor, and under review."""
    fund(praxis, merged, site.reviewed)
    relay(praxis, merged)
    return merged


def test_the_arbiter_sends_an_award_back(site: Site, praxis: Terminal, awarded: DemoRepository, tmp_path: Path) -> None:
    words = ("award", "cancel", awarded.subject(7), "3", "--repo", awarded.path, "--yes", "--key")
    assert "only the program's arbiter may cancel" in praxis.do(*words, STRANGER, code=3).sentence
    cancelled = praxis.data(*words, ARBITER)
    assert cancelled["transactions"][0]["what"] == "send 500.00 USDC back to the pool"
    (bounty,) = praxis.data("bounty", "list")
    assert (bounty["pool"], bounty["awarded"], bounty["awards"][0]["state"]) == (500 * USDC, 0, "cancelled")
    assert "Nothing is owed for" in praxis.do(*words, ARBITER, code=3).sentence


def test_a_closure_is_cancelled_like_an_award(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    fund(praxis, repository, site.reviewed)
    repository.now = site.node.now() - 100
    repository.close_with_explanation(7, "No.")
    relay(praxis, repository)
    praxis.do("award", "cancel", repository.subject(7), "--repo", repository.path, "--key", ARBITER, "--yes")
    (bounty,) = praxis.data("bounty", "list")
    assert bounty["state"] == "open"


def test_a_wallet_takes_its_award_elsewhere(site: Site, praxis: Terminal, awarded: DemoRepository) -> None:
    site.node.warp(by=3 * DAY)
    words = ("award", "release", "--to", site.address(NEW_WALLET), "--yes", "--key")
    refused = praxis.do(*words, STRANGER, awarded.key("contributor").contributor, code=3)
    assert f"Only {site.address(CONTRIBUTOR)} can direct these awards elsewhere" in refused.sentence
    praxis.do(*words, CONTRIBUTOR)
    assert (site.usdc_of(CONTRIBUTOR), site.usdc_of(NEW_WALLET)) == (0, 500 * USDC)


def test_a_wallet_without_ether_signs_where_its_award_goes(
    site: Site, praxis: Terminal, awarded: DemoRepository, tmp_path: Path
) -> None:
    file = tmp_path / "direction.json"
    praxis.do(
        "award", "direct", "--to", site.address(NEW_WALLET), "--max-fee", "2", "--key", CONTRIBUTOR, "--out", file
    )
    site.node.warp(by=3 * DAY)
    submit = ("award", "release", "--direction", file, "--key", RELAYER, "--yes", "--fee")
    assert "the wallet allows a fee of 2.00 USDC, not 3.00" in praxis.do(*submit, "3", code=3).sentence
    praxis.do(*submit, "2")
    assert (site.usdc_of(NEW_WALLET), site.usdc_of(RELAYER)) == (498 * USDC, 2 * USDC)
    assert "Nothing is owed to the wallet" in praxis.do(
        "award", "direct", "--to", site.address(NEW_WALLET), "--key", CONTRIBUTOR, code=3
    ).sentence  # fmt: skip


def test_an_award_without_a_wallet_waits(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    fund(praxis, repository, site.prompt)
    repository.push_work(3, "contributor", {"seven.txt": "done\n"}, closes=7)
    repository.merge(3, closes=7)
    assert relay(praxis, repository)["steps"][0]["events"][0].startswith("500.00 USDC owed, to be released from")
    said = praxis.do("award", "release", "--all", "--key", STRANGER, "--yes")
    assert "has no wallet yet: their 500.00 USDC wait (praxis link)." in said.err


def test_a_shared_award_is_previewed_as_it_is_paid(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    fund(praxis, repository, site.prompt, "100.000001")
    first, second = (repository.key(role).contributor for role in ("contributor", "rival"))
    link_wallet(site, praxis, repository)
    repository.push_work(3, "contributor", {"seven.txt": "done\n"}, closes=7)
    stated = [("Split", f"{first} 70%, {second} 30%"), ("Completion", "50% because half is left")]
    repository.merge(3, closes=7, trailers=stated)
    relay(praxis, repository)
    awards = {award["contributor"]: award for award in praxis.data("award", "list")}
    assert sorted(award["amount"] for award in awards.values()) == [15_000_000, 35_000_000]
    repository.now = site.node.now() + 1
    site.node.warp(by=100)
    repository.push_work(4, "rival", {"eight.txt": "done\n"}, closes=7)
    repository.merge(4, closes=7, trailers=[("Split", f"{first} 30%, {second} 70%")])
    keys = [word for key in ATTESTERS[:2] for word in ("--attester-key", key)]
    said = praxis.do("relay", "--repo", repository.path, *keys, "--key", RELAYER, "--yes").err
    previewed = [parse_usdc(line.split()[1]) for line in said.splitlines() if line.startswith("   pays")]
    awarded = [award["amount"] for award in praxis.data("award", "list") if award["name"] == repository.work(4)]
    assert sorted(previewed) == sorted(awarded)
    assert sum(awarded) == 50_000_001


def test_facts_for_cancelling_come_from_attestations_too(
    site: Site, praxis: Terminal, merged: DemoRepository, tmp_path: Path
) -> None:
    fund(praxis, merged, site.reviewed)
    files = attest(praxis, merged, tmp_path)
    praxis.do("relay", *files, "--key", RELAYER, "--yes")
    praxis.do("award", "cancel", merged.subject(7), "3", "--facts", files[0], "--key", ARBITER, "--yes")
    needs = praxis.do("award", "cancel", merged.subject(7), "3", "--key", ARBITER, "--yes", code=3)
    assert "it was never awarded, or is released or cancelled" in needs.sentence
