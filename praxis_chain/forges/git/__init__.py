"""The local git forge: issues are files, works `refs/pull/N/head`, people SSH keys, acts signed git commits.

Its conventions stand in docs/git-forge.md. `GitForge` collects; it judges nothing, and runs nothing of the repository.
"""

from ..statements.policy import POLICY_FILE, fingerprint
from .forge import GitForge
from .links import links_ref

__all__ = ["POLICY_FILE", "GitForge", "fingerprint", "links_ref"]
