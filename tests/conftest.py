"""What the tests share: the command, a built folder, an empty Anki, and the cases of `dumps/`."""

import gc
import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from mlanki.cli import main
from mlanki.file_names import LEDGER_NAME
from tests.collection import Desk
from tests.pages import page, record

# A machine that is busy makes no test fail, and whoever looks for more may ask for more.
settings.register_profile("mlanki", deadline=None, max_examples=60, report_multiple_bugs=False)
settings.load_profile("mlanki")

DUMPS = Path(__file__).parent / "dumps"
EXPECTED = ("records.jsonl", "report.txt")


@pytest.fixture(autouse=True, scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where commands remember what they have read, and sign by: not where those of the person who tests do."""
    folder = tmp_path_factory.mktemp("caches")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield folder


@pytest.fixture(scope="module")
def unburdened() -> Iterator[None]:
    """Time what is tested, and not how long Python looks for garbage among all that tests have left in memory."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite what the cases of tests/dumps/ expect")


@dataclass(frozen=True)
class Case:
    """A folder with dumps, and what is expected of them."""

    folder: Path
    accept: bool

    @property
    def dumps(self) -> list[Path]:
        return sorted(file for file in self.folder.iterdir() if file.name not in EXPECTED)

    def compare(self, name: str, actual: str) -> None:
        """Assert that `actual` is what the file `name` of the case says; with `--accept` make it say so."""
        expected = self.folder / name
        if self.accept:
            expected.write_text(actual, encoding="utf-8", newline="\n")
        assert actual == expected.read_text(encoding="utf-8")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test with an argument `made_case` or `untouched_case` every case of that kind.

    A case below `known-failures/` is one that ought to come out untouched, and does not yet.
    """
    for kind, failing in (("made", None), ("untouched", "known-failures")):
        if f"{kind}_case" in metafunc.fixturenames:
            cases = [_case(folder, metafunc.config) for folder in _folders(kind)]
            assert cases, f"no case in {DUMPS / kind}"
            known = pytest.mark.xfail(strict=True, reason="known failure")
            if failing:
                cases += [_case(folder, metafunc.config, known) for folder in _folders(failing)]
            metafunc.parametrize(f"{kind}_case", cases)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On CI nothing is skipped: what cannot run there has failed."""
    report = yield
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report


def _folders(kind: str) -> list[Path]:
    return sorted(folder for folder in (DUMPS / kind).glob("*") if folder.is_dir())


def _case(folder: Path, config: pytest.Config, *marks: pytest.MarkDecorator) -> Any:
    return pytest.param(Case(folder, config.getoption("accept")), id=folder.name, marks=marks)


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


def invoke(*arguments: object, said: str = "") -> Result:
    """The command, run in this process, with `said` on its standard input, where no fixture is at hand."""
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(main, words, input=said, prog_name="mlanki", catch_exceptions=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command, run in this process; whatever it does not catch fails the test."""

    def run_here(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments], prog_name="mlanki")
        out, err = capsys.readouterr()
        status = ended.value.code
        return Ran(status if isinstance(status, int) else 0, out, err)

    return run_here


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, at a fixed time."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return folder


PAGES = {
    "tag-nn.txt": page(
        "Tag: NN",
        record("ML0001", "Perceptron", "What is a perceptron?", "A weighted sum and a threshold."),
        record("ML0003", "Depth", "Why depth?", "Each layer builds on\nthe features of the one below."),
        record("DL0002", "Dropout", "What does dropout do?", "It silences units at random.\n\nOnly while training."),
    ),
    "tag-basics.txt": page(
        "Tag: Basics",
        record("ML0003", "Depth", "Why depth?", "Each layer builds on\nthe features of the one below."),
        record("ML0010", "Bias", "What is bias?", "An error from assumptions that are too simple."),
        record("ML0011", "Variance", "What is variance?", "An error from following the noise."),
        record("ML0012", "Noise", "What is noise?", "What no model can learn."),
    ),
    "author.txt": page(
        "Author: someone",
        record("ML0020", "Recall", "What is recall?", "The share of positives that are found."),
        record("ML0001", "Perceptron", "What is a perceptron?", "A weighted sum and a threshold."),
    ),
}


@pytest.fixture
def raw(home: Path) -> Path:
    """A folder of three dumps: seven records, two tags that overlap in ML0003, and an author's page."""
    folder = home / "raw"
    folder.mkdir()
    for name, content in PAGES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def built(raw: Path, run: Run) -> Path:
    """The folder that `mlanki build` leaves behind for `raw`."""
    folder = raw.parent / "build"
    ran = run("build", raw, "-o", folder, *_small_decks(folder))
    assert (ran.status, ran.err) == (0, "")
    return folder


@pytest.fixture
def released(raw: Path, run: Run) -> Path:
    """The folder that `mlanki release v1` leaves behind for `raw`."""
    folder = raw.parent / "build"
    ran = run("release", "v1", raw, "-o", folder, *_small_decks(folder))
    assert (ran.status, ran.err) == (0, "")
    return folder


@pytest.fixture
def rebuild(raw: Path, built: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Build `raw` again into the same folder, a day later each time."""
    return lambda: _build_later(raw, built, run, monkeypatch)


@pytest.fixture
def rebuild_released(raw: Path, released: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """The same after a release."""
    return lambda: _build_later(raw, released, run, monkeypatch)


def _build_later(raw: Path, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(os.environ["SOURCE_DATE_EPOCH"]) + 86_400))
    assert run("build", raw, "-o", folder, *_small_decks(folder)).status == 0
    return folder


def _small_decks(folder: Path) -> tuple[object, ...]:
    """Options by which every tag has a deck, for which three records do not suffice; a test's own settings count."""
    if (folder.parent / "mlanki.toml").exists():
        return ()
    settings = folder.parent / "small-decks.toml"
    settings.write_text("smallest-deck = 1\n", "utf-8")
    return "--config", settings, "--lock", folder / LEDGER_NAME


@pytest.fixture
def unprivileged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in as somebody whom permissions hold back, even where root runs the tests."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        monkeypatch.chdir(folder)
        root = os.geteuid() == 0
        if root:
            os.chown(folder, 65_534, 65_534)
            os.seteuid(65_534)
        try:
            yield folder
        finally:
            for inner in (folder, *folder.glob("*/")):
                inner.chmod(0o700)
            if root:
                os.seteuid(0)
            monkeypatch.undo()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty Anki."""
    desk = Desk(tmp_path / "collection.anki2")
    yield desk
    desk.collection.close()


@pytest.fixture
def other_desk(tmp_path: Path) -> Iterator[Desk]:
    """Another empty Anki."""
    desk = Desk(tmp_path / "other.anki2")
    yield desk
    desk.collection.close()
