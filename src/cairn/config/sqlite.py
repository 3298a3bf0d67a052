"""A current SQLite for Django.

SQLite 3.7.0 to 3.51.2 can corrupt a database when a WAL file is reset while another connection reads
(fixed in 3.51.3), and many systems ship such a one. Where `pysqlite3` is installed it takes the place of
the standard library's module, before Django imports it.
"""

import sys


def use_current_sqlite() -> None:
    """Let every later `import sqlite3` give the newer library, if it is installed."""
    try:
        import pysqlite3
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
