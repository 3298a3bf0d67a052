"""What `cairn allocate` reads from the command line."""

import re
from fractions import Fraction

import click


class Amount(click.ParamType):
    """An exact amount of money above zero, such as 10 or 0.25."""

    name = "amount"
    wanted = "an amount above zero, such as 10 or 0.25"

    def convert(self, value, param, ctx):
        """Read the digits as an exact fraction."""
        if not re.fullmatch(r"[0-9]{1,15}([.][0-9]{1,6})?", str(value)) or not Fraction(value):
            self.fail(f"{value!r} is not {self.wanted}.", param, ctx)
        return Fraction(value)


class Step(Amount):
    """An amount, a part of the budget such as 1%, or "next"."""

    name = "step"
    wanted = "an amount above zero such as 10 or 0.25, a part of the budget such as 1%, or next"

    def convert(self, value, param, ctx):
        """Read an amount; keep "next" and a part of the budget, checked, as they are written."""
        if value == "next":
            return value
        if str(value).endswith("%"):
            super().convert(value[:-1], param, ctx)
            return value
        return super().convert(value, param, ctx)


class Limit(click.ParamType):
    """The most that may be spent on a category, such as sport=50000."""

    name = "category=amount"

    def convert(self, value, param, ctx):
        """Read a name and an amount."""
        name, _, amount = value.rpartition("=")
        if not name or not re.fullmatch(r"[0-9]{1,15}([.][0-9]{1,6})?", amount):
            self.fail(f"{value!r} is not a category and an amount, such as sport=50000.", param, ctx)
        return name, Fraction(amount)
