"""Opens a database that may come from anywhere: plain tables are read, and nothing else happens."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mlanki.readback.unpacking import FREE_SIZE, Packed, chunks_of
from mlanki.scratch import scratch

SECONDS = 3.0  # of computing for the smallest package; the largest takes in proportion
STEPS = 10_000  # of SQLite's machine between two looks at the clock
FREE_ROWS, SHORTEST_ROW = 50_000, 20  # how many rows any package may have, and bytes of it for each one more
LONGEST_VALUE = 2**24  # bytes
LOGGED = slice(18, 20)  # the bytes of the header that ask for a log

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


T = TypeVar("T")


def of_type(kind: type[T], value: object) -> T:
    """The value. Raises `TypeError` where it is of another kind, `ValueError` where it is half a character."""
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} expected, and found {type(value).__name__}")
    if isinstance(value, str):
        value.encode()  # JSON can name the halves of a character
    return value


@dataclass(frozen=True, slots=True)
class Database:
    """A database and the names of its tables, those with rows of their own: a view or a virtual table computes them."""

    connection: sqlite3.Connection
    tables: frozenset[str]
    most_rows: int
    size: int  # bytes

    def select(self, columns: str, table: str, order: str = "") -> sqlite3.Cursor:
        """Those columns of every row of `table`. Raises `ValueError` where there is no such table."""
        if table not in self.tables:
            raise ValueError(f"it has no table {table}")
        return self.connection.execute(f"SELECT {columns} FROM {table}{order and f' ORDER BY {order}'}")  # noqa: S608

    def rows(self, table: str, columns: Mapping[str, type], order: str = "") -> Iterator[tuple[Any, ...]]:
        """The same for columns of known types. Raises `TypeError` for values of others.

        Rows may have words that the database holds but once, as the default of their column.
        """
        left = self.size
        for number, row in enumerate(self.select(", ".join(columns), table, order)):
            left -= sum(len(value) for value in row if isinstance(value, str | bytes))
            if number == self.most_rows:
                raise ValueError(f"{table} has more than {number} rows")
            if left < 0:
                raise ValueError(f"{table} has more words than the database")
            yield tuple(of_type(kind, value) for kind, value in zip(columns.values(), row, strict=True))


@contextmanager
def database_in(packed: Packed, name: str) -> Iterator[Database]:
    """The database that is a member of a zip, read only; the larger the zip, the more it may hold.

    Raises `sqlite3.Error`, also where reading it does not end, and `ValueError` where it is too large.
    """
    with scratch() as folder:
        file = folder / "collection"
        size = _unpack(packed, name, file)
        with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection:
            yield _secured(connection, packed, size)


def _unpack(packed: Packed, name: str, file: Path) -> int:
    """Unpack a database, which may be larger than memory, and tell its size; two bytes may ask for a log beside it."""
    with file.open("wb") as stream:
        for chunk in chunks_of(packed, name, packed.most):
            stream.write(chunk)
        size = stream.tell()
        if size > LOGGED.stop:
            stream.seek(LOGGED.start)
            stream.write(b"\x01\x01")
    return size


def _secured(connection: sqlite3.Connection, packed: Packed, size: int) -> Database:
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    end = time.thread_time() + SECONDS * (1 + packed.size / FREE_SIZE)
    connection.set_progress_handler(lambda: time.thread_time() > end, STEPS)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA mmap_size = 0")
    connection.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
    tables = frozenset(of_type(str, name) for (name,) in found)
    connection.set_authorizer(_allow_reading)
    return Database(connection, tables, FREE_ROWS + packed.size // SHORTEST_ROW, size)


def _allow_reading(action: int, table: str | None, *_: str | None) -> int:
    """SQLite asks for each thing that a query would do; functions in columns and views are such things too."""
    is_reading = action == sqlite3.SQLITE_SELECT or (action == sqlite3.SQLITE_READ and table is not None)
    return sqlite3.SQLITE_OK if is_reading else sqlite3.SQLITE_DENY
