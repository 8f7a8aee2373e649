"""Opening a study again and again without putting the same statements into words each time.

SQLAlchemy keeps what a statement is in SQL by connection; a program that opens studies all day
spends half of its time in saying the same again. What the database is told stays the same.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine

from annotator.storage import connection


def keep_statements() -> None:
    """Lets each opening in this process, and in its forks, find the statements of those before."""
    first = list[Engine]()

    def create(*arguments: Any, **named: Any) -> Engine:
        engine = create_engine(*arguments, **named)
        if not first:
            first.append(engine)
        engine.dialect, engine._compiled_cache = first[0].dialect, first[0]._compiled_cache
        return engine

    setattr(connection, create_engine.__name__, create)
