"""Where the bundle starts: a child process of the app first, else the command line."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()

    from annotator.cli import main

    sys.exit(main())
