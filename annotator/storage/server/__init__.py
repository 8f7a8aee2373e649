"""A study on a PostgreSQL server: the same records and the same store, guarded by the server.

Each person has a login of their own. What a coder's login may not see, the server does not send:
its rows are policed one by one (row-level security), in the database itself, so that a query
typed by hand meets the same walls as this program.
"""
