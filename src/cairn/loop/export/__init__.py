"""Everything one collective holds, in open formats: what each package gives, put together in one archive."""

from cairn.loop.export.writing import write_export

__all__ = ["write_export"]
