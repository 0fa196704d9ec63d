"""A headless Chromium that shows cards as Anki's reviewer does, with the MathJax that Anki ships."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from tests.chromium import CHROMIUM, FLAGS

PHONE = {"width": 390, "height": 800}

REVIEWER = """<!doctype html><html><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/_anki/css/webview.css"><link rel="stylesheet" href="/_anki/css/reviewer.css">
<script src="/_anki/js/mathjax.js"></script><script src="/_anki/js/vendor/mathjax/tex-chtml-full.js"></script>
<script>window.bridgeCommand = () => {};</script><script src="/_anki/js/reviewer.js"></script>
</head><body class="card card1"><div id="qa"></div></body></html>"""

# Show one side of a card and say what became of its formulas. `noerrors` and `noundefined` make MathJax print
# what it rejects instead of failing: as an merror, and as red text.
SHOW = r"""async ([html, night]) => {
  await MathJax.startup.promise;
  document.documentElement.classList.toggle('night-mode', night);
  document.body.classList.toggle('nightMode', night);
  document.body.classList.toggle('night_mode', night);
  const qa = document.getElementById('qa');
  MathJax.typesetClear();
  await _updateQA(html, null, () => {}, () => {});  // Anki's own, which runs the card's script, too
  const rejected = [];
  let formulas = 0;
  for (const item of MathJax.startup.document.math) {
    formulas += 1;
    const mathml = MathJax.startup.toMML(item.root);
    if (/<merror|data-mjx-error/.test(mathml)) rejected.push(item.math);
    for (const unknown of mathml.matchAll(/<mtext[^>]*mathcolor="red"[^>]*>([^<]*)</g)) rejected.push(unknown[1]);
  }
  const words = qa.cloneNode(true);
  words.querySelectorAll('mjx-container, pre, code, style').forEach(element => element.remove());
  const left = [...words.textContent.matchAll(/\\[a-zA-Z()\[\]]+|[_^]\{|\$\$/g)].map(
    found => words.textContent.slice(Math.max(0, found.index - 20), found.index + 30));
  return {formulas, rejected, left, width: document.documentElement.scrollWidth};
}"""


def anki_web(cache: Path) -> Path:
    """The web files of the Anki that is installed, from the wheel `aqt`, unpacked into `cache` but once."""
    release = version("anki")
    web = cache / release
    if not web.exists():
        wheels = cache / "wheels"
        download = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels), f"aqt=={release}"]
        subprocess.run([sys.executable, *download], check=True, stderr=subprocess.DEVNULL)
        (wheel,) = wheels.glob("aqt-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.startswith("_aqt/data/web/")]
            archive.extractall(cache / "unpacked", names)
        (cache / "unpacked/_aqt/data/web").rename(web)
        shutil.rmtree(wheels)
        shutil.rmtree(cache / "unpacked")
    return web


@dataclass(frozen=True)
class Shown:
    """What a side of a card came to: formulas typeset, TeX rejected, TeX left as text, the page's width in pixels."""

    formulas: int
    rejected: list[str]
    left: list[str]
    width: int


@dataclass
class Reviewer:
    """The window in which cards are shown."""

    page: Page
    strayed: list[str]

    def resize(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": 800})

    def ask(self, script: str) -> Any:
        return self.page.evaluate(script)

    def show(self, html: str, *, night: bool = False) -> Shown:
        """Show one side of a card and wait until its formulas are typeset."""
        seen: dict[str, Any] = self.page.evaluate(SHOW, [html, night])
        return Shown(**seen)


@contextmanager
def reviewer(web: Path, media: Path) -> Iterator[Reviewer]:
    """A window of a phone's size; every request is answered from `web` and `media`, others are refused and noted."""
    strayed: list[str] = []

    def answer(route: Route) -> None:
        address = route.request.url
        path = address.removeprefix("http://anki.invalid/")
        folder, name = (web, path.removeprefix("_anki/")) if path.startswith("_anki/") else (media, path)
        if path == "card":
            route.fulfill(body=REVIEWER, content_type="text/html")
        elif address != path and (folder / name).is_file():
            route.fulfill(path=folder / name)
        else:
            strayed.append(address)
            route.abort()

    if CHROMIUM is None:
        pytest.skip("needs a Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), chromium_sandbox=False)
        page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
        page.route("**/*", answer)
        page.goto("http://anki.invalid/card")
        yield Reviewer(page, strayed)
        browser.close()
