"""Runs every feature of this folder.  The steps are those of the plugin `compliance.bdd`."""

from pytest_bdd import scenarios

scenarios(".")
