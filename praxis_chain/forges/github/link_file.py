"""What the file of a gist is called that links a wallet. (By itself, as whoever makes one needs no session.)"""

import re

LINK_FILE = re.compile(r"praxis-[1-9][0-9]*-0x[0-9a-f]{40}\.txt")


def link_file(chain_id: int, stakeholders: str) -> str:
    """The file's name for one Stakeholders contract on one chain."""
    return f"praxis-{chain_id}-{stakeholders.lower()}.txt"
