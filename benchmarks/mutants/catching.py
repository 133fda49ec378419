"""A pytest plugin: ends the run at the first test that fails, and writes down which one it was.

A test that cannot be set up is not one that failed: it is counted and passed over. That of a fixture which audits the
books once the test is over is. Used by `workplace.py`, in a copy of the project.
"""

import json
from pathlib import Path

import pytest

import praxis_chain

LONGEST_SENTENCE = 200


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--caught", required=True, help="the file to write, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    if not Path(praxis_chain.__file__).is_relative_to(config.rootpath):
        raise pytest.UsageError(f"these tests are of {config.rootpath}, but praxis_chain is not")
    config.pluginmanager.register(Catching(Path(config.getoption("--caught"))), "the-first-that-fails")


class Catching:
    def __init__(self, file: Path) -> None:
        self.file = file
        self.passed = self.not_set_up = 0
        self.test = self.said = ""
        self.session: pytest.Session | None = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.session = session

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.passed += report.passed and report.when == "call"
        self.not_set_up += report.failed and report.when == "setup"
        if report.failed and report.when != "setup" and not self.test and self.session:
            self.test, self.said = report.nodeid, sentence(report)
            self.session.shouldfail = "caught"

    def pytest_sessionfinish(self) -> None:
        found = {"test": self.test, "said": self.said, "passed": self.passed, "not_set_up": self.not_set_up}
        self.file.write_text(json.dumps(found), encoding="utf-8")


def sentence(report: pytest.TestReport) -> str:
    """The first line of what the test complained about."""
    crash = getattr(report.longrepr, "reprcrash", None)
    lines = str(crash.message if crash else report.longreprtext).strip().splitlines()
    return lines[0][:LONGEST_SENTENCE] if lines else ""
