"""Take everything a collective holds out of the house."""

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from cairn.loop.export import write_export
from cairn.record.actions import append
from cairn.record.export import Scope


@contextmanager
def export_collective(*, collective, by, at):
    """Put on the record that a collective was exported, and open the export: what anybody may read.

    The file is gone when it is closed.
    """
    append(collective.log, "collective_exported", collective, at=at, personal={"by": by.pk})
    with TemporaryDirectory(prefix="cairn-export-") as folder:
        path = Path(folder, f"{collective.slug}.zip")
        write_export(path, collective, Scope())
        yield path.open("rb")
