"""Where settings come from, and keys and passwords, which are none."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from praxis_chain.cli.config import without_secrets
from praxis_chain.core.errors import PraxisError
from tests.cli.conftest import Site
from tests.cli.terminal import Terminal
from tests.cli.test_help import ROOT


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder, with nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in ("PRAXIS_NETWORK", "PRAXIS_DATA", "PRAXIS_KEY", "PRAXIS_REPO", "PRAXIS_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    return Terminal({"HOME": str(tmp_path), "COLUMNS": "200"})


def origins(terminal: Terminal, *words: object, **environment: str) -> dict[str, tuple[str, str]]:
    rows = terminal.data("config", "show", "--origin", *words, **environment)
    return {row["setting"]: (row["value"], row["origin"]) for row in rows}


def test_a_flag_beats_the_environment_beats_files_beat_defaults(bare: Terminal, tmp_path: Path) -> None:
    assert origins(bare)["network"] == ("http://127.0.0.1:8545", "default")
    (tmp_path / "praxis.toml").write_text('network = "http://toml"\nrepo = "toml"\nkey = "toml"\n')
    assert origins(bare)["network"] == ("http://toml", "praxis.toml")
    (tmp_path / ".env").write_text("PRAXIS_NETWORK=http://dotenv\nPRAXIS_KEY=dotenv\n")
    assert origins(bare)["network"] == ("http://dotenv", ".env")
    assert origins(bare, PRAXIS_NETWORK="http://environment")["network"] == ("http://environment", "environment")
    found = origins(bare, "--network", "http://flag", PRAXIS_NETWORK="http://environment")
    assert found["network"] == ("http://flag", "flag")
    assert found["key"] == ("dotenv", ".env")
    assert found["repo"] == ("toml", "praxis.toml")
    assert found["chain_id"] == ("", "default")


def test_a_setting_that_cannot_be_used_is_named(bare: Terminal, tmp_path: Path) -> None:
    said = bare.do("config", "show", code=2, PRAXIS_CHAIN_ID="one")
    assert said.sentence.startswith("praxis: The setting chain_id cannot be used: Input should be a valid integer")
    (tmp_path / "praxis.toml").write_text("network = ")
    assert "praxis.toml cannot be read: Invalid value" in bare.do("config", "show", code=2).sentence
    (tmp_path / "praxis.toml").write_text('netwrok = "x"\n')
    assert "praxis.toml sets 'netwrok', which is no setting: they are network," in bare.do(
        "config", "show", code=2
    ).sentence  # fmt: skip


def test_the_table_says_what_each_is_for(bare: Terminal) -> None:
    said = bare.do("config", "show", "--origin").out
    assert "chain_id" in said
    assert "what the chain's id has to be; another one is refused" in said
    assert "meaning" not in bare.do("config", "show").out


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("http://127.0.0.1:8545", "http://127.0.0.1:8545"),
        ("https://rpc.example.org/v2/0123456789abcdef", "https://rpc.example.org/…"),
        ("https://rpc.example.org:8443?key=secret", "https://rpc.example.org:8443/…"),
        ("https://user:secret@rpc.example.org", "https://rpc.example.org/…"),
        ("some-keystore", "some-keystore"),
    ],
)
def test_an_rpc_urls_secret_is_not_shown(value: str, shown: str) -> None:
    assert without_secrets(value) == shown


# -- keys -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def keystore(site: Site, tmp_path: Path) -> Path:
    """Of test:5, as ape keeps it: with its address, and a password."""
    from eth_account import Account

    encrypted = Account.encrypt(site.node.accounts[5].key, "correct horse", kdf="scrypt", iterations=2)
    encrypted["address"] = site.address("test:5")[2:].lower()
    path = tmp_path / "stranger.json"
    path.write_text(json.dumps(encrypted))
    return path


def test_a_keystore_signs_with_its_password(site: Site, praxis: Terminal, keystore: Path, tmp_path: Path) -> None:
    words = ("program", "create", "--lock", "2h", "--key", keystore, "--yes")
    assert praxis.data(*words, PRAXIS_PASSWORD="correct horse")["sent"]
    (tmp_path / "password").write_text("correct horse\n")
    words = ("program", "create", "--lock", "3h", "--key", keystore, "--yes")
    environment = {"PRAXIS_PASSWORD_FILE": str(tmp_path / "password")}
    terminal = Terminal({name: value for name, value in praxis.environment.items() if name != "PRAXIS_PASSWORD"})
    assert terminal.data(*words, **environment)["sent"]


def test_the_password_is_asked_for_last(site: Site, praxis: Terminal, keystore: Path) -> None:
    """Looking needs none: the address stands in the keystore."""
    terminal = Terminal({name: value for name, value in praxis.environment.items() if name != "PRAXIS_PASSWORD"})
    words = ("program", "create", "--lock", "2h", "--key", keystore)
    assert terminal.data(*words, "--dry-run")["transactions"][0]["simulation"] == "succeeds"
    sentence = terminal.do(*words, "--yes", code=2).sentence
    assert "is needed and nobody can be asked here: set PRAXIS_PASSWORD or PRAXIS_PASSWORD_FILE." in sentence
    assert "The password does not open" in terminal.do(*words, "--yes", code=2, PRAXIS_PASSWORD="wrong").sentence
    gone = terminal.do(*words, "--yes", code=2, PRAXIS_PASSWORD_FILE="no-file").sentence
    assert "PRAXIS_PASSWORD_FILE names no-file, which cannot be read." in gone


def test_test_keys_are_for_local_chains_only() -> None:
    from praxis_chain.cli.keyring import unlock
    from praxis_chain.core.errors import WrongInput

    class Remote:
        name = "rpc.example.org"

    with pytest.raises(WrongInput, match=r"test:0 is a key that everybody knows; rpc\.example\.org is no local chain"):
        unlock("test:0", Remote())  # type: ignore[arg-type]


# -- doctor -----------------------------------------------------------------------------------------------------------


def test_the_doctor_finds_everything(site: Site, praxis: Terminal) -> None:
    found = praxis.data("doctor", "--key", "test:0")
    answers = {answer["what"]: answer for answer in found["answers"]}
    assert found["well"] is True
    assert list(answers) == [
        "python", "git", "ssh-keygen", "node", "anvil", "solc", "settings", "chain", "deployment", "key",
        "service", "kms", "github", "webhook", "database",
    ]  # fmt: skip
    assert answers["deployment"]["says"].startswith("verified, recorded in ")
    assert site.address("test:0") in answers["key"]["says"]


def test_the_doctor_says_what_services_lack_and_shows_no_secret(praxis: Terminal, tmp_path: Path) -> None:
    nothing = praxis.do("doctor").out
    assert "ok       service     installed, for GitHub, and to run an attester or a relayer\n" in nothing
    assert "none     github      only needed for repositories on GitHub: GitHub needs credentials: set PRAX" in nothing
    assert (
        "none     webhook     only needed to be told at once what happens on GitHub: set PRAXIS_WEBHOOK_SEC" in nothing
    )
    assert "none     database    PRAXIS_DATABASE is not set: each service keeps a SQLite file of its own in" in nothing
    secrets = {"PRAXIS_GITHUB_TOKEN": "a-token", "PRAXIS_WEBHOOK_SECRET": "new-secret,old-secret"}
    database = f"sqlite:///{tmp_path}/praxis.db"
    everything = praxis.do("doctor", PRAXIS_DATABASE=database, **secrets).out
    assert "ok       github      a token is set\n" in everything
    assert "ok       webhook     two secrets are set: take the old one away once the new one is in use\n" in everything
    assert f"ok       database    SQLite, {tmp_path}/praxis.db\n" in everything
    assert not any(secret in everything for secret in ("a-token", "new-secret", "old-secret"))
    assert not (tmp_path / "praxis.db").exists()
    wrong = praxis.do("doctor", code=3, PRAXIS_DATABASE="postgresql+psycopg://u:hidden@127.0.0.1:9/x").out
    assert "MISSING  database    it does not answer, or its URL is not one: " in wrong
    assert "hidden" not in wrong


def test_the_doctor_names_the_extra_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from praxis_chain.cli import doctor_services

    monkeypatch.setattr(doctor_services, "find_spec", lambda name: None if name == "fastapi" else name)
    assert doctor_services.missing_of("service") == ["fastapi"]
    with pytest.raises(PraxisError, match=r"pip install 'praxis-chain\[service\]' \(fastapi\)$"):
        doctor_services._extra("service", "for GitHub")


def test_the_extras_bring_what_the_doctor_asks_for() -> None:
    """pyproject.toml names packages, the doctor modules."""
    from praxis_chain.cli.doctor_services import PACKAGES

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    called = {"pyjwt": "jwt", "prometheus-client": "prometheus_client"}
    for extra, modules in PACKAGES.items():
        names = [re.split(r"[\[<>=;]", requirement)[0] for requirement in extras[extra]]
        assert {called.get(name, name) for name in names} == set(modules)


def test_the_doctor_says_what_to_do(site: Site, praxis: Terminal, bare: Terminal) -> None:
    said = praxis.do("doctor", "--key", "nobody", code=3).out
    assert "MISSING  key         There is no key 'nobody'" in said
    missing = praxis.do("doctor", "--network", "http://127.0.0.1:9", code=3).out
    assert "MISSING  chain       127.0.0.1:9 cannot be reached" in missing
    assert "deployment" not in missing
    record = json.loads(site.record.read_text())
    record["contracts"]["Prax"]["address"] = record["contracts"]["Attesters"]["address"]
    Path("wrong.json").write_text(json.dumps(record))
    assert "MISSING  deployment  The deployment is not what it should be" in praxis.do(
        "doctor", "--deployment", "wrong.json", code=3
    ).out  # fmt: skip
    assert "finds no git" not in said
    nothing = praxis.do("doctor", code=3, PATH="").out
    assert "MISSING  git         install git 2.31 or later" in nothing
    assert "MISSING  ssh-keygen  install OpenSSH's client" in nothing
