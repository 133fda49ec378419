"""The SQLite files of a service, while it runs or not."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path


def databases(folder: Path) -> list[Path]:
    """SQLite's, which a service keeps in its folder."""
    return sorted(folder.glob("*.db"))


def delete_databases(folder: Path) -> None:
    """With what SQLite keeps beside them."""
    for database in databases(folder):
        for file in folder.glob(f"{database.name}*"):
            file.unlink()


def copy_databases(source: Path, target: Path) -> None:
    """As of one moment, also while somebody writes; what is in `target` goes."""
    if not source.exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    delete_databases(target)
    for database in databases(source):
        whole = target / f"{database.name}.new"
        with closing(sqlite3.connect(database)) as old, closing(sqlite3.connect(whole)) as new:
            old.backup(new)
        shutil.move(whole, target / database.name)
