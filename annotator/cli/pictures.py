"""The command `pictures`: writes pictures of a study, and a page per dyad, into a folder."""

from __future__ import annotations

import argparse

from annotator.cli.opening import opened


def pictures(arguments: argparse.Namespace) -> int:
    """Draws, writes and prints what was written; gives the exit code 0."""
    from annotator.app.verbs import picturing
    from annotator.app.verbs.leak_scan import told_of
    from annotator.app.verbs.noting import note_export, warning_of

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
        from annotator.app.qt.gui import drawing_ready
        from annotator.ui.charts.making import made_pictures, picture_files

        with drawing_ready():
            drawn = made_pictures(subject)
            content = picture_files(drawn.made, wish.formats)
            left_out = drawn.left_out
            del drawn  # its fonts must be gone before Qt is
        replaced = [name for name in content if (arguments.out / name).exists()]
        files = picturing.keep_pictures(arguments.out, content)
        untold = note_export(study, "pictures", files, with_text=arguments.with_text)
        said = picturing.said_on_pages(subject)
        told = told_of(study, said) if said else []
    print("\n".join(str(path) for path in files))
    for name in replaced:
        print(f"replaced: {name}")
    for each in left_out:
        print(f"left out: {each}")
    for each in filter(None, [*told, warning_of(untold)]):
        print(each)
    return 0
