"""Every sentence of IMPORTING.md, which learners read, holds in each Anki that people still use.

A month is played once in each: a first release is studied and written into, then a second is imported, and a third.
"""

import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import regex

from tests.conftest import PAGES
from tests.pages import PIXEL, page, record
from tests.people import VERSIONS, Maintainer, Step, User, python_of

Test = Callable[..., None]
Month = dict[str, dict[str, Any]]

HELD: list[str] = []
CURVES = """\
### ML0030 Curves

How does a loss fall?

Steeply, and then slowly.

### ML0031 Steps

How long are they?

Short.
"""


def holds(*sentences: str) -> Callable[[Test], Test]:
    """The test fails where the sentences are untrue."""
    HELD.extend(sentences)
    return lambda test: test


class Learner:
    """Somebody with an Anki and a habit; what came of each step is kept under its name."""

    def __init__(self, python: str, file: Path) -> None:
        self.user = User(python, file)
        self.came: dict[str, Any] = {}

    def __call__(self, *steps: Step, **named: Step) -> None:
        came = self.user(*steps, *named.values())
        self.came |= dict(zip(named, came[len(steps) :], strict=True))


def release_now(maintainer: Maintainer) -> dict[str, Step]:
    """Release at a time after all that learners did, and wait until it is past: the steps that import it."""
    made = int(time.time()) + 1
    folder = maintainer.release(made)
    while time.time() < made + 1:
        time.sleep(0.05)
    return {"corrections": ["take", folder / "corrections.txt"], "package": ["take", folder / "all.apkg"]}


@pytest.fixture(scope="module", params=VERSIONS)
def month(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Month:
    assert request.config.cache is not None
    python = python_of(request.param, request.config.cache)
    folder = tmp_path_factory.mktemp("month")
    (folder / "raw").mkdir()
    maintainer = Maintainer(folder)
    names = ("plain", "careful", "tinkerer", "late", "new", "absent")
    plain, careful, tinkerer, late, new, absent = learners = [Learner(python, folder / f"{n}.anki2") for n in names]

    for name, content in PAGES.items():
        maintainer.add(name, content)
    maintainer.add("bank.md", CURVES)
    take_first = ["take", maintainer.release() / "all.apkg"]
    plain(
        take_first,
        ["study", "ML Interview", 5],
        ["edit", "ML0011", "Extra", "my mnemonic", "hard"],
        ["edit", "ML0011", "Answer", "My own answer.", "marked"],
        ["edit", "ML0010", "Extra", "mine", "hard"],
        ["edit", "ML0010", "Title", "My title", "marked"],
        ["flag", "ML0010", 2],
        ["suspend", "ML0010"],
        ["move", "ML0010", "Mine"],
        ["delete", "ML0031"],
        before=["scheduling"],
    )
    careful(
        take_first,
        ["write_note", "ML0012 as I say it", "It is noise."],
        *(["edit", code, "Extra", "mine", "hard"] for code in ("ML0010", "ML0012", "ML0020", "ML0030", "DL0002")),
        ["edit", "ML0010", "Title", "My title", "marked"],
    )
    tinkerer(take_first, ["add_field", "Mine"])
    late(take_first)
    absent(take_first, *(["edit", code, "Extra", "mine", "hard"] for code in ("DL0002", "ML0003", "ML0010")))

    maintainer.edit("tag-basics.txt", "too simple", "much too simple")
    noise = record("ML0012", "Noise", "What is noise?", "What no model can learn.")
    maintainer.add("tag-tiny.txt", page("Tag: Tiny", noise))
    maintainer.settle('same = [["ML0010", "ML0020"]]\n[retire]\nDL0002 = "ML0002 says more"\n')
    for name in ("tag-nn.txt", "author.txt"):
        maintainer.remove(name, "ML0001")
    maintainer.edit("bank.md", "slowly.", "slowly:\n\n![A curve](curve.png)")
    (folder / "raw" / "curve.png").write_bytes(PIXEL)
    maintainer.add("new.txt", page("Tag: NN", record("ML0002", "Layers", "What is a layer?", "Units in a row.")))
    second = release_now(maintainer)
    plain(
        menus=["labels", "qt_accel_file", "qt_accel_import", "qt_misc_browse", "browsing_toggle_suspend"],
        outcome=second["package"],
        after=["scheduling"],
        states=["states"],
        contents=["contents"],
        ended=["find", "tag:mlanki::retired or tag:mlanki::merged"],
        older=take_first,
        then=["contents"],
    )
    careful(**second, contents=["contents"], found=["find", "ML0012"], media=["media_problems"])
    tinkerer(**second, types=["note_types"], contents=["contents"])
    late(["edit", "ML0010", "Extra", "mine", "hard"], package=second["package"], contents=["contents"])
    new(corrections=second["corrections"], nothing=["contents"], package=second["package"])

    for name in ("tag-basics.txt", "tag-nn.txt"):
        maintainer.edit(name, "features", "abstractions")
    maintainer.edit("tag-basics.txt", "much too simple", "far too simple")
    third = release_now(maintainer)
    plain(["suspend", "ML0031"], third["package"], at_last=["states"])
    absent(second["corrections"], third["corrections"], third["package"], contents=["contents"])
    absent(second["corrections"], third["package"], back=["contents"])
    return dict(zip(names, (learner.came for learner in learners), strict=True))


def sentences_of(text: str) -> list[str]:
    """The sentences of a page, without its headings."""
    blocks = regex.split(r"\n\s*\n|\n(?=- )", text)
    lines = (" ".join(block.removeprefix("- ").split()) for block in blocks if not block.startswith("#"))
    return [sentence for line in lines for sentence in regex.split(r"(?<=\.) (?=\p{Lu})", line)]


def test_every_sentence_of_the_page_is_held_here_and_no_other() -> None:
    text = files("mlanki.starter").joinpath("IMPORTING.md").read_text("utf-8")

    assert sorted(sentences_of(text)) == sorted(HELD)


@holds(
    "The deck that you study goes on getting better: a release brings new questions and corrects old ones.",
    "Import it as you did the first one, with *File*, *Import*, and the options as they are.",
)
def test_a_release_is_imported_like_the_first_one(month: Month) -> None:
    came = month["plain"]

    assert came["outcome"] == {
        "new": ["ML0002", "ML0031"],
        "updated": ["DL0002", "ML0010", "ML0012", "ML0020", "ML0030"],
        "duplicate": ["ML0003", "ML0011"],
    }
    assert came["contents"]["ML0002"][0][3] == "Units in a row."
    assert "much too simple" in came["contents"]["ML0010"][0][3]
    assert came["menus"][:2] == ["File", "Import"]


@holds("Your reviews stay, and so does the day on which each card is due.")
def test_reviews_stay(month: Month) -> None:
    assert len(month["plain"]["before"]) == 10, "five cards, and five lines of history"
    assert month["plain"]["after"] == month["plain"]["before"]


@holds("Suspended cards stay suspended, flags stay, and every card stays in the deck that you put it into.")
def test_what_is_set_on_cards_stays(month: Month) -> None:
    assert month["plain"]["states"]["ML0010"] == [[2, -1]]
    assert month["plain"]["contents"]["ML0010"][2] == ["Mine"]


@holds("A question that the release does not change stays as you have it, with your own words, tags and marks.")
def test_what_the_release_leaves_alone_stays(month: Month) -> None:
    fields, tags, _ = month["plain"]["contents"]["ML0011"]

    assert (fields[3], fields[7]) == ("My own answer.", "my mnemonic")
    assert tags == ["Basics", "hard", "marked"]


@holds("A question that the deck no longer has stays with you.")
def test_what_the_deck_has_lost_stays(month: Month) -> None:
    assert month["plain"]["contents"]["ML0001"][0][3] == "A weighted sum and a threshold."


@holds("The packages of an older release, imported late, take nothing back.")
def test_an_older_release_takes_nothing_back(month: Month) -> None:
    assert set(month["plain"]["older"]) == {"duplicate"}
    assert month["plain"]["then"] == month["plain"]["contents"]


@holds(
    "A question that the release corrects is replaced as a whole: your words in it, your tags and your mark are gone."
)
def test_a_correction_replaces_the_whole_note(month: Month) -> None:
    fields, tags, _ = month["plain"]["contents"]["ML0010"]

    assert (fields[1], fields[7]) == ("Bias", "")
    assert tags == ["Basics"]


@holds(
    "A question that you edited after the release was made is left alone: you keep your words and miss the correction."
)
def test_a_later_edit_wins(month: Month) -> None:
    fields, tags, _ = month["late"]["contents"]["ML0010"]

    assert "ML0010" in month["late"]["package"]["duplicate"]
    assert (fields[3], fields[7]) == ("An error from assumptions that are too simple.", "mine")
    assert "hard" in tags


@holds(
    "The safest place is a note of your own with the code of the question in it: no import touches it, and a search for"
    " the code finds both."
)
def test_a_note_of_ones_own_stays(month: Month) -> None:
    came = month["careful"]

    assert came["contents"]["ML0012 as I say it"] == [["ML0012 as I say it", "It is noise."], [], ["Default"]]
    assert came["found"] == ["ML0012", "ML0012 as I say it"]


@holds(
    "To write on the card itself, use the field *Extra*, which stands below the answer.",
    (
        "Import `corrections.txt` of each release before its packages: then the questions are corrected, and *Extra*, "
        "your tags and your marks stay."
    ),
)
def test_corrections_keep_extra_and_tags(month: Month) -> None:
    came = month["careful"]
    back = files("mlanki.cards").joinpath("back.html").read_text("utf-8")

    assert came["corrections"] == {"updated": ["DL0002", "ML0010", "ML0012", "ML0020"]}
    assert came["package"]["updated"] == ["ML0030"]
    assert "much too simple" in came["contents"]["ML0010"][0][3]
    assert "<b>Retired.</b>" in came["contents"]["DL0002"][0][3]
    assert "goes on as <b>ML0010 Bias</b>" in came["contents"]["ML0020"][0][3]
    for code in ("DL0002", "ML0010", "ML0020"):
        assert came["contents"][code][0][:7] == month["plain"]["contents"][code][0][:7], "as the package has them"
    for code in ("DL0002", "ML0010", "ML0012", "ML0020"):
        assert came["contents"][code][0][7] == "mine"
        assert "hard" in came["contents"][code][1]
    assert came["contents"]["ML0010"][1] == ["Basics", "hard", "marked"]
    assert came["contents"]["ML0010"][2] == ["ML Interview::Basics"]
    assert back.index("{{Answer}}") < back.index("{{Extra}}")


@holds("Your words in other fields are replaced all the same.")
def test_corrections_replace_other_fields(month: Month) -> None:
    assert month["careful"]["contents"]["ML0010"][0][1] == "Bias"


@holds("So is a question that gets a new picture, as a whole.")
def test_a_new_picture_comes_with_the_package_only(month: Month) -> None:
    fields, tags, _ = month["careful"]["contents"]["ML0030"]

    assert '<img src="curve-' in fields[3]
    assert fields[7] == ""
    assert "hard" not in tags
    assert month["careful"]["media"] == []


@holds("New tags of the deck do not reach the questions in that file.")
def test_corrections_bring_no_tags(month: Month) -> None:
    assert month["plain"]["contents"]["ML0012"][1] == ["Basics", "Tiny"]
    assert month["careful"]["contents"]["ML0012"][1] == ["Basics", "hard"]


@holds(
    "If you skipped a release, import its `corrections.txt` first, and never later: it would take newer corrections "
    "back."
)
def test_corrections_of_a_skipped_release_are_imported_first(month: Month) -> None:
    contents = month["absent"]["contents"]

    assert "far too simple" in contents["ML0010"][0][3]
    assert "abstractions" in contents["ML0003"][0][3]
    assert "<b>Retired.</b>" in contents["DL0002"][0][3], "which only the file of the skipped release has"
    assert {contents[code][0][7] for code in ("DL0002", "ML0003", "ML0010")} == {"mine"}
    assert "much too simple" in month["absent"]["back"]["ML0010"][0][3]


@holds("On a computer that does not have the deck yet, the file does nothing.")
def test_corrections_make_no_notes_where_there_is_no_deck(month: Month) -> None:
    assert month["new"]["corrections"] == month["new"]["nothing"] == {}
    assert set(month["new"]["package"]) == {"new"}


@holds(
    "A note that you delete comes back with the next release, as a new card.",
    "Suspend it instead: *Browse*, choose the card, *Toggle Suspend*.",
)
def test_a_deleted_note_comes_back_and_a_suspended_one_stays_away(month: Month) -> None:
    came = month["plain"]

    assert came["states"]["ML0031"] == [[0, 0]], "a new card"
    assert came["at_last"]["ML0031"] == [[0, -1]]
    assert came["menus"][2:] == ["Browse", "Toggle Suspend"]


@holds(
    "Add no fields to the note type: your questions would get no more corrections, and new ones would come with a "
    "second note type, *ML Interview Question+*."
)
def test_a_field_of_ones_own_forks_the_note_type(month: Month) -> None:
    came = month["tinkerer"]

    assert {"ML0010", "ML0030"} <= set(came["package"]["conflicting"])
    assert came["package"]["new"] == ["ML0002"]
    assert came["types"] == ["ML Interview Question", "ML Interview Question+"]
    assert len(came["contents"]["ML0002"][0]) == 8


@holds(
    "A question that is taken back keeps its words, below a notice, and has the tag `mlanki::retired`.",
    (
        "A question that is the same as another keeps its words, below a notice that names the other, and has the tag "
        "`mlanki::merged`."
    ),
    "Neither is deleted or suspended: that is up to you.",
)
def test_what_ends_says_so_and_stays(month: Month) -> None:
    retired, merged = (month["plain"]["contents"][code] for code in ("DL0002", "ML0020"))

    assert regex.match(
        r"<div class=\"retired\"><b>Retired\.</b> .*</div>.*It silences units at random\.", retired[0][3]
    )
    assert regex.match(r".*goes on as <b>ML0010 Bias</b>.*</div>.*The share of positives", merged[0][3])
    assert "mlanki::retired" in retired[1]
    assert "mlanki::merged" in merged[1]
    assert month["plain"]["ended"] == ["DL0002", "ML0020"]
    assert all(queue >= 0 for code in ("DL0002", "ML0020") for _, queue in month["plain"]["states"][code])
