"""The same evaluation, fast and without reasons: generated Python code, and its cache."""
