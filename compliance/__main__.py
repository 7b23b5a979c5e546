"""`python -m compliance` and the command `compliance`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    try:
        return _started()
    except KeyboardInterrupt:  # while the program itself was still being loaded
        if sys.stderr is not None:
            sys.stderr.write("\ncompliance: 中断しました（interrupted）。\n")
        return 130


def _started() -> int:
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        # The papers are found by their names, which a C locale cannot read: begin again with names in UTF-8.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    from compliance.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
