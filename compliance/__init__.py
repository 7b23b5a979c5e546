"""`compliance`: reviews proposals for anonymized personal information held by public bodies against the Act.

The whole flow is on one page in `run.py`; ARCHITECTURE.md has the diagram.
"""

__version__ = "0.1.0"
