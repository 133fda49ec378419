"""The shape of the tree: who may import whom, which names say nothing, what must never be committed."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "praxis_chain"

# A room may import from itself and from these. `oracle.collect` alone stands for that one module.
MAY_IMPORT = {
    "core": set(),
    "evm": {"core"},
    "forges": {"core"},
    "oracle": {"core", "evm", "forges"},
    "store": {"core"},
    "service": {"core", "evm", "forges", "oracle", "store"},
    "audit": {"core", "evm", "oracle.collect", "oracle.judging", "oracle.remote", "store.engine"},
    "demo": {"core", "evm", "forges", "oracle", "audit"},
    "cli": {"core", "evm", "forges", "oracle", "store", "service", "audit", "demo"},
}
# core computes: it asks no chain, no network, no clock, no user.
NOT_IN_CORE = {"web3", "eth_account", "requests", "httpx", "urllib", "socket", "time", "subprocess", "click", "rich"}
SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "misc", "common", "tools"}


def imported(file: Path) -> Iterator[str]:
    """Full dotted names of everything a module imports, wherever in it: "praxis_chain.core.errors.WrongInput"."""
    package = file.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def modules(room: str) -> list[Path]:
    return sorted((PACKAGE / room).rglob("*.py"))


def tracked(*options: str) -> list[Path]:
    command = ["git", "ls-files", "-z", *options]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def test_every_folder_of_the_package_is_a_room() -> None:
    found = {file.relative_to(PACKAGE).parts[0] for file in PACKAGE.rglob("*.py")} - {"__init__.py"}
    assert found <= MAY_IMPORT.keys()


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_one_way(room: str) -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in modules(room)
        for name in imported(file)
        if name.startswith("praxis_chain.") and not name.startswith("praxis_chain.__")
        if name.split(".")[1] not in MAY_IMPORT[room] | {room}
        and not any(name.startswith(f"praxis_chain.{module}") for module in MAY_IMPORT[room] if "." in module)
    ]
    assert not wrong


def test_core_computes_and_nothing_else() -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in modules("core")
        for name in imported(file)
        if name.split(".")[0] in NOT_IN_CORE
    ]
    assert not wrong


def test_a_database_is_opened_with_every_table() -> None:
    """A module of the store that nobody imported has no table in it."""
    listed = ast.parse((PACKAGE / "store" / "__init__.py").read_text(encoding="utf-8"))
    imported_there = {alias.name for node in listed.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    made = {file.stem for file in modules("store") if "metadata,\n" in file.read_text(encoding="utf-8")}
    assert made
    assert made <= imported_there


def test_help_loads_none_of_the_slow_libraries() -> None:
    """They take longer to load than `praxis --help` may take; commands import them when they run."""
    code = (
        "import sys; sys.argv = ['praxis', '--help']\n"
        "from praxis_chain.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('LOADED', *sorted(set(sys.modules) & {'web3', 'eth_account', 'ape', 'requests', 'solcx', 'eth'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Usage: praxis" in done.stdout
    assert done.stdout.splitlines()[-1] == "LOADED"


def test_nothing_that_is_ignored_is_committed() -> None:
    assert tracked("--cached", "--ignored", "--exclude-standard") == []


def test_no_link_is_committed() -> None:
    """A link leads to where its committer kept something; `npm ci` empties the folder behind one."""
    listed = subprocess.run(["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line for line in listed.splitlines() if line.startswith("120000 ")] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not [file.relative_to(ROOT) for file in tracked() if file.stem.lower() in SAY_NOTHING]


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<![\w.~/-])/(?:root|work|home/\w+|Users/\w+|farm)/\w",
        r"registry\.npm|registry\.yarn",
        r"\bpypi\.org|pythonhosted\.org",
        r'"resolved":\s"http',
    ],
)
def test_nothing_is_tied_to_one_machine_or_registry(pattern: str) -> None:
    wrong = []
    for file in tracked():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [f"{file.relative_to(ROOT)}: {found[0]}" for found in re.finditer(pattern, text)]
    assert not wrong


def test_what_is_called_a_path_of_one_machine() -> None:
    pattern = r"(?<![\w.~/-])/(?:root|work|home/\w+|Users/\w+|farm)/\w"
    for part in ("root", "work", "home/somebody", "Users/somebody"):
        assert re.search(pattern, f"see /{part}/folder")
    for innocent in ("https://example.org/work/folder", "~/work/x", "tests/root/x", "issues/work/x", "/usr/bin/env"):
        assert not re.search(pattern, innocent)
