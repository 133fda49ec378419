"""What docs/audit/proofs.md shows to type does what it says."""

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "audit" / "proofs.md"


@pytest.mark.parametrize("town", ["anvil"], indirect=True)
def test_the_example_proves_what_the_node_says(town):
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    values: dict[str, Any] = {
        "url": town.network._process.url,
        "trusted_hash": town.header.hash,
        "escrow": town.token,
    }
    exec(compile(code, PAGE.name, "exec"), values)
    assert values["header"] == town.header
    assert values["words"] == {slot: town.storage(town.token, slot) for slot in (0, 1, 2)}
    assert values["logs"] == []
