"""Finds MathJax for the preview: the copy that the extra `preview` installs, else the one on the usual CDN."""

from importlib.util import find_spec
from pathlib import Path

# The version that Anki ships; its bundle with all packages of TeX.
BUNDLE = "tex-chtml-full.js"
CDN = f"https://cdn.jsdelivr.net/npm/mathjax@3.2.2/es5/{BUNDLE}"
FOLDER = "mathjax"


def installed_mathjax() -> Path | None:
    """The folder of an installed copy; None where the extra `preview` is not installed."""
    spec = find_spec("mathjax")
    for place in (spec.submodule_search_locations if spec else None) or ():
        folder = Path(place) / "static" / "mathjax" / "es5"
        if (folder / BUNDLE).is_file():
            return folder
    return None


def mathjax_files() -> tuple[str, dict[str, bytes]]:
    """The address of MathJax for a site, and the files that must then stand in it."""
    source = installed_mathjax()
    if source is None:
        return CDN, {}
    files = {f"{FOLDER}/{BUNDLE}": (source / BUNDLE).read_bytes()}
    licence = source.parent / "LICENSE"
    if licence.is_file():
        files[f"{FOLDER}/LICENSE"] = licence.read_bytes()
    for font in sorted((source / "output/chtml/fonts/woff-v2").glob("*.woff")):
        files[f"{FOLDER}/{font.relative_to(source).as_posix()}"] = font.read_bytes()
    return f"{FOLDER}/{BUNDLE}", files
