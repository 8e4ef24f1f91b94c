"""Each statement is put into SQL once for all the databases of a test run, of which nearly every test has one
of its own: the engines of one kind share their dialect and the statements that it has compiled."""

from collections.abc import MutableMapping
from typing import Any, ClassVar, Self

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine.default import DefaultDialect

_COMPILED: MutableMapping[Any, Any] = {}
"""By dialect and statement, as SQLAlchemy keeps them for one engine."""


class _Shared(DefaultDialect):
    """There is one object of each class."""

    _one: ClassVar[Any] = None

    def __new__(cls, **_settings: Any) -> Self:
        if "_one" not in vars(cls):
            cls._one = super().__new__(cls)
        one: Self = cls._one
        return one

    def __init__(self, **settings: Any) -> None:
        if not vars(self):
            super().__init__(**settings)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_COMPILED)


class SharedSQLite(_Shared, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class SharedPostgreSQL(_Shared, PGDialect_asyncpg):
    supports_statement_cache = True


def share_dialects() -> None:
    """From now on, for all engines to come."""
    registry.register("sqlite.aiosqlite", __name__, SharedSQLite.__name__)
    registry.register("postgresql.asyncpg", __name__, SharedPostgreSQL.__name__)
