"""The command line as a user has it: words in, exit code, stdout and stderr out. In this process, as that is fast."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner

from praxis_chain.cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The last line on stderr, which says why a command failed."""
        return self.err.strip().splitlines()[-1]


class Terminal:
    """Runs commands in an environment of its own: no terminal, nobody to ask."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)

    def run(self, *words: object, **environment: str) -> Said:
        """One command, whatever comes of it."""
        runner = CliRunner(mix_stderr=False)
        with runner.isolation(env=self.environment | environment) as (out, err):
            try:
                main([str(word) for word in words])
                code = -1
            except SystemExit as stopped:
                code = stopped.code if isinstance(stopped.code, int) else -1
            return Said(code, out.getvalue().decode(), err.getvalue().decode() if err else "")

    def do(self, *words: object, code: int = 0, **environment: str) -> Said:
        """One command that has to end with that code."""
        said = self.run(*words, **environment)
        assert said.code == code, f"{' '.join(map(str, words))} ended with {said.code}:\n{said.out}\n{said.err}"
        return said

    def data(self, *words: object, code: int = 0, **environment: str) -> Any:
        """The data of one command's JSON."""
        document = json.loads(self.do(*words, "--json", code=code, **environment).out)
        assert document["schema"] == "praxis-chain/1"
        assert document["command"] == " ".join(map(str, words))[: len(document["command"])]
        return document["data"]
