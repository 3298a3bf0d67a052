"""A command under test."""

import json

from click.testing import CliRunner

from cairn.config.cli import main


class Command:
    """Calls a command as a shell would: `Command("quality", "gaps")("counts.csv", "--json")`."""

    def __init__(self, *words):
        self.words = words

    def __call__(self, *arguments):
        """Run it and return how it ended, with what it wrote."""
        return CliRunner().invoke(main, [*self.words, *map(str, arguments)])

    def told(self, *arguments):
        """Return the one JSON object that it prints; it ended well."""
        answer = self(*arguments, "--json")
        assert answer.exit_code == 0, answer.output
        return json.loads(answer.stdout)
