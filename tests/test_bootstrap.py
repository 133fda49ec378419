"""The script at the root: what it decides, and how it behaves in a clone of its own.

There uv, npm and node are shell scripts, because the real ones would ask a package registry; the rest is real.
"""

import importlib.machinery
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


def load() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("bootstrap", str(ROOT / "praxis"))
    spec = importlib.util.spec_from_loader("bootstrap", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


bootstrap = load()


def test_an_old_python_is_named() -> None:
    assert bootstrap.complaint_about_python((3, 9), has_venv=True) == (
        "Python 3.11 or newer is needed and this is 3.9; install one and run this again"
    )
    assert bootstrap.complaint_about_python((3, 11), has_venv=True) is None


def test_a_python_without_venv_is_named() -> None:
    assert bootstrap.complaint_about_python((3, 12), has_venv=False) == (
        "Python's venv module is incomplete; install it (Debian and Ubuntu: apt install python3.12-venv)"
    )


def test_the_first_missing_program_is_named() -> None:
    assert bootstrap.complaint_about_programs(["git", "ssh-keygen"], {"git": "/usr/bin/git"}.get) == (
        "ssh-keygen is missing; install it and run this again "
        "(it comes with OpenSSH; Debian and Ubuntu: apt install openssh-client)"
    )
    assert bootstrap.complaint_about_programs(["git"], {"git": "/usr/bin/git"}.get) is None


def test_an_environment_is_kept_while_it_has_what_is_wanted() -> None:
    stamp = bootstrap.python_stamp(["local", "test"])
    assert bootstrap.extras_to_install(stamp, ["local"]) is None
    assert bootstrap.extras_to_install(stamp, ["test", "local"]) is None
    assert bootstrap.extras_to_install(stamp, ["lint"]) == ["lint", "local", "test"]


def test_an_environment_is_brought_up_to_date_when_the_dependencies_changed() -> None:
    stamp = {**bootstrap.python_stamp(["local", "test"]), "files": "of another version"}
    assert bootstrap.extras_to_install(stamp, ["local"]) == ["local", "test"]


def test_a_half_made_environment_is_finished() -> None:
    assert bootstrap.extras_to_install({}, ["local"]) == ["local"]
    assert bootstrap.extras_to_install({"root": str(ROOT)}, ["local"]) == ["local"]


def test_npm_packages_are_kept_while_the_lock_is_the_same() -> None:
    assert bootstrap.npm_to_install("core abc", "core", "abc") == ""
    assert bootstrap.npm_to_install("all abc", "core", "abc") == ""
    assert bootstrap.npm_to_install("core abc", "all", "abc") == "all abc"
    assert bootstrap.npm_to_install("all abc", "all", "def") == "all def"
    assert bootstrap.npm_to_install("", "core", "abc") == "core abc"
    assert bootstrap.npm_to_install("", "", "abc") == ""


def test_a_checker_gets_an_environment_of_its_own_and_keeps_it_while_its_requirements_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    requirements = tmp_path / "benchmarks" / "slither" / "requirements.txt"
    requirements.parent.mkdir(parents=True)
    requirements.write_text("slither-analyzer==0.11.6\n", encoding="utf-8")
    stamp = bootstrap.apart_to_install("slither")
    assert stamp.startswith(f"{tmp_path} ")

    kept = tmp_path / ".build" / "slither" / bootstrap.APART_STAMP
    kept.parent.mkdir(parents=True)
    kept.write_text(stamp, encoding="utf-8")
    assert bootstrap.apart_to_install("slither") == ""
    requirements.write_text("slither-analyzer==0.12\n", encoding="utf-8")
    assert bootstrap.apart_to_install("slither") not in ("", stamp)
    assert bootstrap.apart_to_install("") == ""


def test_anvil_brings_npm_whichever_command_asks_for_it() -> None:
    assert bootstrap.choose_verb(["audit"]).npm == ""
    assert bootstrap.choose_verb(["audit", "--network", "anvil"]).npm == "all"
    demo = bootstrap.choose_verb(["demo", "--network=anvil"])
    assert (demo.npm, demo.npm_optional, demo.programs) == ("all", False, ("git", "ssh-keygen"))
    assert bootstrap.choose_verb(["demo"]).npm_optional


def test_uv_and_npm_are_told_what_pip_knows() -> None:
    listing = "global.cert='/etc/ssl/own.pem'\nglobal.index-url='https://mirror.example/simple'\n:env:.timeout='9'\n"
    assert bootstrap.with_pips_settings({"PATH": "/bin"}, listing) == {
        "PATH": "/bin",
        "SSL_CERT_FILE": "/etc/ssl/own.pem",
        "NODE_EXTRA_CA_CERTS": "/etc/ssl/own.pem",
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
    }


def test_what_the_user_set_goes_before_what_pip_knows() -> None:
    listing = "global.cert='/etc/ssl/own.pem'\nglobal.index-url='https://mirror.example/simple'\n"
    own = {"SSL_CERT_FILE": "/mine.pem", "UV_DEFAULT_INDEX": "https://mine.example/simple"}
    assert bootstrap.with_pips_settings(own, listing) == own | {"NODE_EXTRA_CA_CERTS": "/mine.pem"}
    assert bootstrap.with_pips_settings({"NODE_EXTRA_CA_CERTS": "/node.pem"}, "") == {
        "NODE_EXTRA_CA_CERTS": "/node.pem"
    }


def test_caches_stay_in_the_checkout_where_there_is_no_home() -> None:
    homeless = bootstrap.environment_from({"PATH": "/bin"})
    assert homeless["UV_CACHE_DIR"] == str(ROOT / ".venv" / "cache" / "uv")
    assert homeless["PATH"] == f"{ROOT / '.venv' / 'bin'}:/bin"
    assert "UV_CACHE_DIR" not in bootstrap.environment_from({"PATH": "/bin", "HOME": str(ROOT)})


class Clone:
    """The script and what it reads, in a folder of its own, on a machine with only the programs given."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a clone"
        self.bin = folder / "bin"
        self.root.mkdir()
        self.bin.mkdir()
        for name in ("praxis", "pyproject.toml", "constraints.txt", "package-lock.json"):
            shutil.copy(ROOT / name, self.root / name)
        for name in ("sh", "git", "ssh-keygen", "mkdir", "cat", "chmod"):
            self.has(name)

    def has(self, name: str, script: str | None = None) -> None:
        place = self.bin / name
        place.unlink(missing_ok=True)
        if script is None:
            real = shutil.which(name)
            assert real is not None
            place.symlink_to(real)
        else:
            place.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            place.chmod(0o755)

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(self.root / "praxis"), *arguments],
            cwd=cwd or self.root,
            env={"PATH": str(self.bin), "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


# What installing leaves behind for these tests: a `praxis` that tells where and how it was called.
INSTALLS = """echo "$@" >> "$0.calls"
cat > .venv/bin/praxis <<'END'
#!/bin/sh
echo "in $(pwd -P) with $@"; exit 3
END
chmod +x .venv/bin/praxis"""


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_nothing_is_made_where_a_program_is_missing(clone: Clone) -> None:
    (clone.bin / "ssh-keygen").unlink()
    done = clone.run("demo")
    assert done.returncode == 2
    assert done.stderr.startswith("praxis: ssh-keygen is missing;")
    assert len(done.stderr.splitlines()) == 1
    assert not (clone.root / ".venv").exists()


def test_setting_up_goes_on_where_it_stopped_and_then_hands_over(clone: Clone, tmp_path: Path) -> None:
    clone.has("uv", "exit 1")
    stopped = clone.run("audit")
    assert stopped.returncode == 4
    assert "making a Python environment" in stopped.stderr
    assert stopped.stderr.splitlines()[-1] == (
        "praxis: the Python packages could not be installed, see above; run this again to go on"
    )

    clone.has("uv", INSTALLS)
    done = clone.run("audit", "--json", "a b", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stdout == f"in {tmp_path.resolve()} with audit --json a b\n"
    assert "making a Python environment" not in done.stderr
    assert (clone.bin / "uv.calls").read_text(encoding="utf-8").split()[-1] == ".[local]"

    again = clone.run("audit")
    assert (again.returncode, again.stderr) == (3, "")
    assert len((clone.bin / "uv.calls").read_text(encoding="utf-8").splitlines()) == 1


def test_the_demo_goes_on_without_npm_packages_and_compiling_does_not(clone: Clone) -> None:
    clone.has("uv", INSTALLS)
    clone.has("node", "echo v20.1.0")
    clone.has("npm", 'echo "$@" >> "$0.calls"; exit 1')
    demo = clone.run("demo")
    assert demo.returncode == 3
    assert demo.stdout == f"in {clone.root.resolve()} with demo\n"
    assert "a stand-in takes the place of USDC" in demo.stderr

    compiling = clone.run("compile")
    assert compiling.returncode == 4
    assert compiling.stderr.splitlines()[-1] == (
        "praxis: the npm packages could not be installed, see above; run this again to go on"
    )
    calls = (clone.bin / "npm.calls").read_text(encoding="utf-8").splitlines()
    assert len(calls) == 2
    assert all(call.startswith("ci --ignore-scripts ") and call.endswith(" --omit=optional") for call in calls)


def test_node_is_brought_in_only_where_it_is_needed(clone: Clone) -> None:
    clone.has("uv", INSTALLS)
    assert clone.run("demo").returncode == 3
    assert clone.run("compile").returncode == 4  # the uv of this test brings no npm
    calls = (clone.bin / "uv.calls").read_text(encoding="utf-8").splitlines()
    assert [call.split()[-1] for call in calls] == [".[local]", ".[local,node]"]


def test_a_moved_clone_is_set_up_again(clone: Clone) -> None:
    clone.has("uv", INSTALLS)
    clone.run("audit")
    moved = clone.root.with_name("moved")
    os.rename(clone.root, moved)
    clone.root = moved
    assert "making a Python environment" in clone.run("audit").stderr
    stamp = json.loads((moved / ".venv" / "praxis.json").read_text(encoding="utf-8"))
    assert (stamp["root"], stamp["extras"]) == (str(moved.resolve()), ["local"])


def test_a_checkers_packages_stay_out_of_the_projects_environment(clone: Clone) -> None:
    clone.has("uv", INSTALLS)
    clone.has("node", "echo v20.1.0")
    clone.has("npm", "mkdir -p node_modules")
    (clone.root / "benchmarks" / "slither").mkdir(parents=True)
    (clone.root / "benchmarks" / "slither" / "requirements.txt").write_text(
        "slither-analyzer==0.11.6\n", encoding="utf-8"
    )
    clone.run("slither")
    calls = (clone.bin / "uv.calls").read_text(encoding="utf-8").splitlines()
    given, ours = f"pip install --python {clone.root}", "-c constraints.txt -e .[local]"
    assert calls == [
        f"{given}/.venv/bin/python {ours}",
        f"{given}/.build/slither/bin/python -r benchmarks/slither/requirements.txt",
    ]


def test_a_process_of_the_suite_that_dies_ends_the_run_and_names_its_test(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    for number in range(6):
        dies = "import os; os.abort()" if number == 1 else "pass"
        (tmp_path / f"test_{number}.py").write_text(f"def test_first(): {dies}\ndef test_second(): pass\n")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist", *bootstrap.WHOLE_SUITE, "-n", "2"],
        cwd=tmp_path, env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert ended.returncode == pytest.ExitCode.TESTS_FAILED, ended.stdout
    assert "FAILED test_1.py::test_first" in ended.stdout
