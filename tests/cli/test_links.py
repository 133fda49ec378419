"""How a wallet is linked: what is to be published and where, and why a link does not count or not yet."""

from dataclasses import replace
from typing import Any

import pytest

from praxis_chain.cli.link_check import _by_others
from praxis_chain.core.times import show_time
from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import CONTRIBUTOR, DAY, NEW_WALLET, RELAYER, RIVAL, link_wallet, linked_a_day_ago, relay
from tests.cli.terminal import Terminal
from tests.documents import LINK, sign_link

ACCOUNT = "github:user/583231"


@pytest.fixture
def who(repository: DemoRepository) -> str:
    return repository.key("contributor").contributor


def check(praxis: Terminal, repository: DemoRepository, who: str, code: int = 0) -> tuple[str, str]:
    """The state, and its sentence."""
    found = praxis.data("link", "check", who, "--repo", repository.path, code=code)
    return found["state"]["state"], found["state"]["says"]


def changed(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    """A first wallet in effect, and another one announced."""
    linked_a_day_ago(site, praxis, repository)
    link_wallet(site, praxis, repository, NEW_WALLET)
    relay(praxis, repository)


def test_on_github_the_statement_is_a_public_gist(site: Site, praxis: Terminal) -> None:
    said = praxis.do("link", "--contributor", ACCOUNT, "--key", CONTRIBUTOR)
    first, blank, wallet, linked_at, signature = said.out.splitlines()
    assert (first, blank, wallet) == ("Link my wallet", "", f"Wallet: {site.address(CONTRIBUTOR)}")
    assert linked_at == f"Linked-at: {site.node.now()}"
    assert signature.startswith("Wallet-signature: 0x")
    file = f"praxis-31337-{site.contracts['Stakeholders'].lower()}.txt"
    assert f"Now publish it as {ACCOUNT}, where only that account can write:" in said.err
    assert f"  2. name the file {file}\n" in said.err
    assert f"gh gist create --public --filename {file} - < FILE" in said.err
    assert f"Then: praxis link check {ACCOUNT} --repo github:OWNER/NAME" in said.err
    data = praxis.data("link", "--contributor", ACCOUNT, "--key", CONTRIBUTOR, "--out", "link.txt")
    assert (data["place"], data["message"]) == (file, said.out)
    enterprise = praxis.do("link", "--contributor", "ghe.example.org:user/7", "--key", CONTRIBUTOR).err
    assert "open https://ghe.example.org/gist, signed in" in enterprise


def test_not_published(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    said = f"Nobody has published a wallet for {who} where only they can write."
    assert check(praxis, repository, who, code=3) == ("not-published", said)
    told = praxis.do("link", "check", who, "--repo", repository.path, code=3).out
    assert f"  Attesters look for it at refs/links/31337/{site.contracts['Stakeholders'].lower()}/\n" in told
    assert f"  next  {who}: sign with the wallet and publish: praxis link --contributor {who}\n" in told
    alone = praxis.do("link", "check", who, code=3)
    assert alone.err == "Without --repo nobody can see what is published: only the chain was asked.\n"


def test_published_for_another_chain(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    repository.publish_link(
        "contributor", site.address(CONTRIBUTOR), 1_700_000_000, "0x" + "11" * 65,
        chain_id=1, stakeholders=site.contracts["Stakeholders"],
    )  # fmt: skip
    found = praxis.data("link", "check", who, "--repo", repository.path, code=3)
    ref = f"refs/links/1/{site.contracts['Stakeholders'].lower()}/contributor"
    assert found["elsewhere"] == [
        f"{ref} is for another chain or another Stakeholders contract, and counts for nothing here."
    ]
    assert found["state"]["state"] == "not-published"


def test_signed_by_another_wallet(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    signed = praxis.data("link", "--contributor", who, "--key", RIVAL)
    repository.publish_link(
        "contributor", site.address(CONTRIBUTOR), signed["linked_at"], signed["signature"],
        chain_id=31337, stakeholders=site.contracts["Stakeholders"],
    )  # fmt: skip
    state, said = check(praxis, repository, who, code=3)
    assert state == "wallet-did-not-sign"
    assert said.startswith(f"The signature is not {site.address(CONTRIBUTOR).lower()}'s over this contributor")


def test_published_by_somebody_else(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    signed = praxis.data("link", "--contributor", who, "--key", CONTRIBUTOR)
    repository.publish_link(
        "rival", signed["wallet"], signed["linked_at"], signed["signature"],
        chain_id=31337, stakeholders=site.contracts["Stakeholders"],
    )  # fmt: skip
    found = praxis.data("link", "check", who, "--repo", repository.path, code=3)
    rival = repository.key("rival").contributor
    wallet = site.address(CONTRIBUTOR).lower()
    assert found["elsewhere"] == [
        f"{wallet} signed for {who}, but {rival} published it: it counts only where {who} does."
    ]
    others = [replace(LINK, contributor=rival), replace(LINK, wallet_signature="0x" + "00" * 65)]
    assert [said.split()[0] for said in _by_others(LINK.contributor, others)] == [LINK.wallet]


def test_from_published_to_in_effect(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    link_wallet(site, praxis, repository)
    wallet = site.address(CONTRIBUTOR)
    said = f"{wallet.lower()} is published and signed, and not on chain yet."
    assert check(praxis, repository, who, code=3) == ("not-submitted", said)
    relay(praxis, repository)
    state, said = check(praxis, repository, who)
    assert state == "linked"
    assert said.startswith(f"{wallet} is in effect, linked at 2025-06-15 ")


def test_the_same_wallet_again(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    linked_a_day_ago(site, praxis, repository)
    link_wallet(site, praxis, repository)
    said = f"{site.address(CONTRIBUTOR).lower()} is published and signed, and not on chain yet."
    assert check(praxis, repository, who, code=3) == ("not-submitted", said)


def test_a_change_waits(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    linked_a_day_ago(site, praxis, repository)
    link_wallet(site, praxis, repository, NEW_WALLET)
    old, new = site.address(CONTRIBUTOR), site.address(NEW_WALLET)
    assert check(praxis, repository, who, code=3) == (
        "not-submitted",
        f"{new.lower()} is published and signed, and not on chain yet. It is a change, so {old} stays for 72 hours "
        "more.",
    )
    relay(praxis, repository)
    until = show_time(site.node.now() + 3 * DAY)
    assert check(praxis, repository, who) == ("pending", f"The change to {new} waits: {old} stays until {until}.")
    told = praxis.do("link", "check", who, "--repo", repository.path).out
    assert (
        f"  next  the holder of {old}, before {until}: let it hold at once with praxis link accept {who}, or refuse it "
        f"with praxis link reject {who}\n"
    ) in told
    site.node.warp(by=3 * DAY)
    state, said = check(praxis, repository, who)
    assert (state, said.split()[0]) == ("linked", new)


def test_a_rejected_change(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    changed(site, praxis, repository)
    praxis.do("link", "reject", who, "--key", CONTRIBUTOR, "--yes")
    state, said = check(praxis, repository, who, code=3)
    assert state == "rejected"
    assert said == (
        f"The last change was rejected by {site.address(CONTRIBUTOR)}, which stays in effect. The next one waits 30 "
        "days and cannot be rejected."
    )


def test_an_older_statement(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    older = praxis.data("link", "--contributor", who, "--key", NEW_WALLET, "--linked-at", 1_700_000_000)
    link_wallet(site, praxis, repository)
    relay(praxis, repository)
    repository.publish_link(
        "contributor", older["wallet"], older["linked_at"], older["signature"],
        chain_id=31337, stakeholders=site.contracts["Stakeholders"],
    )  # fmt: skip
    state, said = check(praxis, repository, who, code=3)
    assert state == "older"
    assert said.startswith(
        f"The link to {older['wallet'].lower()} is of 2023-11-14 22:13:20 UTC, older than the present"
    )


def test_a_wallet_of_somebody_else(praxis: Terminal, repository: DemoRepository, who: str, site: Site) -> None:
    linked_a_day_ago(site, praxis, repository)
    link_wallet(site, praxis, repository, CONTRIBUTOR, "rival")
    state, said = check(praxis, repository, repository.key("rival").contributor, code=3)
    assert state == "wallet-taken"
    assert said.startswith(f"{site.address(CONTRIBUTOR).lower()} serves 0x")


def test_the_present_wallet_accepts_what_it_signed_elsewhere(
    praxis: Terminal, repository: DemoRepository, who: str, site: Site
) -> None:
    from eth_account import Account

    nothing = praxis.do("link", "accept", who, "--typed-data", code=3).sentence
    assert nothing == f"praxis: No change of wallet is pending for {who}: announce one first (praxis link)."
    changed(site, praxis, repository)
    typed = praxis.data("link", "accept", who, "--typed-data")
    assert (typed["primaryType"], typed["message"]["wallet"]) == ("AcceptChange", site.address(NEW_WALLET))
    key = site.node.accounts[int(CONTRIBUTOR.removeprefix("test:"))].key
    signature = "0x" + Account.sign_typed_data(key, full_message=typed).signature.hex()
    both = praxis.do("link", "accept", who, "--typed-data", "--signature", signature, code=2).sentence
    assert both == "praxis: Say one of --old-key, --typed-data and --signature."
    stolen = "0x" + Account.sign_typed_data(site.node.accounts[5].key, full_message=typed).signature.hex()
    words = ("link", "accept", who, "--key", RELAYER, "--yes", "--signature")
    assert "has not consented" in praxis.do(*words, stolen, code=3).sentence
    accepted = praxis.data(*words, signature)
    assert [step["function"] for step in accepted["transactions"]] == ["acceptChange"]
    assert check(praxis, repository, who)[0] == "linked"
    person: Any = praxis.data("prax", "show", who)["person"]
    assert person["wallet"] == site.address(NEW_WALLET)


def test_a_signature_of_another_chain_counts_for_nobody() -> None:
    foreign = replace(LINK, contributor="git:ssh/SHA256:" + "R" * 43)
    foreign = replace(foreign, wallet_signature=sign_link(LINK.contributor, LINK.linked_at, chain_id=1))
    assert list(_by_others(LINK.contributor, [foreign])) == []
