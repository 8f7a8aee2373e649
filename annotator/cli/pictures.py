"""The command `pictures`: writes pictures of a study, and a page per dyad, into a folder."""

from __future__ import annotations

import argparse
from dataclasses import replace

from annotator.app.interrupts import unstopped
from annotator.cli.looking import Leaving, StoppedError, refuse_without_words
from annotator.cli.opening import opened

FOUND = 1


def pictures(arguments: argparse.Namespace) -> int:
    """Draws, writes and prints what was written; gives 1 where words that were found stop it."""
    from annotator.app.verbs import picturing
    from annotator.app.verbs.noting import note_export, warning_of

    refuse_without_words(arguments)
    wish = picturing.wish_of(
        kinds=arguments.kind,
        formats=arguments.to,
        dyads=arguments.dyad or (),
        coder=arguments.coder,
        set_name=arguments.set,
        seed=arguments.seed,
        with_text=arguments.with_text,
    )
    with opened(arguments.study) as study:
        subject = picturing.subject_of(study.view, wish)
        said = picturing.said_on_pages(subject)
        leaving = Leaving(study, arguments)
        try:
            if said:
                leaving.look(said)
        except StoppedError:
            print("\n".join(["nothing is written", *leaving.lines()]))
            return FOUND
        subject = replace(subject, change=leaving.masked)
        with unstopped():
            from annotator.app.qt.gui import drawing_ready
            from annotator.ui.charts.making import made_pictures, picture_files

        with drawing_ready():
            drawn = made_pictures(subject)
            content = picture_files(drawn.made, wish.formats)
            left_out = drawn.left_out
            del drawn  # its fonts must be gone before Qt is
        replaced = [name for name in content if (arguments.out / name).exists()]
        files = picturing.keep_pictures(arguments.out, content)
        untold = note_export(
            study,
            "pictures",
            files,
            with_text=arguments.with_text,
            replaced=leaving.replaced,
        )
    print("\n".join(str(path) for path in files))
    for name in replaced:
        print(f"replaced: {name}")
    for each in left_out:
        print(f"left out: {each}")
    for each in filter(None, [*leaving.lines(), warning_of(untold)]):
        print(each)
    return 0
