"""The frame of an HTML page that needs nothing else: no script, no font, no picture, one style sheet allowed by its hash."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from compliance.messages import Lang


def style() -> str:
    return Path(__file__).with_name("report.css").read_text(encoding="utf-8")


def policy(css: str) -> str:
    """The Content-Security-Policy of a page with this style sheet."""
    hashed = b64encode(sha256(css.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"


def page(title: str, body: str, lang: Lang) -> str:
    """A page around markup of our own making."""
    css = style()
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(css)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{css}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
