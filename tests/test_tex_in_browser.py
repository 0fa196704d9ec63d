"""What MathJax makes of TeX in a real browser: what is on the list only typesets, what is not stays words."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from mlanki.preview import Site, site_files
from mlanki.prose.tex import COMMANDS, ENVIRONMENTS, TYPESETTING, acting, is_tangled
from tests.chromium import CHROMIUM, make_card, opened, show, started

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt install chromium)")

ADDRESS = "url(http://127.0.0.1:9/x.png)"
ARGUMENTS = ("url(//x)", r"\text{taken}")
OPTIONS = "style=background:url(//x),href=javascript:taken(),id=taken,class=taken"

# All that MathJax knows by name, of a kind.
NAMES = """kind => [...MathJax.startup.document.inputJax[0].parseOptions.handlers.get(kind)._configuration]
  .flatMap(({ item }) => item.map ? [...item.map.keys()] : [])"""

# Typeset formulas, and tell of each what of it does more than be seen.
ACTS = r"""async (formulas) => {
  const qa = document.getElementById("qa");
  MathJax.typesetClear();
  const paragraph = (textContent) => Object.assign(document.createElement("p"), { textContent });
  qa.replaceChildren(...formulas.map((tex) => paragraph(`\\(${tex}\\)`)));
  await MathJax.typesetPromise([qa]);
  const acts = (part) =>
    part.matches("a, img, script, iframe, style, [href], [src], [onclick], [class~=taken], [id]:not([id^=mjx])") ||
    /url|javascript|taken/.test(part.getAttribute("style") ?? "");
  return formulas.filter((_, at) => [...qa.children[at].querySelectorAll("*")].some(acts));
}"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("site")
    for name, data in site_files(Site("t", ()), {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with started() as browser, opened(browser) as (page, _):
        show(page, folder, make_card("ML0001", "$x$"))
        yield page


def used(name: str) -> Iterator[str]:
    """A command with arguments that want to act, with and without options; some begin what others end."""
    for argument in ARGUMENTS:
        braced = f"{{{argument}}}"
        yield f"\\{name}{braced * 3}"
    yield f"\\{name}[{OPTIONS}]{{a}}{{b}}"
    yield f"\\{name}{{a}}[{OPTIONS}]{{b}}"


def test_no_command_on_the_list_does_more_than_typeset(page):
    names = [name for name in sorted(TYPESETTING) if COMMANDS[name].arguments or not COMMANDS[name].role]
    assert len(names) > 300
    assert page.evaluate(ACTS, [tex for name in names for tex in used(name)]) == []


def test_no_environment_does_more_than_typeset(page):
    formulas = [
        rf"\begin{{{name}}}{options}{{{argument}}} a & {argument} \\ b & c \end{{{name}}}"
        for name in sorted(ENVIRONMENTS)
        for argument in ARGUMENTS
        for options in ("", f"[{OPTIONS}]")
    ]
    assert page.evaluate(ACTS, formulas) == []


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:taken()}{a}",
        r"\text{so $\href{javascript:taken()}{a}$}",
        rf"\style{{background:{ADDRESS}}}{{a}}",
        rf"\bbox[background:{ADDRESS}]{{a}}",
        rf"\fcolorbox{{red;background:{ADDRESS}}}{{red}}{{a}}",
        r"\cssId{taken}{a}",
        r"\class{taken}{a}",
        r"\mmlToken{mi}[href='#taken' id='taken']{a}",
    ],
)
def test_what_is_not_on_the_list_would_act(page, tex):
    assert page.evaluate(ACTS, [tex]) == [tex]
    assert acting(tex)


def test_mathjax_knows_no_other_names_than_those_that_were_judged(page):
    known = {name.removeprefix("\\") for kind in ("macro", "delimiter") for name in page.evaluate(NAMES, kind)}
    assert known - COMMANDS.keys() == {"", "require", "\N{NO-BREAK SPACE}", *"()./<[]"}
    assert known | {" ", "\n"} >= TYPESETTING
    assert set(page.evaluate(NAMES, "environment")) == ENVIRONMENTS


def test_the_deepest_formulas_that_are_allowed_are_typeset_in_a_moment(page):
    groups = (("{", "}"), (r"\left(", r"\right)"), (r"\begin{cases}", r"\end{cases}"), (r"\xrightarrow{", "}"))
    formulas = [opens * 15 + "x" + closes * 15 for opens, closes in groups]
    assert not any(map(is_tangled, formulas))
    begun = page.evaluate("performance.now()")
    assert page.evaluate(ACTS, formulas) == []
    assert page.evaluate("performance.now()") - begun < 5000
