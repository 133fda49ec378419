"""`praxis audit` with a hash of one's own, a second node and a bundle; `praxis audit check` without any network."""

from pathlib import Path

import pytest

from praxis_chain.evm import build
from praxis_chain.evm.compiler import compile_published
from tests.cli.conftest import Site
from tests.cli.terminal import Terminal


@pytest.fixture
def bundle(praxis: Terminal, tmp_path: Path) -> Path:
    path = tmp_path / "audit.praxis"
    said = praxis.do("audit", "--block", "latest", "--bundle", path)
    assert said.err.startswith(
        f"Written to {path}. Whoever knows the hash checks it without any network: praxis audit check"
    )
    return path


def head(site: Site) -> str:
    return str(site.node.request("eth_getBlockByNumber", "latest", False)["hash"])


def test_a_hash_of_ones_own(site: Site, praxis: Terminal) -> None:
    report = praxis.data("audit", "--block-hash", head(site))
    assert (report["assurance"]["level"], report["block"]["hash"]) == (3, head(site))
    assert praxis.data("audit", "--block", "latest")["assurance"]["level"] == 2
    said = praxis.do("audit", "--block-hash", "0x12", code=2)
    assert said.sentence.endswith("'0x12' is not the hash of a block: it should be 0x and 64 hex digits.")
    said = praxis.do("audit", "--block-hash", "0x" + "77" * 32, code=4)
    assert said.sentence.endswith("check the hash and the network.")


def test_a_second_node(site: Site, praxis: Terminal) -> None:
    url = praxis.environment["PRAXIS_NETWORK"]
    assert praxis.do("audit", "--block", "latest", "--second-rpc", url).out.endswith("Everything holds.\n")
    said = praxis.do("audit", "--block", "latest", "--second-rpc", "http://127.0.0.1:1", code=4)
    assert "127.0.0.1:1 cannot be reached" in said.sentence


def test_a_bundle_is_checked_where_there_is_no_network(site: Site, bundle: Path) -> None:
    nobody = Terminal({"PRAXIS_NETWORK": "http://127.0.0.1:1"})
    report = nobody.data("audit", "check", bundle, "--block-hash", head(site))
    assert (report["holds"], report["assurance"]["level"], report["finalized"]) == (True, 3, None)
    said = nobody.do("audit", "check", bundle)
    assert said.out.endswith("Everything holds.\n")
    assert "nobody here knows whether it is final" in said.out
    assert "whether the block is the chain's" in said.out


def test_the_sources_are_compiled_on_demand(praxis: Terminal, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("praxis_chain.audit.recompiling.compile_input", lambda _: compile_published(build.checkout()))
    for asked in (("audit", "--block", "latest"), ("audit", "check", bundle)):
        believing = praxis.do(*asked).out
        assert "whether the package's artifacts are what its sources make: nothing was compiled" in believing
        assert "The sources were compiled" not in believing
        said = praxis.do(*asked, "--recompile").out
        assert "whether the package's artifacts" not in said
        assert "that makes exactly the code of Attesters, Stakeholders, Prax and BountyEscrow.\n" in said
        assert said.endswith("Everything holds.\n")


def test_a_bundle_of_something_else_is_refused(site: Site, praxis: Terminal, bundle: Path) -> None:
    said = praxis.do("audit", "check", bundle, "--block-hash", "0x" + "77" * 32, code=3)
    assert f"{bundle} does not hold: it is of block " in said.sentence
    record = next(Path(praxis.environment["PRAXIS_DATA"]).glob("deployments/*.json"))
    assert praxis.do("audit", "check", bundle, "--deployment", record).code == 0
    other = bundle.with_name("other.json")
    other.write_text(record.read_text().replace('chain_id": 31337', 'chain_id": 1'))
    said = praxis.do("audit", "check", bundle, "--deployment", other, code=3)
    assert "it is of chain 31337, not 1" in said.sentence


def test_a_changed_bundle_is_refused_in_one_sentence(praxis: Terminal, bundle: Path) -> None:
    changed = bytearray(bundle.read_bytes())
    changed[len(changed) // 2] ^= 1
    bundle.write_bytes(changed)
    said = praxis.do("audit", "check", bundle, code=3)
    assert (
        said.err.strip()
        == f"praxis: {bundle} does not hold: it was changed or cut: its digest is not that of its content."
    )
    bundle.write_text("{}")
    assert "it is not a bundle" in praxis.do("audit", "check", bundle, code=2).sentence
    assert "No such file" in praxis.do("audit", "check", bundle.with_name("none"), code=2).sentence


def test_a_bundle_that_cannot_be_written(praxis: Terminal, tmp_path: Path) -> None:
    said = praxis.do("audit", "--block", "latest", "--bundle", tmp_path / "no" / "where", code=2)
    assert "The bundle cannot be written to" in said.sentence
