"""One file that holds an audit and all that it rests on, and is checked without any network.

report = audit(network, record, bundle=Path("audit.praxis"))
report = check(Path("audit.praxis"), block_hash=bytes.fromhex("…"))
"""

from .check import check
from .content import Content
from .recording import Recording
from .write import write

__all__ = ["Content", "Recording", "check", "write"]
