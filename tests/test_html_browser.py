"""The HTML report in a real browser: no rule of WCAG 2.2 AA that axe can test is broken, in either language.

Needs Chromium and axe-core; each is looked for in the environment (CHROMIUM, AXE), then where it usually is.  Skipped
where one of them is missing:

    npm install axe-core && pytest tests/test_html_browser.py
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from sample_report import DAY, clean, sample, unreadable

from compliance.finding import Report, Waiver
from compliance.report import render
from compliance.report.options import Options
from compliance.struct import replace

ROOT = Path(__file__).parents[1]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def browser() -> str:
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), "")


def axe() -> Path | None:
    places = (
        Path(os.environ.get("AXE", "")),
        *(d / "node_modules/axe-core/axe.min.js" for d in (ROOT, ROOT / "tests")),
    )
    return next((path for path in places if path.is_file()), None)


pytestmark = [
    pytest.mark.skipif(not browser(), reason="Chromium is not installed (CHROMIUM names another browser of its kind)"),
    pytest.mark.skipif(axe() is None, reason="axe-core is not installed (npm install axe-core, or AXE=…/axe.min.js)"),
]


def opened(page: str, script: str, folder: Path) -> dict[str, object]:
    """What a script finds out about a page.  The page's own policy would forbid it, so a copy without one is opened."""
    assert "Content-Security-Policy" in page
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    told = "document.documentElement.setAttribute('data-found', JSON.stringify(found))"
    page = page.replace("</body>", f"<script>{script}.then(found => {{ {told} }})</script></body>")
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=20000",
        f"--user-data-dir={folder}/profile",
    ]
    done = subprocess.run(
        [browser(), *flags, "--dump-dom", file.as_uri()], capture_output=True, timeout=120, check=True
    )
    found = re.search(r'data-found="([^"]*)"', done.stdout.decode("utf-8"))
    assert found, done.stderr.decode("utf-8", "replace")[-500:]
    answer: dict[str, object] = json.loads(unescape(found[1]))
    return answer


def waived() -> Report:
    waiver = Waiver("appi-114-1-2", "提案/0142", "試行のため。", "課長", DAY)
    return replace(sample(), waivers=(waiver, replace(waiver, rule="appi-114-1-4", expired=True)))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("reports", [[waived()], [sample(), clean(), unreadable()]], ids=["one", "several"])
def test_axe_finds_nothing(reports: list[Report], lang: str, tmp_path: Path) -> None:
    page = render("html", reports, Options(lang=lang, verbose=True))  # type: ignore[arg-type]
    code = axe()
    assert code is not None
    script = f"{code.read_text(encoding='utf-8')};\naxe.run({{runOnly: {TAGS}}})"
    script += ".then(r => ({passes: r.passes.length, broken: r.violations.map(v => [v.id, v.nodes[0].html])}))"
    found = opened(page, script, tmp_path)
    assert found["broken"] == []
    assert isinstance(found["passes"], int)
    assert found["passes"] > 15


def test_axe_would_find_something(tmp_path: Path) -> None:
    """A page without its language and with grey on grey is caught: the test above can fail."""
    page = (
        render("html", [sample()], Options())
        .replace('<html lang="ja">', "<html>")
        .replace("color: #333", "color: #ddd")
    )
    code = axe()
    assert code is not None
    script = f"{code.read_text(encoding='utf-8')};\naxe.run({{runOnly: {TAGS}}}).then(r => ({{broken: r.violations.map(v => v.id)}}))"
    assert {"html-has-lang", "color-contrast"} <= set(opened(page, script, tmp_path)["broken"])  # type: ignore[call-overload]
