"""deploy/: what starts the services on a server starts them here, by its own command lines, and they pay."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Site
from tests.cli.github_project import NAME, Project
from tests.cli.service import ROOT, Service, started, until
from tests.cli.steps import ATTESTERS, CONTRIBUTOR, RELAYER, SPONSOR, USDC
from tests.cli.terminal import Terminal
from tests.cli.test_help import ALL

DEPLOY = ROOT / "deploy"
ROLES = ("attester", "relayer")
PASSWORD = "of a keystore in a test"


def unit(role: str) -> dict[str, list[str]]:
    """What a unit sets, by name."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / f"praxis-{role}.service").read_text().splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def env_file(role: str) -> dict[str, str]:
    """What is set in the example, and what is only shown there."""
    lines = (DEPLOY / f"{role}.env").read_text().splitlines()
    pairs = [line.lstrip("#").partition("=") for line in lines if re.match(r"#?PRAXIS_", line)]
    return {name: value for name, _, value in pairs}


def words_of(role: str, arguments: str, folder: Path) -> list[str]:
    """The unit's own command line, with another port so that tests can run side by side."""
    (line,) = unit(role)["ExecStart"]
    program, *words = shlex.split(line)
    assert program == "/opt/praxis/bin/praxis"
    assert words.pop() == "$PRAXIS_ARGUMENTS"
    words += shlex.split(arguments)
    return [re.sub(r"^127\.0\.0\.1:\d+$", "127.0.0.1:0", word.replace("%d", str(folder))) for word in words]


def surroundings(role: str, folder: Path, given: dict[str, str]) -> dict[str, str]:
    """The unit's environment, after the example's with what an operator fills in."""
    own = dict(pair.split("=", 1) for pair in unit(role)["Environment"])
    placed = {name: value.replace("%d", str(folder)).replace("%S", str(folder)) for name, value in own.items()}
    filled = {name: given[name] for name in env_file(role) if name in given}
    Path(placed["HOME"]).mkdir()
    return filled | placed | {"PRAXIS_GITHUB_API": given["PRAXIS_GITHUB_API"]}


def credentials(site: Site, key: str, folder: Path) -> Path:
    """A keystore and its password, where systemd would put them."""
    from eth_account import Account

    folder.mkdir()
    account = site.node.accounts[int(key.removeprefix("test:"))]
    keystore = Account.encrypt(account.key, PASSWORD, kdf="pbkdf2", iterations=2)
    (folder / "key.json").write_text(json.dumps(keystore))
    (folder / "password").write_text(PASSWORD + "\n")
    return folder


@pytest.fixture
def praxis(on_github: Terminal) -> Terminal:
    return on_github


def test_the_units_start_what_pays(site: Site, praxis: Terminal, github: Project, tmp_path: Path) -> None:
    said = praxis.data("link", "--contributor", "github:@contributor", "--key", CONTRIBUTOR)
    github.github.gist("contributor", {said["place"]: said["message"]})
    work = github.github.make_work(NAME, "contributor", "maintainer")
    funded = ("--repo", github.repo, "--program", site.prompt, "--key", SPONSOR, "--yes")
    praxis.do("bounty", "fund", work.issue, "500", *funded)
    given = {
        "PRAXIS_NETWORK": praxis.environment["PRAXIS_NETWORK"], "PRAXIS_DEPLOYMENT": str(site.record),
        "PRAXIS_PROGRAM": site.prompt, "PRAXIS_WEBHOOK_SECRET": "a secret", **github.environment,
    }  # fmt: skip
    fast = f"--repo {github.repo} --look-every 0.2"
    with ExitStack() as running:

        def start(role: str, key: str, name: str, arguments: str) -> Service:
            folder = credentials(site, key, tmp_path / name)
            words = words_of(role, arguments, folder)
            environment = surroundings(role, folder, given)
            return running.enter_context(started(environment, *words, folder=folder))

        attesters = [start("attester", key, f"attester-{n}", fast) for n, key in enumerate(ATTESTERS[:2])]
        for one in attesters:
            one.until_ready()
        asked = " ".join(f"--attester {one.url}" for one in attesters)
        relayer = start("relayer", RELAYER, "relayer", f"{fast} {asked} --program {site.prompt} --interval 0.2")
        until(lambda: site.usdc_of(CONTRIBUTOR) == 500 * USDC, "a payment")
        relayer.until_ready()
        assert praxis.data("explain", work.pull, "--repo", github.repo)["links"][0]["state"] == "linked"


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_units_are_what_systemd_understands(role: str, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze")
    text = (DEPLOY / "systemd" / f"praxis-{role}.service").read_text()
    copied = tmp_path / f"praxis-{role}.service"
    copied.write_text(text.replace("/opt/praxis/bin/praxis", sys.executable))
    done = subprocess.run([analyze, "verify", str(copied)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_examples_hold_settings_that_there_are_and_no_secret(role: str) -> None:
    from praxis_chain.cli.settings import Settings

    known = {f"PRAXIS_{name.upper()}" for name in Settings.model_fields} | {
        "PRAXIS_GITHUB_TOKEN", "PRAXIS_GITHUB_APP_ID", "PRAXIS_GITHUB_APP_KEY_FILE", "PRAXIS_WEBHOOK_SECRET",
        "PRAXIS_DATABASE", "PRAXIS_ARGUMENTS",
    }  # fmt: skip
    found = env_file(role)
    assert found.keys() <= known
    assert {found[name] for name in ("PRAXIS_GITHUB_TOKEN", "PRAXIS_WEBHOOK_SECRET")} == {""}
    command = ALL[("attest", "serve") if role == "attester" else ("relay", "run")]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in found["PRAXIS_ARGUMENTS"].split() if word.startswith("--")} <= options


def test_the_containers_start_what_the_units_start(role: str) -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    service = compose["services"][role]
    (shell,) = service["command"]
    (line,) = unit(role)["ExecStart"]
    contained = shell.removeprefix("exec ").replace("$$", "$").replace("0.0.0.0", "127.0.0.1")
    assert contained.replace(f"/run/secrets/{role}-key.json", "%d/key.json") == line.removeprefix("/opt/praxis/bin/")
    assert set(service["secrets"]) == {f"{role}-key.json", f"{role}-password"} <= compose["secrets"].keys()
    assert service["environment"] == {"PRAXIS_PASSWORD_FILE": f"/run/secrets/{role}-password"}
    (volume,) = service["volumes"]
    assert volume == f"{role}:/var/lib/praxis"
    assert role in compose["volumes"]
    (published,) = service["ports"]
    host, outer, inner = published.split(":")
    assert host == "127.0.0.1"
    assert f":{inner} " in line
    assert outer == inner
    assert f"http://127.0.0.1:{inner}/health" in service["healthcheck"]["test"][-1]


def test_the_image_holds_what_it_copies() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for word in line.split()[:-1]]
    assert all((ROOT / name).exists() for name in copied)
    needed = {"pyproject.toml", "README.md", "LICENSE", "praxis_chain"}  # by the build, see pyproject.toml
    assert needed <= set(copied)
