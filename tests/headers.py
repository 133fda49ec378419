"""The sentences of the contracts' headers, which are their specification."""

import re
from pathlib import Path

from praxis_chain.evm import artifacts

CONTRACTS = ("Facts", *artifacts.CONTRACTS)
SECTIONS = re.compile(r"(?:[A-Z][A-Z-]{2,}(?=  |$)|EVIDENCE )")  # ROLES, or NON-GOALS and two spaces
HEADER = re.compile(r"^/\*\n(.*?)^ \*/$", re.DOTALL | re.MULTILINE)
FOLDER = Path(__file__).parent.parent / "contracts"


def header_sentences(contract: str) -> list[str]:
    """In their order, with ids, roles and names of sections (but for those that have a line to themselves)."""
    header = HEADER.search((FOLDER / f"{contract}.sol").read_text(encoding="utf-8"))
    assert header is not None, f"{contract}.sol has no header"
    return [sentence for paragraph in _paragraphs(header[1]) for sentence in split(paragraph)]


def split(text: str) -> list[str]:
    """A full stop, a space and a capital letter, a digit or code: there a sentence begins."""
    found = re.split(r"(?<=\.) (?=[A-Z0-9`Σ])", " ".join(text.split()))
    return [sentence for sentence in found if sentence]


def _paragraphs(header: str) -> list[str]:
    """One ends at an empty line, at the next section, and at the next invariant or role: indented by three."""
    found = [""]
    for line in header.splitlines():
        text = line.removeprefix(" *")
        indent = len(text) - len(text.lstrip())
        section = SECTIONS.match(text.lstrip())
        if section or not text.strip() or indent == 3:
            found.append("")
        if section is None or section[0] != text.strip():
            found[-1] += " " + text
    return found
