"""Keeping what is known of repositories current: webhooks as hints, sweeps for what no webhook told."""

from .answers import KeptAnswers
from .git import GitPlace
from .github import GitHubPlace
from .patience import Patience
from .place import Place
from .receiver import Receiver
from .signature import read_secrets
from .watch import Freshness, Watch

__all__ = [
    "Freshness",
    "GitHubPlace",
    "GitPlace",
    "KeptAnswers",
    "Patience",
    "Place",
    "Receiver",
    "Watch",
    "read_secrets",
]
