"""Whatever is wrong gets one sentence that says what and what to do, the exit code of its kind, and changes nothing."""

import json
from pathlib import Path

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import ATTESTERS, RELAYER, SPONSOR, attest, fund, link_wallet
from tests.cli.terminal import Said, Terminal

SUBJECT = "git:" + "a1" * 20 + "/issue/7"
NOBODYS = "0x" + "77" * 32


def one_sentence(said: Said) -> str:
    """What a refused command said last; it showed no traceback and no data."""
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.sentence.startswith("praxis: ")
    return said.sentence.removeprefix("praxis: ")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("bounty", "list", "--chain-id", 1), 2, "is chain 31337, not 1: check the RPC URL, or state the chain id"),
        (("bounty", "list", "--network", "nowhere"), 2, "'nowhere' is not a network: give"),
        (("bounty", "list", "--network", "embedded"), 2, "ends with this command, so nothing could be kept on it"),
        (("bounty", "list", "--network", "http://127.0.0.1:9"), 4, "127.0.0.1:9 cannot be reached: check the URL"),
        (("bounty", "list", "--deployment", "no.json"), 2, "There is no deployment recorded in no.json: deploy first"),
        (("program", "show", NOBODYS), 2, f"There is no program {NOBODYS} on chain 31337"),
        (("program", "show", "0x77"), 2, "'0x77' is not the id of a program: it should be 0x and 64 hex digits."),
        (("program", "show"), 2, "Name the program: --program 0x… (praxis program list shows those there are)."),
        (("program", "create", "--lock", "5"), 2, "'5' is not a period: write 5d, 72h, 90m, 1d12h or 0."),
        (("program", "create", "--lock", "400d", "--key", SPONSOR), 2, "lock_period must be from 0 to 31536000 sec"),
        (("program", "create", "--arbiter", "0x12"), 2, "'0x12' is not an address: it should be 0x and 40 hex digits."),
        (
            ("program", "create", "--arbiter", "0xF39fd6e51aad88F6F4ce6aB8827279cffFb92266"), 2,
            "is misspelt: its capital letters (EIP-55) do not fit; copy it again.",
        ),
        (("bounty", "show", "issue 7"), 2, "'issue 7' is not a subject: it should look like github:repo/"),
        (("bounty", "show", "7"), 2, "Issue 7 of which repository? Name it in full (git:<root commit>/issue/7), or"),
        (("bounty", "fund", SUBJECT, "1.1234567"), 2, "1.1234567 has 7 decimals, and USDC has 6: nothing here is"),
        (("bounty", "fund", SUBJECT, "-5"), 2, "No such option: -5"),
        (("bounty", "fund", SUBJECT, "ten"), 2, "'ten' is not an amount of USDC: write a number such as 1500 or 0.25."),
        (("bounty", "fund", SUBJECT), 2, "Name the issue and the amount: praxis bounty fund ISSUE AMOUNT."),
        (("bounty", "fund", SUBJECT, "1", "--max-awarded", "101%"), 2, "'101%' is more than the whole: write at most"),
        (("bounty", "fund", SUBJECT, "1", "--terms", "no.md"), 2, "File 'no.md' does not exist. See `praxis bounty"),
        (("bounty", "fund", "--authorization", "no.json"), 2, "no.json cannot be read: No such file or directory."),
        (("bounty", "list", "--state", "green"), 2, "'green' is not one of 'open', 'locked', 'paid', 'closed'."),
        (("award", "list", "--contributor", "somebody"), 2, "'somebody' is not a contributor: it should look like"),
        (("award", "release", "--all", "--to", "0x" + "11" * 20), 2, "Say one of CONTRIBUTOR, --all and --direction"),
        (("attest",), 2, "Name the key that signs: --key NAME, or --from 0x… to only see"),
        (("attest", "--repo", "nowhere", "--key", ATTESTERS[0]), 2, "There is no repository at nowhere: give a folder"),
        (("attest", "--dry-run"), 2, "Name the repository to look at: --repo github:owner/name, FOLDER or URL."),
        (("attest", "--dry-run", "--repo", ".", "--action", "x"), 2, "--action goes with --trust-authors: otherwise"),
        (("relay", "--key", RELAYER), 2, "Give the attestations to submit, or --repo to look at a repository."),
        (("relay", "no.json", "--key", RELAYER), 2, "no.json cannot be read: No such file or directory."),
        (("relay", "--attester-key", "test:13", "x.json"), 2, "An attester judges a repository: say --repo with"),
        (("relay", "x.json", "--every", "5"), 2, "Nobody can be asked every time: say --yes with --every."),
        (("audit", "--block", "yesterday"), 2, "'yesterday' is not a block: give a height, latest or finalized."),
        (("audit", "--block", "1"), 2, "The deployment is of block"),
        (("prax", "show", "0x12"), 2, "'0x12' is not a contributor: it should look like"),
        (("prax", "revoke", "--key", RELAYER), 2, "The chain keeps only hashes of facts: give the attestations"),
        (("deploy", "--quorum", "1"), 2, "Missing option '--member'. See `praxis deploy --help`."),
        (("nonsense",), 2, "No such command 'nonsense'. See `praxis --help`."),
    ],
)  # fmt: skip
def test_one_sentence_and_its_code(praxis: Terminal, words: tuple[object, ...], code: int, sentence: str) -> None:
    assert sentence in one_sentence(praxis.do(*words, code=code))


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("nobody", "There is no key 'nobody': looked for "),
        ("0x" + "ab" * 32, "That looks like a private key. Keys are only read from keystores"),
        ("test:20", "There is no key test:20: they are test:0 to test:19."),
        ("", "Name the key that signs: --key NAME, or --from 0x… to only see what would happen."),
    ],
)
def test_a_key_that_is_none(praxis: Terminal, site: Site, key: str, sentence: str) -> None:
    words = ["bounty", "fund", SUBJECT, "1", "--program", site.prompt, *(["--key", key] if key else [])]
    assert sentence in one_sentence(praxis.do(*words, code=2))


def test_more_than_one_has(praxis: Terminal, site: Site) -> None:
    words = ("bounty", "fund", SUBJECT, "10000.000001", "--program", site.prompt, "--key", SPONSOR, "--yes")
    sentence = one_sentence(praxis.do(*words, code=3))
    assert sentence.startswith(f"{site.address(SPONSOR)} has 10,000.00 USDC")
    assert "10,000.000001 are to be put in: fund less, or get some first." in sentence
    assert site.transactions(SPONSOR) == 0


def test_no_ether_for_the_fee(praxis: Terminal, site: Site) -> None:
    site.node.set_balance(site.address(SPONSOR), 10**9)
    words = ("bounty", "fund", SUBJECT, "1", "--program", site.prompt, "--key", SPONSOR, "--yes")
    sentence = one_sentence(praxis.do(*words, code=3))
    assert f"{site.address(SPONSOR)} has 0.000001 ETH on" in sentence
    assert "ETH: send it some first." in sentence


def test_a_deployment_that_stopped_half_way(praxis: Terminal, site: Site, tmp_path: Path) -> None:
    record = json.loads(site.record.read_text())
    del record["contracts"]["BountyEscrow"]
    (tmp_path / "half.json").write_text(json.dumps(record))
    sentence = one_sentence(praxis.do("bounty", "list", "--deployment", "half.json", code=5))
    assert sentence == ("The deployment recorded in half.json stopped half way: run the same praxis deploy again.")
    assert "NotDeployed" in praxis.do("verify", "--deployment", "half.json", code=3).out
    members = [word for key in ATTESTERS for word in ("--member", site.address(key))]
    again = (
        "deploy",
        *members,
        "--owner",
        site.address("test:0"),
        "--deployment",
        "half.json",
        "--key",
        "test:0",
        "--yes",
    )
    other = one_sentence(praxis.do(*again, "--quorum", "3", code=2))
    assert "This deployment was begun with quorum_ = 2 for Attesters, not 3: give the same" in other
    finished = praxis.data(*again, "--quorum", "2")["deployment"]["contracts"]
    assert finished["Attesters"]["address"] == site.contracts["Attesters"]
    assert finished["BountyEscrow"]["address"] != site.contracts["BountyEscrow"]
    assert praxis.data("bounty", "list", "--deployment", "half.json") == []


def test_a_record_of_another_chain(praxis: Terminal, site: Site, tmp_path: Path) -> None:
    record = json.loads(site.record.read_text())
    (tmp_path / "other.json").write_text(json.dumps(record | {"genesis": "0x" + "00" * 32}))
    sentence = one_sentence(praxis.do("bounty", "list", "--deployment", "other.json", code=2))
    assert "The record is of another chain 31337 than the one" in sentence
    (tmp_path / "other.json").write_text("{}")
    assert "is not a deployment's record" in one_sentence(
        praxis.do("bounty", "list", "--deployment", "other.json", code=2)
    )


def test_signatures_that_do_not_count(praxis: Terminal, site: Site, repository: DemoRepository, tmp_path: Path) -> None:
    link_wallet(site, praxis, repository)
    files = attest(praxis, repository, tmp_path)
    good = json.loads(Path(files[1]).read_text())
    broken = tmp_path / "broken.json"

    def relay(**changed: object) -> Said:
        broken.write_text(json.dumps(good | changed))
        return praxis.run("relay", files[0], broken, "--key", RELAYER, "--yes")

    def of(said: Said, code: int) -> str:
        assert said.code == code
        return one_sentence(said)

    batch = good["batches"][0]
    fact = batch["facts"][0]
    assert "is for the Attesters 0x" in of(relay(chain_id=1), 2)
    assert "it counts for nothing here" in of(relay(attesters="0x" + "11" * 20), 2)
    assert "is not an attestation (praxis-attestation/1)" in of(relay(schema="other"), 2)
    earlier = fact | {"linkedAt": fact["linkedAt"] - 1}
    assert "it was changed" in of(relay(batches=[batch | {"facts": [earlier]}]), 2)
    del earlier["hash"]
    assert "do not make the root that was signed" in of(relay(batches=[batch | {"facts": [earlier]}]), 2)
    assert "it was changed, discard it" in of(relay(batches=[batch | {"attester": "0x" + "22" * 20}]), 2)
    assert "is not a complete attestation" in of(relay(batches=[{}]), 2)
    assert "linkedAt must be an integer" in of(relay(batches=[batch | {"facts": [fact | {"linkedAt": -1}]}]), 2)
    broken.write_text("not json")
    assert "is not JSON: give what praxis attest wrote." in of(praxis.run("relay", broken, "--key", RELAYER), 2)
    assert site.transactions(RELAYER) == 0

    praxis.do(
        "attesters", "configure", "--remove", site.address(ATTESTERS[1]), "--quorum", "2", "--key", "test:0", "--yes"
    )
    stale = praxis.do("relay", *files, "--key", RELAYER, "--yes", code=3)
    assert (
        f"{site.address(ATTESTERS[1])}, who signed {files[1]}, is no attester (any more): it does not count."
        in stale.err
    )
    assert "1 of 2 attesters signed" in stale.err
    submitted = one_sentence(praxis.do("link", "submit", *files, "--key", RELAYER, "--yes", code=3))
    assert submitted.startswith("No attested Link is in these files.")
    assert site.transactions(RELAYER) == 0


def test_what_another_attester_proposes_has_to_be_true(
    praxis: Terminal, site: Site, repository: DemoRepository, begun: DemoRepository, tmp_path: Path
) -> None:
    link_wallet(site, praxis, repository)
    first = tmp_path / "first.json"
    praxis.do("attest", "--repo", repository.path, "--key", ATTESTERS[0], "--out", first)
    refused = praxis.do("attest", "--repo", begun.path, "--key", ATTESTERS[1], "--batch", first, code=3)
    assert "The attester does not find the Link 0x" in refused.sentence


def test_a_program_that_nobody_created(praxis: Terminal, site: Site) -> None:
    sentence = one_sentence(praxis.do("bounty", "fund", SUBJECT, "1", "--program", NOBODYS, "--key", SPONSOR, code=2))
    assert "check its id and the network, or make it with praxis program create." in sentence


def test_what_was_paid_out_cannot_be_funded(praxis: Terminal, site: Site, merged: DemoRepository) -> None:
    from tests.cli.steps import relay

    fund(praxis, merged, site.prompt)
    relay(praxis, merged)
    words = ("bounty", "fund", merged.subject(7), "1", "--program", site.prompt, "--key", SPONSOR, "--yes")
    assert "is closed under this program: nothing can be added." in one_sentence(praxis.do(*words, code=3))
    assert "Nobody has funded" in one_sentence(praxis.do("bounty", "refund", SUBJECT, "--key", SPONSOR, code=2))
