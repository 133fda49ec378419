"""`praxis relay run` as its operator has it: a process that pays what is merged and attested, whatever fails."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.service import started, until
from tests.cli.steps import ATTESTERS, CONTRIBUTOR, RELAYER, STRANGER, USDC, fund
from tests.cli.terminal import Terminal


def attesting(repository: DemoRepository, key: str) -> tuple[object, ...]:
    listen = ("--listen", "127.0.0.1:0", "--look-every", "0.2")
    return ("attest", "serve", "--repo", repository.path, *listen, "--key", key)


def running(site: Site, repository: DemoRepository, attesters: list[str], *words: object) -> tuple[object, ...]:
    """A relayer that serves the program that pays at once, and hurries."""
    asked = [word for url in attesters for word in ("--attester", url)]
    pace = ("--listen", "127.0.0.1:0", "--look-every", "0.2", "--interval", "0.3")
    return ("relay", "run", "--repo", repository.path, *asked, "--program", site.prompt, *pace, *words)


@pytest.fixture
def committee(praxis: Terminal, merged: DemoRepository) -> Iterator[list[str]]:
    """URLs of two attesters' services."""
    with ExitStack() as stack:
        services = [stack.enter_context(started(praxis.environment, *attesting(merged, key))) for key in ATTESTERS[:2]]
        for service in services:
            service.until_ready()
        yield [service.url for service in services]


def test_what_is_merged_and_attested_is_paid_and_it_ends_when_told_to(
    site: Site, praxis: Terminal, merged: DemoRepository, committee: list[str]
) -> None:
    fund(praxis, merged, site.prompt)
    with started(praxis.environment, *running(site, merged, committee, "--key", RELAYER)) as relayer:
        assert relayer.said["relayer"] == site.address(RELAYER)
        assert relayer.said["quorum"] == 2
        until(lambda: site.usdc_of(CONTRIBUTOR) == 500 * USDC, "a payment")
        relayer.until_ready()
        counted = 'praxis_relay_steps_total{outcome="done",step="award"} 1.0'
        until(lambda: counted in relayer.get("/metrics").text, counted)
        until(lambda: relayer.get("/status").json()["lacking"] == [], "everything")
        code, told = relayer.stop()
    assert code == 0
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    done = [line["step"] for line in lines if line["event"] == "done"]
    assert [step for step in done if step == "award"] == ["award"]
    assert {line["event"] for line in lines} >= {"stored", "sent", "mined", "done"}


def test_once_does_what_there_is_to_do_and_tells_it(
    site: Site, praxis: Terminal, merged: DemoRepository, committee: list[str]
) -> None:
    fund(praxis, merged, site.prompt)
    words = running(site, merged, committee, "--key", RELAYER, "--once")
    said = praxis.data(*words)
    assert [step["step"] for step in said["pass"]["steps"]] == ["link", "admit", "lock", "award", "accrue"]
    assert all(step["hash"] for step in said["pass"]["steps"])
    assert site.usdc_of(CONTRIBUTOR) == 500 * USDC
    assert praxis.data(*words)["pass"]["steps"] == []


def test_one_attester_too_few_is_told_and_paid_once_there_are_enough(
    site: Site, praxis: Terminal, merged: DemoRepository, committee: list[str]
) -> None:
    fund(praxis, merged, site.prompt)
    said = praxis.run(
        *running(site, merged, [committee[0], "http://127.0.0.1:1"], "--key", RELAYER, "--once"), "--json"
    )
    assert said.code == 3
    data = json.loads(said.out)["data"]
    (work,) = [work for work in data["works"] if work["work"].endswith("/pull/3")]
    assert (work["state"], work["agreeing"]) == ("waiting for attesters", 1)
    assert work["attesters"][committee[0].removeprefix("http://")] == {"agrees": True, "why": None}
    assert work["attesters"]["127.0.0.1:1"]["agrees"] is None
    assert site.usdc_of(CONTRIBUTOR) == 0
    praxis.do(*running(site, merged, committee, "--key", RELAYER, "--once"))
    assert site.usdc_of(CONTRIBUTOR) == 500 * USDC


@pytest.mark.parametrize(
    ("keys", "databases"), [((RELAYER, STRANGER), 2), ((RELAYER, RELAYER), 2), ((RELAYER, RELAYER), 1)]
)
def test_two_relayers_at_once_pay_everything_once(
    site: Site, praxis: Terminal, merged: DemoRepository, committee: list[str], tmp_path: Path,
    keys: tuple[str, str], databases: int,
) -> None:  # fmt: skip
    fund(praxis, merged, site.prompt)
    with ExitStack() as stack:
        for number, key in enumerate(keys):
            database = f"sqlite:///{tmp_path}/relayer-{number % databases}.db"
            own = ("--key", key, "--data", tmp_path / f"data-{number}", "--deployment", site.record)
            stack.enter_context(
                started(praxis.environment, *running(site, merged, committee, *own, "--database", database))
            )
        until(lambda: site.usdc_of(CONTRIBUTOR) == 500 * USDC, "a payment")
        merged.push_work(5, "contributor", {"eight.txt": "done\n"}, closes=8)
        merged.merge(5, closes=8)
        praxis.do("bounty", "fund", merged.subject(8), 300, "--program", site.prompt, "--key", "test:1", "--yes")
        until(lambda: site.usdc_of(CONTRIBUTOR) == 800 * USDC, "a second payment")
    praxis.do("audit")
    assert site.usdc_of(CONTRIBUTOR) == 800 * USDC


def test_kill_minus_nine_and_a_new_start_pay_once(
    site: Site, praxis: Terminal, merged: DemoRepository, committee: list[str]
) -> None:
    site.node.request("evm_setAutomine", False)
    try:
        with started(praxis.environment, *running(site, merged, committee, "--key", RELAYER)) as relayer:
            until(lambda: site.node.request("txpool_status")["pending"] != "0x0", "a transaction")
            relayer.kill()
    finally:
        site.node.request("evm_setAutomine", True)
    fund(praxis, merged, site.prompt)
    with started(praxis.environment, *running(site, merged, committee, "--key", RELAYER)) as relayer:
        until(lambda: site.usdc_of(CONTRIBUTOR) == 500 * USDC, "a payment")
        code, _ = relayer.stop()
    assert code == 0


def test_a_node_that_is_down_at_the_start_is_waited_for(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    words = running(site, merged, ["http://127.0.0.1:1"], "--key", RELAYER, "--network", "http://127.0.0.1:1")
    said = praxis.do(*words, "--once", code=4)
    assert said.sentence == "praxis: 127.0.0.1:1 cannot be reached: check the URL and that the node runs."


def test_what_keeps_it_from_starting_is_one_sentence(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    def refused(*words: object, code: int = 2) -> str:
        return praxis.do("relay", "run", "--repo", merged.path, *words, code=code).sentence

    asked = ("--attester", "http://127.0.0.1:1")
    assert refused("--program", site.prompt, "--key", RELAYER) == (
        "praxis: Name the attesters to ask: --attester https://… (praxis attest serve), once for each."
    )
    assert refused(*asked, "--key", RELAYER) == (
        "praxis: Name the programs to serve: --program 0x… (praxis program list), or --all-programs, which spends gas "
        "on whatever anybody puts a few cents on."
    )
    assert refused(*asked, *asked, "--all-programs", "--key", RELAYER) == "praxis: An attester is named twice."
    assert refused(*asked, "--all-programs", "--program", site.prompt, "--key", RELAYER) == (
        "praxis: Say either --program or --all-programs."
    )
    assert refused(*asked, "--all-programs").startswith("praxis: This needs a key: --key NAME")
    assert refused("--attester", "nowhere", "--all-programs", "--key", RELAYER) == (
        "praxis: 'nowhere' is not the URL of an attester: it begins with https:// or http://."
    )
    assert refused(*asked, "--program", "0x" + "11" * 32, "--key", RELAYER).startswith(
        "praxis: There is no program 0x11"
    )
