"""The entry point for pytest: the steps of scenarios, where pytest-bdd is installed; otherwise nothing."""

from importlib.util import find_spec

pytest_plugins = ("compliance.bdd",) if find_spec("pytest_bdd") else ()
