"""`python -m compliance` and the command `compliance`."""

from __future__ import annotations

import sys


def main() -> int:
    from compliance.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
