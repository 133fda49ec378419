"""docs/cli.md, run as it stands: every command of it in its order, on a chain of one's own."""

import json
import shlex
from pathlib import Path

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import USDC
from tests.cli.terminal import Terminal
from tests.cli.test_help import ALL, ROOT

REFUSED = "refused until"  # a comment that says so: exit code 3


def lines() -> list[str]:
    """Those of all code blocks, joined where they go on."""
    blocks = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8").split("```sh\n")[1:]
    return [line for block in blocks for line in block.partition("```")[0].replace("\\\n", " ").splitlines()]


def test_every_command_of_the_document_runs(
    site: Site, begun: DemoRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    repository = _ready(begun, tmp_path)
    terminal = Terminal({**site.terminal.environment, "PRAXIS_DATA": ".praxis", "HOME": str(tmp_path)})
    program = ""
    for line in lines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["export"]:
            terminal.environment["PRAXIS_PROGRAM"] = program
        if words[:1] != ["praxis"] or "--every" in words:
            continue
        command = ALL[tuple(words[1:3])] if tuple(words[1:3]) in ALL else ALL[(words[1],)]
        asks = "yes" in {parameter.name for parameter in command.params}
        said = terminal.do(*words[1:], *(["--yes"] if asks else []), code=3 if REFUSED in line else 0)
        program = next((one.split()[1] for one in said.out.splitlines() if one.startswith("program: 0x")), program)
        if words[1] == "link":
            _publish(repository)
    (award,) = terminal.data("award", "list")
    assert (award["amount"], award["now"]) == (250 * USDC, "cancelled")


def _ready(begun: DemoRepository, folder: Path) -> DemoRepository:
    """Work on issue 7 is merged in project.git; the contributor's public key is where people have it."""
    repository = begun.copied_to(folder / "shared")
    repository.admit(repository.key("contributor").contributor, "resident", "they live here")
    repository.push_work(3, "contributor", {"seven.txt": "done\n"}, closes=7)
    repository.merge(3, closes=7)
    (folder / "project.git").symlink_to(repository.path)
    (folder / ".ssh").mkdir()
    (folder / ".ssh" / "id_ed25519.pub").write_text(repository.key("contributor").public + "\n")
    return repository


def _publish(repository: DemoRepository) -> None:
    stated = dict(line.split(": ") for line in Path("link.txt").read_text().splitlines() if ": " in line)
    repository.publish_link(
        "contributor", stated["Wallet"], int(stated["Linked-at"]), stated["Wallet-signature"],
        chain_id=31337, stakeholders=_stakeholders(),
    )  # fmt: skip


def _stakeholders() -> str:
    (record,) = Path(".praxis/deployments").glob("*.json")
    return str(json.loads(record.read_text())["contracts"]["Stakeholders"]["address"])
