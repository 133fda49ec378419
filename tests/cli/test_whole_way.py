"""From money on an issue to a clean audit, by commands alone: on one machine, and by files between several."""

from pathlib import Path
from typing import Any

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import (
    ATTESTERS,
    CONTRIBUTOR,
    DAY,
    PRAX,
    RELAYER,
    SECOND_SPONSOR,
    STRANGER,
    USDC,
    fund,
    relay,
)
from tests.cli.terminal import Terminal


def test_the_whole_way_by_files(site: Site, praxis: Terminal, merged: DemoRepository, tmp_path: Path) -> None:
    repo, first, second = str(merged.path), tmp_path / "first.json", tmp_path / "second.json"
    funded = fund(praxis, merged, site.prompt)
    assert [step["function"] for step in funded["transactions"]] == ["approve", "fund"]
    assert funded["transactions"][1]["usdc"] == 500 * USDC
    second_sponsor = ("--program", site.prompt, "--key", SECOND_SPONSOR)
    permitted = praxis.data("bounty", "fund", "7", "250", "--repo", repo, *second_sponsor, "--permit", "--yes")
    assert [step["function"] for step in permitted["transactions"]] == ["multicall"]
    assert permitted["bounty"] == funded["bounty"]

    attested = praxis.data("attest", "--repo", repo, "--key", ATTESTERS[0], "--out", first)
    assert [fact["kind"] for fact in attested["facts"]] == ["Link", "Admission", "Progress", "Commit"]
    assert all(fact["pending"] for fact in attested["facts"])
    assert [refusal["reason"] for refusal in attested["refusals"]] == ["not-a-maintainer", "not-merged"]

    alone = praxis.do("relay", first, "--key", RELAYER, "--yes", code=3)
    assert "1 of 2 attesters signed 0x" in alone.err
    assert "Nothing can be submitted yet." in alone.err

    praxis.do("attest", "--repo", repo, "--key", ATTESTERS[1], "--out", second)
    relayed = praxis.data("relay", first, second, "--key", RELAYER, "--yes")
    assert [step["step"] for step in relayed["steps"]] == ["link", "admit", "lock", "award", "accrue"]
    assert relayed["steps"][3]["events"] == [f"750.00 USDC paid to {site.address(CONTRIBUTOR)}"]
    assert relayed["steps"][4]["events"] == [f"100.00 PRAX to {site.address(CONTRIBUTOR)}"]
    assert site.usdc_of(CONTRIBUTOR) == 750 * USDC

    again = praxis.do("relay", first, second, "--key", RELAYER, "--yes")
    assert "Nothing is left to do." in again.err
    assert "Nothing is left to attest." in praxis.do("attest", "--repo", repo, "--key", ATTESTERS[2]).err

    (bounty,) = praxis.data("bounty", "list")
    assert (bounty["state"], bounty["pool"], bounty["awarded"]) == ("paid", 0, 10_000)
    assert bounty["awards"][0]["name"] == merged.work(3)
    assert bounty["awards"][0]["paid_to"] == site.address(CONTRIBUTOR)
    assert bounty["awards"][0]["transaction"] == relayed["steps"][3]["hash"]
    (award,) = praxis.data("award", "list", "--contributor", merged.key("contributor").contributor)
    assert (award["now"], award["amount"], award["issue"]) == ("paid", 750 * USDC, merged.subject(7))
    (first_place,) = praxis.data("prax", "leaderboard")
    assert (first_place["prax"], first_place["standing"]) == (str(100 * PRAX), "resident")
    person = praxis.data("prax", "show", merged.key("contributor").contributor)
    assert person["person"]["wallet"] == site.address(CONTRIBUTOR)
    assert person["accruals"][0]["completion"] == 10_000

    report = praxis.data("audit", "--block", "latest")
    assert (report["holds"], report["findings"]) == (True, [])
    assert report["figures"]["usdc_released"] == 750 * USDC


def test_people_read_what_machines_read(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    fund(praxis, merged, site.prompt)
    keys = [word for key in ATTESTERS[:2] for word in ("--attester-key", key)]
    relayed = praxis.do("relay", "--repo", merged.path, *keys, "--key", RELAYER, "--yes")
    assert "   pays        500.00 USDC to " in relayed.err
    assert f"   500.00 USDC paid to {site.address(CONTRIBUTOR)}" in relayed.err
    assert relayed.out.startswith("5 steps done, ")
    assert "issue/7  paid   0.00  100%" in praxis.do("bounty", "list").out
    shown = praxis.do("bounty", "show", merged.subject(7)).out
    assert f"wallet {site.address(CONTRIBUTOR)}: paid in 0x" in shown
    assert "pull/3  500.00" in praxis.do("award", "list").out
    assert praxis.do("award", "list", "--owed").err == "There is no such award yet.\n"
    assert "100.00  1        0          resident" in praxis.do("prax", "leaderboard").out
    assert "PRAX         100.00, votes 100.00" in praxis.do("prax", "show", merged.key("contributor").contributor).out
    assert praxis.do("audit", "--block", "latest").out.endswith("Everything holds.\n")


def test_an_award_waits_for_its_review(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    fund(praxis, merged, site.reviewed)
    relay(praxis, merged)
    early = praxis.do("award", "release", "--key", CONTRIBUTOR, "--yes")
    assert early.err.startswith("500.00 USDC are under review until 2025-06-18")
    assert "Nothing is left to do." in early.err
    assert site.usdc_of(CONTRIBUTOR) == 0
    site.node.warp(by=3 * DAY)
    (award,) = praxis.data("award", "list", "--owed")
    assert award["now"] == "owed"
    with site.node.rollback():
        released = praxis.data("award", "release", merged.key("contributor").contributor, "--key", STRANGER, "--yes")
        assert released["transactions"][0]["payee"] == site.address(CONTRIBUTOR)
        assert site.usdc_of(CONTRIBUTOR) == 500 * USDC
    assert [step["step"] for step in relay(praxis, merged)["steps"]] == ["release"]
    assert site.usdc_of(CONTRIBUTOR) == 500 * USDC


def test_a_dry_run_shows_everything_and_sends_nothing(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    fund(praxis, merged, site.prompt)
    keys = [word for key in ATTESTERS[:2] for word in ("--attester-key", key)]
    before = site.transactions(RELAYER)
    planned = praxis.data("relay", "--repo", merged.path, *keys, "--from", site.address(RELAYER), "--dry-run")
    assert [step["step"] for step in planned["plan"]] == ["link", "admit", "lock", "award"]
    assert planned["steps"] == []
    judged = praxis.data("attest", "--repo", merged.path, "--dry-run")
    assert (judged["signed"], judged["attestation"]) == (False, None)
    assert site.transactions(RELAYER) == before


def test_a_lock_keeps_others_away(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    fund(praxis, repository, site.prompt)
    repository.now = site.node.now() - 100
    repository.push_work(3, "contributor", {"seven.txt": "begun\n"}, closes=7)
    repository.state("maintainer", "Good", ("Good-progress", "3"))
    repository.push_work(4, "rival", {"seven.txt": "stolen\n"}, closes=7)
    repository.merge(4, closes=7)
    lock, award = relay(praxis, repository, code=3)["steps"]
    assert (lock["step"], lock["refusal"]) == ("lock", None)
    assert "the bounty is locked for another work until" in award["refusal"]
    (bounty,) = praxis.data("bounty", "list", "--state", "locked")
    assert (bounty["lock"]["name"], bounty["pool"]) == (repository.work(3), 500 * USDC)
    assert praxis.data("bounty", "list", "--state", "open") == []


def test_a_relayer_that_goes_on_survives_a_network_that_does_not(
    site: Site, praxis: Terminal, merged: DemoRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    from praxis_chain.cli import relay as module
    from praxis_chain.core.errors import NetworkFailed
    from praxis_chain.oracle import Relayer

    fund(praxis, merged, site.prompt)
    naps, submit = [], Relayer.submit

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            raise KeyboardInterrupt

    def fail_once(self: Relayer, *args: Any) -> None:
        if not naps:
            raise NetworkFailed("The node is gone.")
        submit(self, *args)

    monkeypatch.setattr(module, "sleep", nap)
    monkeypatch.setattr(Relayer, "submit", fail_once)
    keys = [word for key in ATTESTERS[:2] for word in ("--attester-key", key)]
    words = ("relay", "--repo", merged.path, *keys, "--key", RELAYER, "--every", "7", "--yes")
    said = praxis.do(*words, code=1)
    assert naps == [7, 7, 7]
    assert "The node is gone. Trying again in 7 s." in said.err
    assert said.out.startswith("5 steps done, ")
    assert "Nothing is left to do." in said.err
    assert site.usdc_of(CONTRIBUTOR) == 500 * USDC


def test_whoever_funds_something_odd_steers_no_terminal(site: Site, praxis: Terminal) -> None:
    from praxis_chain.evm.bindings import BountyEscrow
    from praxis_chain.evm.sender import Sender
    from praxis_chain.evm.usdc import usdc_at

    sender = Sender(site.node, site.node.accounts[1])
    escrow = BountyEscrow.at(site.contracts["BountyEscrow"])
    sender.transact(usdc_at(site.contracts["USDC"]), "approve", escrow.address, 5)
    escrow.fund(bytes.fromhex(site.prompt[2:]), "\x1b[2Jodd\n", 5).transact(sender)
    said = praxis.do("bounty", "list").out
    assert "\x1b" not in said
    assert "�[2Jodd�" in said
