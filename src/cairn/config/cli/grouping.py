"""A command whose help shows its many options under headings."""

import click


class Grouped(click.Command):
    """A command with `headings`: the names of options under each, in the order in which they are shown."""

    def __init__(self, *args, headings, **kwargs):
        """Keep the headings; what none of them names stands under Options, at the end."""
        super().__init__(*args, **kwargs)
        self.headings = headings

    def format_options(self, ctx, formatter):
        """Show the options by heading."""
        named = {name for names in self.headings.values() for name in names}
        rest = [option.name for option in self.get_params(ctx) if option.name not in named]
        for heading, names in {**self.headings, "Options": rest}.items():
            records = [option.get_help_record(ctx) for option in self.get_params(ctx) if option.name in names]
            with formatter.section(heading):
                formatter.write_dl([record for record in records if record])
