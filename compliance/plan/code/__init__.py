"""Model → Python source specialised to one rule set: a function for each item, definition and 推定.

The code is meant to be read (`compliance explain --plan`): it names things as the papers do, asks in the order of the
rule, and stops where nothing can change any more.  Truth is True, False, None (a fact is missing) or JUDGE (only a
person can settle it); of two unknowns None outweighs JUDGE.  A fact is a value, NONE, or None and UNKNOWN (not known).
What the code calls is in `words`.

`module` the whole · `items`, `fees` · `conditions`, `values` · `body` lines, names, and what is read already.
"""

from __future__ import annotations

from compliance.model import RuleSet
from compliance.plan.code.module import Writer
from compliance.vocabulary import Forms

__all__ = ["plan_source"]


def plan_source(rules: RuleSet, forms: Forms) -> str:
    """The source of the plan of a rule set."""
    return Writer(rules, forms).source()
