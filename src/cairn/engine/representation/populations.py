"""Read the declared population of each constituency from a table."""

from typing import BinaryIO

from cairn.engine.opinion.faults import Faults
from cairn.engine.opinion.tables import Reading

MAX_BYTES = 10_000_000
REMEDY = "Write a whole number of people, in digits, from 1."


def read_populations(
    file: BinaryIO, *, name: str = "populations", max_bytes: int = MAX_BYTES
) -> dict[str, int]:
    """Read a CSV with the columns constituency and population.

    Raises: ExportFault, a ValueError, with every fault: a missing column, a blank cell, a population that is
    no whole number from 1, a constituency there twice.

    >>> import io
    >>> read_populations(io.BytesIO(b"constituency,population\\nNorth,1200"))
    {'North': 1200}
    """
    faults = Faults()
    table = Reading({name: file}, max_bytes, faults).table(name)
    faults.stop()
    which, how_many = table.columns("constituency", "population")
    found: dict[str, int] = {}
    for row, cells in table.rows():
        constituency, population = cells[which].strip(), cells[how_many].strip()
        if not constituency:
            faults.add(name, row, "constituency", "the cell is blank", "Fill it in, or delete the row.")
        elif constituency in found:
            faults.add(
                name, row, "constituency", f"{constituency} is there twice", "Delete one of the two rows."
            )
        elif not (population.isascii() and population.isdigit() and len(population) < 16 and int(population)):
            faults.add(name, row, "population", f"{population!r} is not a population", REMEDY)
        else:
            found[constituency] = int(population)
    faults.stop()
    return found
