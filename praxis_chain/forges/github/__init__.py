"""GitHub and GitHub Enterprise as a forge: REST, GraphQL and a mirror of one's own, read until they agree.

Its conventions stand in docs/github.md. `source` reads, `GitHubForge` collects evidence from what was read.
"""

from .forge import GitHubForge
from .readings import Readings

__all__ = ["GitHubForge", "Readings"]
