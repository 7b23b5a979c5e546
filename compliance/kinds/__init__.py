"""The kinds of value and how people write them: numbers, days and eras, periods of the Civil Code, names that mean the same."""
