"""A command whose first word may call another: `cairn map DIR` beside `cairn map merge FILE`."""

from itertools import pairwise
from pathlib import Path

import click


class WithWords(click.Command):
    """A command with further commands by a first word.

    Where something of that name is here, and nothing else on the line is, the word means that.
    """

    def __init__(self, *args, words, **kwargs):
        """Keep the further commands by their words."""
        super().__init__(*args, **kwargs)
        self.words = words

    def make_context(self, info_name, args, parent=None, **extra):
        """Hand over to the command that the first word calls."""
        if args and args[0] in self.words and not self._means_a_path(args):
            called = self.words[args[0]]
            return called.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def _means_a_path(self, args):
        takes_value = {
            name
            for option in self.params
            if isinstance(option, click.Option) and not option.is_flag
            for name in option.opts
        }
        others = [after for before, after in pairwise(args) if before not in takes_value]
        return Path(args[0]).exists() and not any(Path(other).exists() for other in others)

    def format_commands(self, formatter):
        """List the further commands."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(word, command.get_short_help_str(200)) for word, command in self.words.items()]
            )

    def format_options(self, ctx, formatter):
        """Show the options, then the further commands."""
        super().format_options(ctx, formatter)
        self.format_commands(formatter)
