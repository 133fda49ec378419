"""What `./praxis model` recorded: of these contracts, and of everything that can be done with them.

Not beside the model's own tests, which may catch a deliberate bug: this notices any change of a contract.
"""

import sys
from importlib.util import find_spec

import pytest

from benchmarks.contracts import CONTRACTS, code_hashes
from benchmarks.model import record
from benchmarks.model.__main__ import main
from benchmarks.model.chain import Chain
from praxis_chain.core.errors import WrongInput
from praxis_chain.evm import artifacts
from praxis_chain.evm.local_usdc import package_folder


def test_the_record_is_of_these_contracts() -> None:
    """`benchmarks/model.json` says so much and no more: run `./praxis model` where a contract does something else."""
    kept = record.read()
    assert kept["actions"] >= record.FEWEST
    assert kept["disagreements"] == 0
    assert sum(kept["accepted"].values()) + sum(kept["refused"].values()) == kept["actions"]
    assert kept["contracts"] == code_hashes()


# Renounced is never taken back, so nothing could follow. The other three are called by the escrow or within a
# multicall: what they do is compared there.
NEVER_ALONE = {
    *("attesters.renounceOwnership", "prax.renounceOwnership"),
    *("attesters.requireAttested", "attesters.requireAllAttested", "escrow.permit"),
}


def test_the_recorded_run_had_every_function_accepted() -> None:
    """Whatever a transaction can change; but PRAX never moves from wallet to wallet."""
    kept = record.read()
    changing = {
        f"{role}.{function['name']}"
        for role, contract in zip(("attesters", "stakeholders", "prax", "escrow"), CONTRACTS, strict=True)
        for function in artifacts.load(contract).abi
        if function["type"] == "function" and function["stateMutability"] not in ("view", "pure")
    }
    assert changing - NEVER_ALONE <= kept["accepted"].keys()
    assert changing >= NEVER_ALONE
    assert {"prax.transfer", "prax.transferFrom", "prax.approve"} <= kept["refused"].keys() - kept["accepted"].keys()


@pytest.mark.skipif(find_spec("pyrevm") is None, reason="there is no pyrevm for this machine")
@pytest.mark.skipif(package_folder() is None, reason="needs Circle's bytecode: npm ci")
def test_a_short_run_leaves_the_record_alone(capsys: pytest.CaptureFixture[str]) -> None:
    before = record.FILE.read_bytes()
    assert main(["--actions", "5", "--length", "5"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "nothing written: a record takes 100,000 actions"
    assert record.FILE.read_bytes() == before


def test_a_machine_without_pyrevm_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrevm", None)
    with pytest.raises(WrongInput, match=r"^pyrevm, on which the model plays, is for Linux on x86-64 with Python"):
        Chain(0)
