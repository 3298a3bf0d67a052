"""Definitions by file or by name, and those that Cairn brings to start from."""

from importlib import resources
from pathlib import Path

from cairn.config.cli.output import InputFault


def starting_names():
    """List the names of the definitions to start from."""
    folder = resources.files("cairn.engine.measure").joinpath("starting")
    return sorted(one.name.removesuffix(".json") for one in folder.iterdir() if one.name.endswith(".json"))


def path_of(given):
    """Find a definition's file: a path, or the name of one to start from."""
    path = Path(given)
    if path.is_file():
        return path
    if given in starting_names():
        return Path(str(resources.files("cairn.engine.measure").joinpath("starting", f"{given}.json")))
    raise InputFault(
        f"There is no definition {given!r}. Give a file, or one of those to start from: "
        f"{', '.join(starting_names())}."
    )


def read(path):
    """Read and check a definition; every fault is told at once, by path and remedy."""
    from cairn.engine.measure.executable import DefinitionError, read_definition

    try:
        return read_definition(path.read_text(encoding="utf-8"), file=path.name)
    except UnicodeDecodeError as fault:
        raise InputFault(f"{path}: byte {fault.start + 1} is not UTF-8. Save it as UTF-8.") from None
    except DefinitionError as fault:
        raise InputFault(str(fault)) from None
