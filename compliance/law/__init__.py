"""The statute as data: citations, the index of its units, the official text from e-Gov."""
