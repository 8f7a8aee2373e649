"""Alembic's entry: runs the migrations on the connection that storage hands over.

Storage has begun the transaction, turned the foreign keys off and works on a copy or a new
file; nothing is committed here.
"""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
