"""Two programs that know nothing of this project and refuse books that are not in order: beancount and hledger."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence

import pytest

from praxis_chain.audit.books import as_beancount, as_hledger, double_entry
from praxis_chain.core.events import Event
from praxis_chain.core.ledger import Ledger
from tests.audit.story import WHERE

Write = Callable[[Sequence[Event], int | None], str]
Check = Callable[[str], str]
Bookkeeper = tuple[Write, Check]


def bean_check(text: str) -> str:
    """What `bean-check` says of the books: nothing if all is right."""
    from beancount import loader
    from beancount.ops.validation import HARDCORE_VALIDATIONS

    entries, errors, _ = loader.load_string(text, extra_validations=HARDCORE_VALIDATIONS)
    assert entries or errors
    return "\n".join(error.message for error in errors)


def hledger_check(text: str) -> str:
    """What `hledger check` says: nothing if all is right. A machine without it skips; continuous integration fails."""
    program = shutil.which("hledger")
    if program is None:
        assert not os.environ.get("CI"), "hledger is missing: run the tests as .ci/hledger ./praxis test"
        pytest.skip("hledger is not installed")
    checks = ["--strict", "payees", "ordereddates"]
    done = subprocess.run(
        [program, "-f", "-", "check", *checks], input=text, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode == 0) == (done.stderr == "")
    return done.stderr


def in_beancount(events: Sequence[Event], held: int | None = None) -> str:
    return "\n".join([*as_beancount(double_entry(Ledger.from_events(events, WHERE), events, held)), ""])


def in_hledger(events: Sequence[Event], held: int | None = None) -> str:
    return "\n".join([*as_hledger(double_entry(Ledger.from_events(events, WHERE), events, held)), ""])


BOOKKEEPERS: dict[str, Bookkeeper] = {
    "beancount": (in_beancount, bean_check),
    "hledger": (in_hledger, hledger_check),
}
