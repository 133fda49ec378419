"""What the commands of this folder have in common: a wrong input gets one sentence, and nothing ends in a traceback."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from praxis_chain.core.errors import PraxisError, WrongInput

INTERRUPTED = 130  # the exit code of a shell's own commands after Ctrl-C


class Parser(argparse.ArgumentParser):
    """Says of a wrong argument what is wrong, and leaves the usage to --help."""

    def error(self, message: str) -> NoReturn:
        self.exit(WrongInput.exit_code, f"{message}; see ./{self.prog} --help\n")


def number(text: str) -> int:
    """The type of an argument that counts something: 1 or more."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return int(text)


def run(main: Callable[[Sequence[str]], int]) -> NoReturn:
    """Ends the process with the exit code of `main`, which gets the arguments, or of the error that it raises."""
    try:
        sys.exit(main(sys.argv[1:]))
    except PraxisError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
