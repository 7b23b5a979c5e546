"""How a report is to look.  What it says does not depend on these."""

from __future__ import annotations

from compliance.messages import Lang
from compliance.struct import Struct


class Options(Struct):
    """width: cells of a terminal.  verbose: list also what is satisfied and what does not apply."""

    width: int = 100
    colour: bool = False
    lang: Lang = "ja"
    verbose: bool = False
