"""How every command of this folder leaves its figures behind: one JSON file each, committed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def write_figures(file: Path, figures: Any) -> None:
    """As people and `git diff` read it best; a number stays the same text as long as it is the same number."""
    file.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def today() -> str:
    """The date of a run, ISO 8601, UTC."""
    return datetime.now(UTC).date().isoformat()
