"""How a report is to look.  What it says does not depend on these."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.messages import Lang


@dataclass(frozen=True, slots=True)
class Options:
    """width: cells of a terminal.  verbose: list also what is satisfied and what does not apply."""

    width: int = 100
    colour: bool = False
    lang: Lang = "ja"
    verbose: bool = False
