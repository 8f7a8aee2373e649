"""The study that has handed work out, as far as it takes to look at what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import Connection, select

from annotator.domain.codebook import Codebook
from annotator.domain.ids import Id
from annotator.domain.package import Package
from annotator.storage import journal, schema
from annotator.storage.erasure.returning import has_erased
from annotator.storage.fitting import Fitting
from annotator.storage.reading import study_id
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load
from annotator.storage.translating import versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """What a study knows by which it takes a file for its own; read once for all files.

    Attributes:
        head: number and hash of the journal's last entry, as of which all of this is.
        public: the study's key, None where it has handed nothing out.
        packages: what is out, by id.
        coders, rounds: their ids.
        books: the versions of its codebook by id.
        newest: the transcripts that no later version has replaced.
        fitting: whether a record can stand in it; it looks at no pairing.
        study: its connection where somebody was erased, of whom nothing may come back; else
            None, and another process can look at a file too.
        gone: texts that it has no more, from all files that are to be looked at.
    """

    study_id: Id
    head: tuple[int, str]
    public: bytes | None
    packages: Mapping[Id, Package]
    coders: frozenset[Id]
    rounds: frozenset[Id]
    books: Mapping[Id, Codebook]
    newest: frozenset[Id]
    fitting: Fitting
    study: Connection | None = field(default=None, repr=False)
    gone: Mapping[Id, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, study: Connection) -> Self:
        """That of a study, whose connection is in a transaction."""
        return cls(
            study_id=study_id(study),
            head=journal.head(study),
            public=study.execute(select(schema.study_key.c.public)).scalar(),
            packages={each.id: each for each in load(study, CODECS["package"])},
            coders=frozenset(study.execute(select(schema.coders.c.id)).scalars()),
            rounds=frozenset(study.execute(select(schema.rounds.c.id)).scalars()),
            books={each.id: each for each in load(study, CODECS["codebook"])},
            newest=frozenset(own[-1] for own in versions(study).values()),
            fitting=Fitting(study).apart(),
            study=study if has_erased(study) else None,
        )
