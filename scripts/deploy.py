"""Deploy the contracts, or go on with a deployment that stopped: `ape run deploy`, the same as `praxis deploy`."""

import click

from praxis_chain.cli.main import main as praxis


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def cli(arguments: tuple[str, ...]) -> None:
    """Deploy the contracts, or go on with a deployment that stopped half way."""
    praxis(["deploy", *arguments])


if __name__ == "__main__":
    cli()
