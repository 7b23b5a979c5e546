"""Fuzzing, differential and metamorphic runs, crash rounds: what takes longer than a test may.

`python -m fuzz --help` names the commands; short forms of them are in tests/test_fuzz.py and tests/test_crash.py.
"""
