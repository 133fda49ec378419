"""What strangers wrote on chain, for formats in which a character may mean something."""

from urllib.parse import quote


def safe(text: str) -> str:
    """One word that no format takes for anything else: all but the characters of canonical names is percent-encoded,
    which can be undone."""
    return quote(text, safe=":/+", errors="replace")
