"""Wallets, standings, the committee and PRAX, by commands."""

from pathlib import Path

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import (
    ATTESTERS,
    CONTRIBUTOR,
    DAY,
    NEW_WALLET,
    OWNER,
    PRAX,
    RELAYER,
    STRANGER,
    attest,
    fund,
    link_wallet,
    linked_a_day_ago,
    relay,
)
from tests.cli.terminal import Terminal


def test_a_link_is_the_message_of_a_git_commit(
    site: Site, praxis: Terminal, repository: DemoRepository, tmp_path: Path
) -> None:
    key = repository.key("contributor")
    said = praxis.do("link", "--contributor", key.file.with_suffix(".key.pub"), "--key", CONTRIBUTOR)
    first, blank, wallet, linked_at, signature = said.out.splitlines()
    assert (first, blank, wallet) == ("Link my wallet", "", f"Wallet: {site.address(CONTRIBUTOR)}")
    assert linked_at == f"Linked-at: {site.node.now()}"
    assert signature.startswith("Wallet-signature: 0x")
    assert f"signed with the SSH key of {key.contributor}" in said.err
    assert f"refs/links/31337/{site.contracts['Stakeholders'].lower()}/ANY-NAME" in said.err
    assert site.transactions(CONTRIBUTOR) == 0
    praxis.do("link", "--contributor", key.contributor, "--key", CONTRIBUTOR, "--out", "link.txt")
    assert (tmp_path / "link.txt").read_text() == said.out


def test_another_wallet_signs_the_typed_data(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    from eth_account import Account

    who = ("--contributor", repository.key("contributor").contributor, "--wallet", site.address(CONTRIBUTOR))
    typed = praxis.data("link", *who, "--typed-data", "--linked-at", 1_700_000_000)
    assert typed["message"]["linkedAt"] == 1_700_000_000
    signed = Account.sign_typed_data(site.node.accounts[3].key, full_message=typed)
    words = ("link", *who, "--signature", "0x" + signed.signature.hex(), "--linked-at")
    own = praxis.do("link", *who, "--linked-at", 1_700_000_000, "--key", CONTRIBUTOR)
    assert praxis.do(*words, 1_700_000_000).out == own.out
    assert "That signature is not" in praxis.do(*words, 1_600_000_000, code=3).sentence
    assert "is in the future" in praxis.do(*words, 1_900_000_000, code=2).sentence
    assert "use that wallet's key" in praxis.do("link", *who, "--key", STRANGER, code=2).sentence
    assert "Say who you are" in praxis.do("link", "--key", CONTRIBUTOR, code=2).sentence


def test_links_standings_and_commits_are_submitted_alone(
    site: Site, praxis: Terminal, merged: DemoRepository, tmp_path: Path
) -> None:
    files, who = attest(praxis, merged, tmp_path), merged.key("contributor").contributor
    early = praxis.do("prax", "accrue", *files, "--key", RELAYER, "--yes", code=3)
    assert "PRAX is for stakeholders" in early.sentence
    linked = praxis.data("link", "submit", *files, "--key", RELAYER, "--yes")
    assert [step["function"] for step in linked["transactions"]] == ["link"]
    admitted = praxis.do("admit", *files, "--key", RELAYER, "--yes")
    assert "Whoever referred them is no stakeholder with a wallet yet" in admitted.err
    assert praxis.data("prax", "show", who)["person"]["standing"] == "resident"
    accrued = praxis.data("prax", "accrue", *files, "--key", RELAYER, "--yes")
    assert [step["function"] for step in accrued["transactions"]] == ["accrueMany"]
    assert praxis.data("prax", "show", who)["prax"] == str(100 * PRAX)
    assert praxis.data("prax", "show", site.address(CONTRIBUTOR))["prax"] == str(100 * PRAX)
    for words in (("link", "submit"), ("admit",), ("prax", "accrue")):
        assert praxis.data(*words, *files, "--key", RELAYER, "--yes")["transactions"] == []


def test_a_change_of_wallet_waits_and_is_accepted_or_rejected_once(
    site: Site, praxis: Terminal, repository: DemoRepository, tmp_path: Path
) -> None:
    linked_a_day_ago(site, praxis, repository)
    link_wallet(site, praxis, repository, NEW_WALLET)
    files, who = attest(praxis, repository, tmp_path), repository.key("contributor").contributor
    nothing = praxis.do("link", "accept", who, "--key", CONTRIBUTOR, "--yes", code=3)
    assert nothing.sentence == f"praxis: No change of wallet is pending for {who}: announce one first (praxis link)."
    praxis.do("link", "submit", *files, "--key", RELAYER, "--yes")
    announced = praxis.data("prax", "show", who)["person"]
    assert (announced["wallet"], announced["change"]["wallet"]) == (site.address(CONTRIBUTOR), site.address(NEW_WALLET))
    assert "has not consented" in praxis.do("link", "accept", who, "--key", STRANGER, "--yes", code=3).sentence
    for words in (("--key", CONTRIBUTOR), ("--old-key", CONTRIBUTOR, "--key", RELAYER)):
        with site.node.rollback():
            accepted = praxis.data("link", "accept", who, *words, "--yes")
            assert [step["function"] for step in accepted["transactions"]] == ["acceptChange"]
            person = praxis.data("prax", "show", who)["person"]
            assert (person["wallet"], person["change"]["wallet"]) == (site.address(NEW_WALLET), None)
    assert "use its key" in praxis.do("link", "reject", who, "--key", STRANGER, "--yes", code=3).sentence
    praxis.do("link", "reject", who, "--key", CONTRIBUTOR, "--yes")
    assert "no change of wallet is pending" in praxis.do(
        "link", "reject", who, "--key", CONTRIBUTOR, "--yes", code=3
    ).sentence  # fmt: skip


def test_the_committee_is_shown_and_changed_by_its_owner(site: Site, praxis: Terminal) -> None:
    shown = praxis.do("attesters", "show").out
    assert "quorum      2 of 3" in shown
    assert f"owned by    {site.address(OWNER)} (a plain key)" in shown
    change = ("attesters", "configure", "--add", site.address(STRANGER), "--quorum", "3", "--yes", "--key")
    assert "only the contract's owner may do this" in praxis.do(*change, STRANGER, code=3).sentence
    assert site.transactions(STRANGER) == 1  # it created a program before
    praxis.do(*change, OWNER)
    now = praxis.data("attesters", "show")
    assert (now["committee"]["quorum"], len(now["members"])) == (3, 4)
    assert site.address(STRANGER) in now["members"]
    verified = praxis.data("verify")
    assert verified["holds"]
    assert [change["detail"] for change in verified["changes"]] == [
        "members who joined: 1", "the quorum is 3 of 4, it was 2 of 3",
    ]  # fmt: skip
    assert "Say what is to change" in praxis.do("attesters", "configure", "--key", OWNER, code=2).sentence


def test_what_is_reverted_is_revoked_and_its_prax_burned(
    site: Site, praxis: Terminal, merged: DemoRepository, tmp_path: Path
) -> None:
    fund(praxis, merged, site.prompt)
    relay(praxis, merged)
    merged.now = site.node.now() + 10
    site.node.warp(by=100)
    merged.revert(merged.head(merged.main))
    files, who = attest(praxis, merged, tmp_path), merged.key("contributor").contributor
    not_yet = praxis.do("prax", "revoke", "--facts", files[0], "--repo", merged.path, "--key", RELAYER, "--yes", code=3)
    assert "None of the facts at hand is revoked" in not_yet.sentence
    revoked = praxis.data("attesters", "revoke", *files, "--key", RELAYER, "--yes")
    assert [step["what"] for step in revoked["transactions"]] == ["revoke the fact"]
    burned = praxis.data("prax", "revoke", "--repo", merged.path, "--key", STRANGER, "--yes")
    assert [step["what"] for step in burned["transactions"]] == ["burn 100.00 PRAX"]
    assert praxis.data("prax", "leaderboard") == []
    assert praxis.data("prax", "show", who)["accruals"][0]["live"] is False
    assert praxis.data("prax", "revoke", "--repo", merged.path, "--key", STRANGER, "--yes")["transactions"] == []


def test_prax_follows_a_person_to_their_new_wallet(
    site: Site, praxis: Terminal, merged: DemoRepository, tmp_path: Path
) -> None:
    relay(praxis, merged)
    site.node.warp(by=DAY)
    merged.now = site.node.now() - 10
    link_wallet(site, praxis, merged, NEW_WALLET)
    relay(praxis, merged)
    who = merged.key("contributor").contributor
    assert praxis.data("prax", "recover", who, "--key", STRANGER, "--yes")["transactions"] == []
    site.node.warp(by=3 * DAY)
    assert "praxis prax recover moves it" in praxis.do("prax", "show", who).out
    moved = praxis.data("prax", "recover", who, "--key", STRANGER, "--yes")
    assert moved["transactions"][0]["what"] == "move 100.00 PRAX"
    person = praxis.data("prax", "show", who)
    assert (person["holder"], person["prax"]) == (site.address(NEW_WALLET), str(100 * PRAX))


def test_the_owner_edits_the_catalogue(site: Site, praxis: Terminal, tmp_path: Path) -> None:
    (tmp_path / "action.md").write_text("Plant a tree. Complete: it has leaves.\n")
    words = ("prax", "action", "--category", "physical", "--reward", "12.5", "--text", "action.md", "--yes", "--key")
    assert "only the contract's owner" in praxis.do(*words, STRANGER, code=3).sentence
    made = praxis.data(*words, OWNER)
    assert made["transactions"][0]["what"] == "add the action"
    assert praxis.data(*words, OWNER)["transactions"] == []
    closed = praxis.data(*words, OWNER, "--close")
    assert (closed["action"], closed["transactions"][0]["what"]) == (made["action"], "close the action")
    assert praxis.data(*words, OWNER)["transactions"][0]["what"] == "reopen the action"


def test_only_members_attest(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    refused = praxis.do("attest", "--repo", merged.path, "--key", STRANGER, code=3)
    assert f"{site.address(STRANGER)} is no member of the Attesters" in refused.sentence
    refused = praxis.do(
        "relay", "--repo", merged.path, "--attester-key", ATTESTERS[0], "--attester-key", STRANGER, "--key", RELAYER,
        "--yes", code=3,
    )  # fmt: skip
    assert "so its signature would count for nothing" in refused.sentence
