"""`mlanki.toml`: optional, and never misread."""

from pathlib import Path

import pytest
import regex

from mlanki.config import Config, load_config
from mlanki.errors import Stop
from tests.pages import PIXEL


def load(folder: Path, content: str | bytes) -> Config:
    file = folder / "mlanki.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_config(file)


TOML = regex.compile(r"^```toml\n(.*?)^```", regex.MULTILINE | regex.DOTALL)


def refused(folder: Path, content: str | bytes) -> str:
    with pytest.raises(Stop) as stopped:
        load(folder, content)
    assert stopped.value.diagnostic.code == "config-invalid"
    return str(stopped.value).removeprefix(f"{folder}/")


def test_every_key_has_a_default(tmp_path: Path) -> None:
    config = load(tmp_path, "")

    assert config == Config()
    assert config.root_deck == "ML Interview"
    assert config.areas == {"ML": "Machine_Learning", "DL": "Deep_Learning"}


def test_the_root_deck_and_the_areas_of_prefixes_can_be_set(tmp_path: Path) -> None:
    config = load(tmp_path, 'root-deck = " Interviews "\n[areas]\nnlp = "Language"\nDL = "Deep"\n')

    assert config.root_deck == "Interviews"
    assert config.areas == {"ML": "Machine_Learning", "DL": "Deep", "NLP": "Language"}


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert load(tmp_path, b'\xef\xbb\xbfroot-deck = "Mine"\n').root_deck == "Mine"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            '\nrootdeck = "A"\n',
            "mlanki.toml:2: “rootdeck” is not a setting; did you mean “root-deck”? [config-invalid]",
        ),
        (
            'root_deck = "A"\n',
            "mlanki.toml:1: “root_deck” is not a setting; did you mean “root-deck”? [config-invalid]",
        ),
        (
            '# no\n\n[area]\nML = "A"\n',
            "mlanki.toml:3: “area” is not a setting; did you mean “areas”? [config-invalid]",
        ),
        ("root-deck = 5\n", "mlanki.toml:1: “root-deck” must be some words between quotation marks [config-invalid]"),
        (
            'root-deck = "  "\n',
            "mlanki.toml:1: “root-deck” must be some words between quotation marks [config-invalid]",
        ),
        ("[areas]\nML = 1\n", "mlanki.toml:2: “ML” must be some words between quotation marks [config-invalid]"),
    ],
)
def test_an_error_names_the_line_and_what_was_meant(tmp_path: Path, content: str, message: str) -> None:
    assert refused(tmp_path, content) == message


def test_areas_that_are_no_table_are_shown_one(tmp_path: Path) -> None:
    assert refused(tmp_path, 'areas = "ML"\n').startswith("mlanki.toml:1: “areas” must be a table: [areas]")


def test_what_is_no_toml_is_an_error_with_its_line(tmp_path: Path) -> None:
    assert refused(tmp_path, "root-deck = \n").startswith("mlanki.toml:1: is not valid TOML: ")
    assert refused(tmp_path, 'root-deck = "A"\n\n[areas\n').startswith("mlanki.toml:3: is not valid TOML: ")


def test_what_is_no_utf_8_is_an_error(tmp_path: Path) -> None:
    assert (
        refused(tmp_path, b'root-deck = "\xff"\n') == "mlanki.toml:1: is not UTF-8; save it as UTF-8 [config-invalid]"
    )


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"cannot be read \(Is a directory\)"):
        load_config(tmp_path)


DOCS = sorted((Path(__file__).parents[1] / "docs").glob("*.md"))


@pytest.mark.parametrize("settings", [block for page in DOCS for block in TOML.findall(page.read_text("utf-8"))])
def test_the_settings_that_the_documentation_shows_are_valid(tmp_path: Path, settings: str) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "descent.png").write_bytes(PIXEL)

    assert load(tmp_path, settings) != Config()
