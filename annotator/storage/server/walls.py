"""Who may read and write which rows: roles, rights and policies of a study on a server.

Four roles without a login: the owner of the tables, and one each for PIs, readers and coders.
Every table has row-level security, forced on its owner too. A table that is not named here is
the PI's alone, so that what a later version brings is shut until somebody opens it.

Rights go by column: so no login reads the hidden columns `ctid` and `xmin`, whose numbers tell
how much others write.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.storage import schema
from annotator.storage.rows.parting import OWNED_PARTS
from annotator.storage.server import given
from annotator.storage.server.connecting import SCHEMA
from annotator.storage.server.tables import (
    CHAINED,
    CODERS_TABLES,
    CUT,
    columns_of,
    name_of,
)
from annotator.storage.server.withheld import BESIDE, EXAMPLES, QUOTED, QUOTES, WITHHELD

_CALLED = "called"
"""By what name a PI has let a login in, which PIs alone read."""
_ATTRIBUTES = f"(SELECT {SCHEMA}.lets('attributes'))"
_MEASURES = f"(SELECT {SCHEMA}.lets('measures'))"
_READABLE = f"transcript_id IN (SELECT id FROM {SCHEMA}.transcripts)"

CODERS_READ: dict[str, str] = {
    **dict.fromkeys(
        (
            "study", "accounts", "questions", "codebooks", "code_sets", "codes", "scales",
            "anchors", "rounds",
        ),
        "true",
    ),
    **given.DESIGN,
    "coders": f"id = (SELECT {SCHEMA}.own_coder())",
    "transcripts": given.READ_TEXTS,
    **dict.fromkeys(("turns", "stops", "asides", "asked"), _READABLE),
    "participant_attributes": f"{_ATTRIBUTES} AND participant_id IN "
    f"(SELECT id FROM {SCHEMA}.participants)",
    "dyad_attributes": f"{_ATTRIBUTES} AND dyad_id IN (SELECT id FROM {SCHEMA}.dyads)",
    "measures": _MEASURES,
    "scores": f"{_MEASURES} AND session_id IN (SELECT id FROM {SCHEMA}.sessions)",
    "erasures": "true",  # that, and when; not of whom
    "erased_payloads": f"chain = (SELECT {SCHEMA}.own_chain())",
}  # fmt: skip
"""By table of the PI's: which rows a coder reads."""

CODERS_WRITE: dict[str, str] = {
    **dict.fromkeys((*CODERS_TABLES, *OWNED_PARTS), "SELECT INSERT UPDATE DELETE"),
    "openings": "SELECT INSERT",
    "tombstones": "SELECT INSERT DELETE",
    "journal": "SELECT INSERT",
    "journal_payloads": "SELECT INSERT",
    "journal_head": "SELECT UPDATE",
}
"""By table that is cut: what a coder may do with the rows of the own piece."""

_SECRET = ("study_key", "work", "erased_records", "erased_words")
"""What a reader does not read either."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the roles of one study; they stand for the whole server."""

    prefix: str

    @property
    def owner(self) -> str:
        """Owns schema and tables."""
        return f"{self.prefix}_owner"

    @property
    def pi(self) -> str:
        """Sees and does all."""
        return f"{self.prefix}_pi"

    @property
    def reader(self) -> str:
        """Sees all and changes nothing; who reads the consensus alone stands with the coders."""
        return f"{self.prefix}_reader"

    @property
    def coder(self) -> str:
        """Sees design, texts and the own work."""
        return f"{self.prefix}_coder"

    def of(self, role: str) -> str:
        """The role that a person's login gets."""
        return {"pi": self.pi, "reader": self.reader}.get(role, self.coder)

    @property
    def groups(self) -> tuple[str, str, str]:
        """Those of people."""
        return (self.pi, self.reader, self.coder)


def statements(roles: Roles) -> Iterator[str]:
    """What puts the walls up, or puts them up anew."""
    everyone = ", ".join(roles.groups)
    yield f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {everyone}"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {SCHEMA} TO {everyone}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM PUBLIC, {everyone}"
    for name in ("tombstones_pi", *(f"{each}_chains_pi" for each in CHAINED)):
        yield from _shut(name)
    for table in schema.metadata.sorted_tables:
        name, columns = name_of(table), columns_of(table)
        yield from _shut(name)
        yield from _policies(table.name, name, columns, roles)
        if table.name in CHAINED:
            yield from _chain_view(table.name, columns[1:], roles)
    yield from _own_tables(roles)


def _shut(name: str) -> Iterator[str]:
    yield f"ALTER TABLE {SCHEMA}.{name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {SCHEMA}.{name} FORCE ROW LEVEL SECURITY"
    for policy in ("everything", "reading", "own_reading", "own"):
        yield f"DROP POLICY IF EXISTS {policy} ON {SCHEMA}.{name}"


def _policies(table: str, name: str, columns: list[str], roles: Roles) -> Iterator[str]:
    on = f"ON {SCHEMA}.{name}"
    yield f"CREATE POLICY everything {on} TO {roles.pi} USING (true) WITH CHECK (true)"
    yield f"GRANT {rights('SELECT INSERT UPDATE DELETE', columns)} {on} TO {roles.pi}"
    # Who may see no row of a whole table may yet ask for them: it is empty then.
    yield f"GRANT {rights('SELECT', columns)} {on} TO {roles.reader}"
    if table not in CUT:
        told = [each for each in columns if each.strip('"') not in WITHHELD.get(table, ())]
        yield f"GRANT {rights('SELECT', told)} {on} TO {roles.coder}"
    if table in BESIDE:
        yield f"GRANT SELECT ({BESIDE[table]}) {on} TO {roles.pi}, {roles.coder}"
    if table not in _SECRET:
        yield f"CREATE POLICY reading {on} FOR SELECT TO {roles.reader} USING (true)"
    if table in CODERS_READ:
        rule = CODERS_READ[table]
        yield f"CREATE POLICY own_reading {on} FOR SELECT TO {roles.coder} USING ({rule})"


def rights(names: str, columns: list[str]) -> str:
    """Rights by column, but for the deletion, which is of rows."""
    listed = ", ".join(columns)
    return ", ".join(each if each == "DELETE" else f"{each} ({listed})" for each in names.split())


def _chain_view(table: str, columns: list[str], roles: Roles) -> Iterator[str]:
    on = f"ON {SCHEMA}.{table}"
    yield f"GRANT {rights('SELECT INSERT UPDATE DELETE', columns)} {on} TO {roles.pi}"
    yield f"GRANT {rights('SELECT', columns)} {on} TO {roles.reader}"


def _own_tables(roles: Roles) -> Iterator[str]:
    """Those that a file has not: who has a login, what the schema is, which texts are quoted."""
    tables = (
        ("homes", ["coder_id", "home"], f"USING (coder_id = {SCHEMA}.own_coder())"),
        ("logins", ["login", "coder_id", "role", _CALLED], "USING (login = session_user)"),
        ("laid", ["version", "prefix", "walls"], "USING (true)"),
        ("examples", [*EXAMPLES, QUOTES], f"USING ({QUOTED})"),
    )
    for name, columns, rule in tables:
        yield from _shut(name)
        on = f"ON {SCHEMA}.{name}"
        yield f"CREATE POLICY everything {on} TO {roles.pi} USING (true) WITH CHECK (true)"
        yield f"GRANT {rights('SELECT INSERT UPDATE DELETE', columns)} {on} TO {roles.pi}"
        for policy, role in (("reading", roles.reader), ("own_reading", roles.coder)):
            yield f"CREATE POLICY {policy} {on} FOR SELECT TO {role} {rule}"
            told = [
                each
                for each in columns
                if each != _CALLED and (each != QUOTES or role == roles.reader)
            ]
            yield f"GRANT {rights('SELECT', told)} {on} TO {role}"


def expected(roles: Roles) -> set[tuple[str, ...]]:
    """Table, name and role of each policy there should be."""
    found: set[tuple[str, ...]] = set()
    for table in schema.metadata.sorted_tables:
        own = {"everything": roles.pi}
        if table.name not in _SECRET:
            own["reading"] = roles.reader
        if table.name in CODERS_READ:
            own["own_reading"] = roles.coder
        found |= {(name_of(table), policy, role) for policy, role in own.items()}
    for name in ("homes", "logins", "laid", "examples"):
        own = {"everything": roles.pi, "reading": roles.reader, "own_reading": roles.coder}
        found |= {(name, policy, role) for policy, role in own.items()}
    return found
