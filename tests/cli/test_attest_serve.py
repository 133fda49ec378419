"""`praxis attest serve` as its operator has it: a process that looks, answers, and stops when it is told to."""

import json
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import permutations
from pathlib import Path

import pytest
from eth_keys.datatypes import PrivateKey

from praxis_chain.core.attestation import Batch
from praxis_chain.core.attester_log import check_log
from praxis_chain.core.errors import NetworkFailed
from praxis_chain.core.fact_json import read_fact
from praxis_chain.core.facts import Fact
from praxis_chain.core.signing import KeySigner
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.oracle.remote import RemoteAttester
from tests.cli.conftest import Site
from tests.cli.service import started
from tests.cli.steps import ATTESTERS, STRANGER
from tests.cli.terminal import Terminal
from tests.service.answering import Answering, Asked, http


def serving(repository: DemoRepository, *words: object) -> tuple[object, ...]:
    return ("attest", "serve", "--repo", repository.path, "--listen", "127.0.0.1:0", "--look-every", "0.2", *words)


def proposed(praxis: Terminal, repository: DemoRepository) -> list[Fact]:
    """Every fact that there is, as another attester found them."""
    found = praxis.data("attest", "--repo", repository.path, "--key", ATTESTERS[1], "--all")
    return [read_fact(fact) for batch in found["attestation"]["batches"] for fact in batch["facts"]]


def test_it_looks_answers_and_stops(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    facts = proposed(praxis, merged)
    with started(praxis.environment, *serving(merged, "--key", ATTESTERS[0])) as service:
        health = service.until_ready()
        assert (health["ready"], health["problems"], health["attester"]) == (
            True, [], site.address(ATTESTERS[0]).lower(),
        )  # fmt: skip
        remote = RemoteAttester(service.url)
        assert remote.agrees(facts) == [True] * len(facts)
        attestation = remote.attest(facts)
        assert attestation.attester == bytes.fromhex(site.address(ATTESTERS[0])[2:])
        checked = check_log(remote.log(1, 10))
        assert (checked.entries, checked.facts, checked.signers) == (1, len(facts), {attestation.attester})
        assert "praxis_ready 1.0" in service.get("/metrics").text.splitlines()
        kept = merged.path.parent / "log.jsonl"
        read = praxis.data("attest", "log", service.url, "--out", kept)
        code, told = service.stop()
    assert code == 0
    assert (read["entries"], read["facts"], read["signers"]) == (1, len(facts), [site.address(ATTESTERS[0])])
    assert praxis.data("attest", "log", kept) == read
    end = f"1:{read['head']['hash']}"
    assert praxis.data("attest", "log", "--after", end, "/dev/null")["head"] == read["head"]
    changed = json.loads(kept.read_text()) | {"at": 1}
    kept.write_text(json.dumps(changed) + "\n")
    assert praxis.do("attest", "log", kept, code=3).sentence == (
        "praxis: Entry 1 was changed: its hash is not that of what it says."
    )
    told_of = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    (signed,) = [one for one in told_of if one["event"] == "signed"]
    assert (signed["root"], signed["facts"]) == ("0x" + attestation.root.hex(), len(facts))


def test_killed_again_and_again_it_goes_on_with_its_log(
    site: Site, praxis: Terminal, merged: DemoRepository, tmp_path: Path
) -> None:
    """SIGKILL while it signs, twice; each time it is asked for roots that nobody asked for before."""
    facts = proposed(praxis, merged)
    batches = {Batch(some).root: some for size in (1, 2, 3, 4) for some in permutations(facts, size)}
    roots, given = sorted(batches), dict[bytes, bytes]()
    assert len(roots) == 25  # pairs are hashed in either order
    database = f"sqlite:///{tmp_path / 'attester.db'}"
    words = serving(merged, "--key", ATTESTERS[0], "--database", database)
    for round_ in range(2):
        with started(praxis.environment, *words) as service, ThreadPoolExecutor(4) as threads:
            service.until_ready()
            remote = RemoteAttester(service.url)
            asked = [threads.submit(remote.attest, batches[root]) for root in roots[12 * round_ : 12 * round_ + 12]]
            next(one for one in as_completed(asked) if not one.exception())
            service.kill()
            for one in asked:
                if one.exception() is None:
                    given[one.result().root] = one.result().signature
    with started(praxis.environment, *words) as service:
        service.until_ready()
        remote = RemoteAttester(service.url)
        assert remote.attest(facts).root == Batch(tuple(facts)).root
        entries = remote.log(1, 100)
    assert check_log(entries).entries == len(entries)
    assert len(given) >= 2
    written = {bytes.fromhex(one["root"][2:]): bytes.fromhex(one["signature"][2:]) for one in entries}
    assert len(written) == len(entries)
    assert given.items() <= written.items()  # what anybody got is written down


def test_who_is_no_member_is_told_so_and_begins_once_they_are(
    site: Site, praxis: Terminal, merged: DemoRepository
) -> None:
    facts = proposed(praxis, merged)
    with started(praxis.environment, *serving(merged, "--key", STRANGER)) as service:
        stranger = site.address(STRANGER)
        assert service.said["member"] is False
        sentence = (
            f"{stranger} is no member of the Attesters {site.contracts['Attesters']}: its signature would not count."
        )
        assert service.until_ready(sentence)["ready"] is False
        assert service.get("/health").status_code == 503
        with pytest.raises(NetworkFailed, match="is no member of the committee"):
            RemoteAttester(service.url).attest(facts)
        praxis.do("attesters", "configure", "--add", stranger, "--quorum", 3, "--key", "test:0", "--yes")
        service.until_ready()
        assert RemoteAttester(service.url).attest(facts).attester == bytes.fromhex(stranger[2:])


def test_a_dry_run_judges_and_signs_nothing(praxis: Terminal, merged: DemoRepository) -> None:
    facts = proposed(praxis, merged)
    with started(praxis.environment, *serving(merged, "--dry-run")) as service:
        service.until_ready("It runs without a key (a dry run): it judges, and signs nothing.")
        remote = RemoteAttester(service.url)
        assert remote.agrees(facts) == [True] * len(facts)
        with pytest.raises(NetworkFailed, match=r"HTTP 503: This attester runs without a key \(a dry run\)"):
            remote.attest(facts)
        assert (service.get("/health").status_code, remote.log(1, 10)) == (503, [])


def test_a_key_behind_web3signer_signs(site: Site, praxis: Terminal, merged: DemoRepository, tmp_path: Path) -> None:
    """By a stand-in that signs `data` as it is where applyHash is false, as the real one documents."""
    member = site.node.accounts[int(ATTESTERS[0].removeprefix("test:"))]
    public = "0x" + PrivateKey(bytes(member.key)).public_key.to_bytes().hex()

    def web3signer(asked: Asked) -> bytes:
        if asked.line.startswith("GET"):
            return http(200, [public])
        assert asked.json["applyHash"] is False
        signature = KeySigner(bytes(member.key)).sign(bytes.fromhex(asked.json["data"][2:]))
        return http(200, b"0x" + signature.hex().encode())

    signed = {}
    with Answering(web3signer) as server:
        for name in (f"web3signer:{server.url}#{member.address}", ATTESTERS[0]):
            found = praxis.data("attest", "--repo", merged.path, "--key", name, "--all")
            signed[name] = [batch["signature"] for batch in found["attestation"]["batches"]]
    one, other = signed.values()
    assert one == other != []


def test_options_before_the_name_are_not_lost_in_silence(praxis: Terminal) -> None:
    assert praxis.do("attest", "--repo", "project.git", "serve", code=2).sentence == (
        "praxis: Options of praxis attest serve come after its name: praxis attest serve --repo …"
    )


def test_what_is_no_log_is_one_sentence(praxis: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("[]\n")
    for words, code, sentence in (
        ((file,), 2, f"{file} is not the log of an attester: give what --out wrote."),
        ((tmp_path / "none",), 2, f"{tmp_path / 'none'} cannot be read: No such file or directory."),
        (("http://127.0.0.1:1",), 4, "127.0.0.1:1 cannot be asked (ConnectError)."),
        (("ftp://host",), 2, "'ftp://host' is not the URL of an attester: it begins with https:// or http://."),
        ((file, "--after", "1"), 2, "'1' is not the end of a log: give NUMBER:0x…, as this command printed it."),
        ((file, "--out", tmp_path), 2, f"{tmp_path} cannot be written: Is a directory."),
    ):
        assert praxis.do("attest", "log", *words, code=code).sentence == f"praxis: {sentence}"


def test_what_keeps_it_from_starting_is_one_sentence(praxis: Terminal, merged: DemoRepository, tmp_path: Path) -> None:
    def refused(*words: object, code: int = 2, **environment: str) -> str:
        return praxis.do(*serving(merged, *words), code=code, **environment).sentence

    assert refused() == "praxis: Name the key that signs: --key NAME; or --dry-run to judge and sign nothing."
    assert refused("--key", "nobody").startswith("praxis: There is no key 'nobody': looked for ")
    assert refused("--key", "web3signer:nowhere") == ("praxis: Name a key behind Web3Signer as web3signer:URL#ADDRESS.")
    assert refused("--key", ATTESTERS[0], "--listen", "here") == (
        "praxis: 'here' is no place to listen: give HOST:PORT, e.g. 127.0.0.1:8645."
    )
    assert refused("--key", ATTESTERS[0], "--listen", "203.0.113.1:1") == (
        "praxis: Nothing can listen on 203.0.113.1:1: Cannot assign requested address."
    )
    assert refused("--key", ATTESTERS[0], "--database", "mysql://nowhere/x").startswith("praxis: mysql://nowhere/x")
    assert refused("--key", ATTESTERS[0], "--repo", merged.path) == "praxis: A repository is named twice."
    assert refused("--key", ATTESTERS[0], "--network", "http://127.0.0.1:1", code=4) == (
        "praxis: 127.0.0.1:1 cannot be reached: check the URL and that the node runs."
    )
    assert refused("--key", ATTESTERS[0], "--repo", "github:owner/name") == (
        "praxis: The webhook has no secret: set PRAXIS_WEBHOOK_SECRET to the one that its settings on the forge hold. "
        "Or say --no-webhook: then repositories are swept only."
    )
