"""Opens a database that may come from anywhere: plain tables are read, and nothing else happens."""

import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlanki.readback.unpacking import LARGEST_COLLECTION, chunks_of
from mlanki.readback.wire import of_type

SECONDS = 3.0  # of computing; the largest collection that is read takes a second or so
STEPS = 10_000  # of SQLite's machine between two looks at the clock
MOST_ROWS = 200_000
LONGEST_VALUE = 2**24  # bytes

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 20,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 2,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 10_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 8,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
}


@dataclass(frozen=True, slots=True)
class Database:
    """A database and the names of its tables, those with rows of their own: a view or a virtual table computes them."""

    connection: sqlite3.Connection
    tables: frozenset[str]

    def select(self, columns: str, table: str, order: str = "") -> sqlite3.Cursor:
        """Those columns of every row of `table`. Raises `ValueError` where there is no such table."""
        if table not in self.tables:
            raise ValueError(f"it has no table {table}")
        return self.connection.execute(f"SELECT {columns} FROM {table}{order and f' ORDER BY {order}'}")  # noqa: S608

    def rows(self, table: str, columns: Mapping[str, type], order: str = "") -> Iterator[tuple[Any, ...]]:
        """The same for columns of known types. Raises `TypeError` for values of others."""
        for number, row in enumerate(self.select(", ".join(columns), table, order)):
            if number == MOST_ROWS:
                raise ValueError(f"{table} has more than {MOST_ROWS} rows")
            yield tuple(of_type(kind, value) for kind, value in zip(columns.values(), row, strict=True))


@contextmanager
def database_in(archive: zipfile.ZipFile, name: str) -> Iterator[Database]:
    """The database that is a member of a zip, read only.

    Raises `sqlite3.Error`, also where reading it does not end, and `ValueError` where it is too large.
    """
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "collection"
        with file.open("wb") as database:
            database.writelines(chunks_of(archive, name, LARGEST_COLLECTION))
            if database.tell() > 20:
                database.seek(18)
                database.write(b"\x01\x01")  # they may ask for a log beside the file
        with _opened(file) as found:
            yield found


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        for limit, most in LIMITS.items():
            connection.setlimit(limit, most)
        end = time.thread_time() + SECONDS
        connection.set_progress_handler(lambda: time.thread_time() > end, STEPS)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA mmap_size = 0")
        connection.create_collation(
            "unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold())
        )
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        tables = frozenset(of_type(str, name) for (name,) in found)
        connection.set_authorizer(_allow_reading)
        yield Database(connection, tables)
    finally:
        connection.close()


def _allow_reading(action: int, table: str | None, *_: str | None) -> int:
    """SQLite asks for each thing that a query would do; functions in columns and views are such things too."""
    is_reading = action == sqlite3.SQLITE_SELECT or (action == sqlite3.SQLITE_READ and table is not None)
    return sqlite3.SQLITE_OK if is_reading else sqlite3.SQLITE_DENY
