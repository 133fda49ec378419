"""`praxis`: finds the command, and turns every error into one sentence and an exit code.

Commands are imported when they are called, so that `praxis --help` needs neither web3 nor pydantic.
"""

import os
import sys
from typing import Any

import click

from .. import __version__
from ..core.errors import PraxisError
from ..core.naming import printable
from .on_demand import OnDemand

DEBUG_VARIABLE = "PRAXIS_DEBUG"  # set: show where something unforeseen went wrong

# Command → the module of this package that has it under the same name, and its line in the help.
COMMANDS = {
    "demo": ("demo", "The whole way on one machine: from a real merge to paid USDC and a clean audit."),
    "compile": ("build", "Compile the contracts and write the artifacts."),
    "deploy": ("build", "Deploy the contracts, or go on with a deployment that stopped half way."),
    "verify": ("build", "Compare the deployed code and its immutables with the sources."),
    "seed": ("build", "Fill a local deployment's catalogue with example actions, rewards and a program."),
    "program": ("program", "Programs: the fixed rules of a set of bounties (create, show, list)."),
    "bounty": ("bounty", "Bounties: USDC on an issue (fund, authorize, list, show, refund)."),
    "award": ("award", "Awards: what was earned (list, release, direct, cancel)."),
    "link": ("link", "Make the statement that links a wallet to a contributor (submit, reject)."),
    "admit": ("admit", "Submit an attested standing."),
    "attesters": ("attesters", "The committee (show, configure, revoke)."),
    "prax": ("prax", "PRAX (action, accrue, revoke, recover, show, leaderboard)."),
    "attest": ("attest", "Judge a repository and sign what follows, as one attester."),
    "relay": ("relay", "Gather attestations and submit what a quorum signed."),
    "explain": ("explain", "Everything about one pull request: checks, facts, money, and what happens next."),
    "audit": ("audit", "Rebuild every balance from events and compare it with the chain."),
    "doctor": ("doctor", "Look at this machine, the settings and the chain, and say what is missing."),
    "config": ("config", "The settings in force (show, with --origin where each comes from)."),
}


class Praxis(OnDemand):
    """All commands."""

    on_demand = COMMANDS


@click.command(cls=Praxis, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="praxis")
def praxis() -> None:
    """Pay and recognise open work on chain: USDC bounties in escrow, PRAX for contribution.

    Settings come from flags, then PRAXIS_* variables, then .env, then praxis.toml, then defaults.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run and exit: 0 well, 1 internal, 2 wrong input, 3 refused or a check failed, 4 network, 5 incomplete."""
    try:
        code = praxis.main(arguments, prog_name="praxis", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except PraxisError as error:
        fail(str(error), error.exit_code)
    except click.UsageError as error:
        where = f" See `{error.ctx.command_path} --help`." if error.ctx else ""
        fail(error.format_message() + where, 2)
    except click.ClickException as error:
        fail(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        fail("Stopped; nothing more was done.", 1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except ModuleNotFoundError as error:
        fail(_not_installed(error), 2)
    except Exception as error:  # a mistake of ours: people get a sentence, and the traceback where they ask for it
        if os.environ.get(DEBUG_VARIABLE):
            raise
        words = f"{type(error).__name__}: {error}".partition("\n")[0]
        fail(f"Something unforeseen went wrong ({words}): report what it says with {DEBUG_VARIABLE}=1.", 1)


def _not_installed(error: ModuleNotFoundError) -> str:
    """Which extra brings a module that is not there. Raises the error again if none does."""
    from .doctor_services import PACKAGES

    module = (error.name or "").partition(".")[0]
    for extra, modules in PACKAGES.items():
        if module in modules:
            return f"This needs {module}, which is not installed: pip install 'praxis-chain[{extra}]'."
    raise error


def fail(sentence: str, code: int) -> None:
    """One sentence on stderr, and the exit code of its kind. Part of it may be a stranger's: it steers no terminal."""
    click.echo("\n".join(map(printable, f"praxis: {sentence}".split("\n"))), err=True)
    sys.exit(code)
