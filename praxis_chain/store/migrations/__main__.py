"""Writes the next migration: python -m praxis_chain.store.migrations "say what changes"."""

import pkgutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from alembic import command

import praxis_chain.store as store

from ..engine import open_store
from . import make_config

for module in pkgutil.iter_modules(store.__path__):
    import_module(f"{store.__name__}.{module.name}")  # each adds its tables
config = make_config()
versions = Path(__file__).parent / "versions"
with tempfile.TemporaryDirectory() as folder:
    engine = open_store(f"sqlite:///{folder}/praxis.db")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        number = f"{len(list(versions.glob('[0-9]*.py'))) + 1:04}"
        command.revision(config, sys.argv[1], autogenerate=True, rev_id=number)
    engine.dispose()
