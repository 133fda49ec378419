"""Nothing is sent before somebody read what it is and said yes: in a real terminal, without one, for other wallets."""

import json
import os
import pty
import select
import subprocess
from collections.abc import Mapping

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.service import PRAXIS, ROOT
from tests.cli.steps import SPONSOR, STRANGER, USDC
from tests.cli.terminal import Terminal


def in_a_terminal(answer: str, words: list[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a command where somebody sits in front of it: exit code, and all that the screen showed."""
    screen, keyboard = pty.openpty()
    environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*PRAXIS, *words], stdin=keyboard, stdout=keyboard, stderr=keyboard, env=environment, close_fds=True
    )
    os.close(keyboard)
    shown, answered = b"", False
    try:
        while True:
            select.select([screen], [], [], 60)
            try:
                part = os.read(screen, 4096)
            except OSError:  # the other side is gone
                break
            if not part:
                break
            shown += part
            if b"[y/N]" in shown and not answered:
                os.write(screen, answer.encode() + b"\n")
                answered = True
        return process.wait(60), shown.decode()
    finally:
        os.close(screen)
        process.kill()
        process.wait()


def words_for(site: Site, repository: DemoRepository) -> list[str]:
    return ["bounty", "fund", repository.subject(7), "5", "--program", site.prompt, "--key", SPONSOR]


def test_no_means_no(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    code, shown = in_a_terminal("n", words_for(site, repository), praxis.environment)
    assert code == 1
    assert "Send these 2 transactions? [y/N]" in shown
    assert "praxis: Stopped; nothing more was done." in shown
    assert site.transactions(SPONSOR) == 0


def test_yes_means_yes(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    code, shown = in_a_terminal("y", words_for(site, repository), praxis.environment)
    assert code == 0, shown
    assert "fund the bounty: 0x" in shown
    assert site.usdc_of(SPONSOR) == 9_995 * USDC


def test_where_nobody_can_be_asked_nothing_is_sent(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    said = praxis.do(*words_for(site, repository), code=2)
    assert said.sentence == (
        "praxis: Nothing was sent, because nobody can be asked here: read the above, and say --yes if it is right."
    )
    assert "amount         5.00 USDC" in said.err
    assert site.transactions(SPONSOR) == 0


def test_looking_needs_no_key(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    words = ["bounty", "fund", repository.subject(7), "5", "--program", site.prompt, "--from", site.address(SPONSOR)]
    planned = praxis.data(*words, "--dry-run")
    assert (planned["sent"], [step["function"] for step in planned["transactions"]]) == (False, ["approve", "fund"])
    assert planned["transactions"][1]["simulation"] == "after the step before it"
    assert "This needs a key" in praxis.do(*words, "--yes", code=2).sentence


def test_another_wallet_sends_what_is_printed(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    said = praxis.do("program", "create", "--lock", "1h", "--from", site.address(STRANGER), "--unsigned")
    transaction = json.loads(said.out)
    assert transaction["from"] == site.address(STRANGER)
    assert (transaction["to"], transaction["chainId"]) == (site.contracts["BountyEscrow"], hex(31337))
    before = len(praxis.data("program", "list"))
    site.node.request("eth_sendTransaction", transaction)  # anvil holds the test accounts' keys, as a wallet does
    assert len(praxis.data("program", "list")) == before + 1


def test_a_refusal_ends_it_before_anybody_is_asked(site: Site, praxis: Terminal, repository: DemoRepository) -> None:
    code, shown = in_a_terminal(
        "y", ["attesters", "configure", "--quorum", "3", "--key", STRANGER], praxis.environment
    )  # fmt: skip
    assert code == 3
    assert "[y/N]" not in shown
    assert "only the contract's owner may do this" in shown
