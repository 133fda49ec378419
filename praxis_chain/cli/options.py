"""The options that many commands share, and the session that they make of them.

    @bounty.command()
    @reads
    @click.argument("issue")
    def show(session: Session, issue: str) -> None: ...

`reads` is for commands that look at a deployment, `writes` for those that may send transactions to it.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ..core.errors import WrongInput
from .context import Consent, Session
from .params import BLOCK, BLOCK_HASH

Command = Callable[..., Any]

_FOLDER = click.Path(path_type=Path)

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else there.")

WHERE = (
    click.option("--network", help="RPC URL or IPC socket of the chain.  [PRAXIS_NETWORK]"),
    click.option("--chain-id", type=int, help="Refuse a chain with another id.  [PRAXIS_CHAIN_ID]"),
    click.option("--deployment", type=_FOLDER, help="Record of the deployment.  [PRAXIS_DEPLOYMENT]"),
    click.option("--data", type=_FOLDER, help="Folder of records and clones.  [PRAXIS_DATA]"),
)
WHO = (
    click.option("--key", help="Keystore that signs: a name, a path, or test:0 on a local chain.  [PRAXIS_KEY]"),
    click.option("--from", "sender", help="Without a key: the address to simulate as.  [PRAXIS_SENDER]"),
)
ASKED = (
    click.option("--yes", is_flag=True, help="Send without asking."),
    click.option("--dry-run", is_flag=True, help="Preview and simulate; send nothing."),
)
UNSIGNED = (click.option("--unsigned", is_flag=True, help="Print the transaction for another wallet; send nothing."),)

block = click.option("--block", type=BLOCK, help="A height, latest or finalized.  [default: the newest that is final]")
block_hash = click.option(
    "--block-hash", type=BLOCK_HASH, metavar="0x…", help="Hash of the block, from somewhere that you trust."
)
repo = click.option("--repo", help="github:owner/name, or a git repository: a folder or URL.  [PRAXIS_REPO]")
program = click.option("--program", help="Id of the program.  [PRAXIS_PROGRAM]")
trust_authors = click.option(
    "--trust-authors", is_flag=True, help="Take the authors of unsigned git commits at their word, marked unverified."
)
trusted_action = click.option("--action", default="", help="With --trust-authors: id of the action of all works.")

look_every = click.option(
    "--look-every", type=float, metavar="SECONDS", help="Between two sweeps of a repository.  [PRAXIS_LOOK_EVERY]"
)
stale_after = click.option(
    "--stale-after",
    type=float,
    metavar="SECONDS",
    help="How old a look may be that is acted on.  [PRAXIS_STALE_AFTER]",
)
repos = click.option("--repo", "repos", multiple=True, help="Repository to look at; repeat it.  [PRAXIS_REPO]")
database = click.option(
    "--database",
    envvar="PRAXIS_DATABASE",
    help="URL of its database.  [PRAXIS_DATABASE; default: SQLite in the data folder]",
)

second_rpc = click.option("--second-rpc", metavar="URL", help="Another node, which has to agree.")
all_headers = click.option(
    "--all-headers", is_flag=True, help="Read all headers, however many: no block can hold a log unseen."
)
recompile = click.option(
    "--recompile", is_flag=True, help="Compile the sources, with the solc at hand, and compare the code with that."
)
audit_database = click.option(
    "--database",
    envvar="PRAXIS_AUDIT_DATABASE",
    help="URL of a database that keeps what was read.  [PRAXIS_AUDIT_DATABASE; default: none]",
)

_SETTINGS = (
    "network", "chain_id", "deployment", "data", "key", "sender", "repo", "program", "look_every", "stale_after",
)  # fmt: skip


def require_after_its_name(context: click.Context, example: str) -> None:
    """Of a group that works by itself too: raises WrongInput where options of its own stand before a subcommand."""
    if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in context.params):
        path = f"{context.command_path} {context.invoked_subcommand}"
        raise WrongInput(f"Options of {path} come after its name: {path} {example} …")


def offline(function: Command) -> Command:
    """A command that looks at no chain; its first argument is the Session."""
    return _with(function, (as_json,))


def reads(function: Command) -> Command:
    """A command that looks at a deployment; its first argument is the Session."""
    return _with(function, (*WHERE, as_json))


def writes(function: Command) -> Command:
    """A command that sends: the same, with a key, and asking first."""
    return _with(function, (*WHERE, *WHO, *ASKED, *UNSIGNED, as_json))


def signs(function: Command) -> Command:
    """A command that signs something and sends nothing."""
    return _with(function, (*WHERE, *WHO, as_json))


def sends(function: Command) -> Command:
    """A command that sends what no other wallet could send for it: like `writes` without --unsigned."""
    return _with(function, (*WHERE, *WHO, *ASKED, as_json))


def _with(function: Command, options: tuple[Callable[[Command], Command], ...]) -> Command:
    @wraps(function)
    def run(**given: Any) -> Any:
        flags = {name: given.pop(name) for name in _SETTINGS if name in given}
        consent = Consent(*(given.pop(name, False) for name in ("yes", "dry_run", "unsigned")))
        with Session(flags, consent, as_json=given.pop("as_json", False)) as session:
            return function(session, **given)

    command: Command = run
    for option in reversed(options):
        command = option(command)
    return command
