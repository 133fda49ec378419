"""Deliberate bugs, put into the contracts one at a time: each has to make a test fail. `./praxis mutants`."""
