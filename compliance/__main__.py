"""`python -m compliance` and the command `compliance`."""

from __future__ import annotations

import gc
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
    gc.set_threshold(200_000)  # nearly all that is made is kept until the end
    from compliance.cli import run

    code = run(sys.argv[1:])
    gc.freeze()  # the process is over: nothing is looked through once more to be thrown away
    return code


if __name__ == "__main__":
    sys.exit(main())
