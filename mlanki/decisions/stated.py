"""Reads the decisions that `mlanki.toml` states."""

from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from mlanki.decisions.model import RECORD_CODE, Acceptance, Decisions, DeckName, Edit, Renaming, Retirement, Ruling
from mlanki.decisions.settings import RECORD_SETTINGS, Settings, Table
from mlanki.diagnostics import CATALOGUE, Severity
from mlanki.pictures import Absent, Picture, read_picture
from mlanki.toml_places import TomlPath


def read_decisions(settings: Settings) -> Decisions:
    """Raises `Stop` (`config-invalid`) for decisions that make no sense, or contradict each other."""
    edits = settings.table("records", 'as in [records.ML0023], with lines such as title = "Descent"')
    decisions = Decisions(
        same=_rulings(settings, "same"),
        different=_rulings(settings, "different"),
        drop=settings.listed("drop"),
        alias=_renamings(settings),
        edits=tuple(_edit(settings, code, edits[code]) for code in edits),
        accept=_acceptances(settings),
    )
    apart = decisions.pairs_apart()
    for ruling in decisions.same:
        if any(pair in apart for pair in decisions.pairs(ruling)):
            codes = " and ".join(ruling.codes[:3]) + " …" * (len(ruling.codes) > 3)
            message = f"{codes} are said to be the same and to be different; decide for one"
            raise settings.wrong(message, ruling.span.first)
    return decisions


def read_retired(settings: Settings) -> dict[str, Retirement]:
    """The retired codes; `[retire]` gives a reason for each, a mere list does not."""
    if not isinstance(settings.content.get("retire"), dict):
        return {ruling.codes[0]: Retirement("", ruling.span.first) for ruling in settings.listed("retire")}
    wanted = 'lines of a code and a reason: ML0012 = "it says the same as ML0034"'
    reasons = settings.table("retire", wanted)
    retired = {}
    for code, why in reasons.items():
        line = settings.line("retire", code)
        if not isinstance(why, str):
            raise settings.error(code, 'a reason between quotation marks, or "" for none', ("retire",))
        retired[settings.code(code, line, "retire", wanted)] = Retirement(why.strip(), line)
    return retired


def read_deck_names(settings: Settings) -> list[DeckName]:
    """What `[decks]` calls the decks of tags."""
    names = settings.table("decks", 'Loss_Functions = "Losses"')
    return [
        DeckName(tag, settings.words(names, tag, "", ("decks",)), settings.span(settings.line("decks", tag)))
        for tag in names
    ]


RULINGS = 'lists of two or more codes: [["Q-7K3M9Q2D", "ML0034"], …]'


def _rulings(settings: Settings, key: str) -> tuple[Ruling, ...]:
    groups = settings.content.get(key, [])
    if not isinstance(groups, list):
        raise settings.error(key, RULINGS)
    return tuple(_ruling(settings, key, number, group) for number, group in enumerate(groups))


def _ruling(settings: Settings, key: str, number: int, group: object) -> Ruling:
    """What a list of codes rules, or `{codes = […], answer = "both"}` where they are the same."""
    line = settings.line(key, number, 0)
    both = isinstance(group, dict) and key == "same"
    if isinstance(group, dict) and both:
        line = settings.line(key, number, "codes")
        settings.known(group, ("codes", "answer"), (key, number))
        if group.get("answer") != "both":
            raise settings.wrong('“answer” must be "both", which keeps what each of the answers has', line)
        group = group.get("codes")
    if not isinstance(group, list) or len(group) < 2:
        raise settings.error(key, RULINGS)
    codes = tuple(settings.code(code, line, key, RULINGS) for code in group)
    if len(set(codes)) < len(codes):
        raise settings.wrong(f"“{key}” names a code twice in one list ({', '.join(codes)}); once will do", line)
    return Ruling(codes, settings.span(line), both)


def _renamings(settings: Settings) -> tuple[Renaming, ...]:
    wanted = 'lines of an old code and a new one: ML0012 = "ML0120"'
    renamings = []
    for old, new in settings.table("alias", 'ML0012 = "ML0120"').items():
        line = settings.line("alias", old)
        before, after = (settings.code(code, line, "alias", wanted) for code in (old, new))
        renamings.append(Renaming(before, after, settings.span(line)))
    newer = {renaming.old: renaming.new for renaming in renamings}
    ends: set[str] = set()  # are renamed once and for all, sooner or later
    for renaming in renamings:
        passed = {renaming.old}
        code = renaming.new
        while code in newer and code not in ends and code not in passed:
            passed.add(code)
            code = newer[code]
        if code in passed:
            message = f"the aliases of {code} lead back to it; leave one of them out"
            raise settings.wrong(message, next(each.span.first for each in renamings if each.old == code))
        ends |= passed
    return tuple(renamings)


def _acceptances(settings: Settings) -> tuple[Acceptance, ...]:
    """What `[accept.missing-figure]` and its like say: for a code, or the path of a source, the reason."""
    wanted = 'tables named after a warning, such as [accept.missing-figure], with lines such as ML0023 = "why"'
    warnings = [code for code, said in CATALOGUE.items() if said.severity is Severity.WARNING]
    found = []
    for name, reasons in settings.table("accept", wanted).items():
        path = ("accept", name)
        if name not in warnings:
            nearest = get_close_matches(name, warnings, n=1, cutoff=0)[0]
            raise settings.wrong(f"“{name}” is no warning; did you mean “{nearest}”?", settings.line(*path))
        if not isinstance(reasons, dict):
            raise settings.error("accept", wanted)
        settings.in_place(reasons, path)
        for about in reasons:
            code = about.strip().upper()
            found.append(
                Acceptance(
                    name,
                    code if RECORD_CODE.fullmatch(code) else about,
                    settings.words(reasons, about, "", path),
                    settings.span(settings.line(*path, about)),
                )
            )
    return tuple(found)


def _edit(settings: Settings, code: str, table: object) -> Edit:
    path = ("records", code)
    header = settings.line(*path)
    wanted = "tables named after a code, such as [records.ML0023]"
    name = settings.code(code, header, "records", wanted)
    if not isinstance(table, dict):
        raise settings.error("records", wanted)
    settings.known(table, RECORD_SETTINGS, path)
    spans = {key: settings.span(settings.line(*path, key)) for key in table}
    words = {key: settings.words(table, key, "", path) for key in ("title", "question", "prefer") if key in table}
    return Edit(
        name,
        settings.span(header),
        MappingProxyType(spans),
        title=words.get("title"),
        question=words.get("question"),
        tags=_tags(settings, table, path),
        replace=_replacements(settings, table, path),
        figure=_figures(settings, table, path),
        prefer=words.get("prefer", ""),
    )


def _tags(settings: Settings, table: Table, path: TomlPath) -> tuple[str, ...] | None:
    tags = table.get("tags")
    if tags is None:
        return None
    if not isinstance(tags, list) or not tags or not all(isinstance(tag, str) and tag.strip(" ,") for tag in tags):
        raise settings.error("tags", 'a list of tags: ["NN", "Basics"]', path)
    return tuple(tags)


def _replacements(settings: Settings, table: Table, path: TomlPath) -> tuple[tuple[str, str], ...]:
    pairs = table.get("replace", [])
    if not isinstance(pairs, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair) and pair[0]
        for pair in pairs
    ):
        raise settings.error("replace", 'pairs of a wrong text and the right one: [["grandient", "gradient"]]', path)
    return tuple((old, new) for old, new in pairs)


def _figures(settings: Settings, table: Table, path: TomlPath) -> tuple[Picture, ...] | None:
    if "figure" not in table:
        return None
    named = table["figure"]
    names = named if isinstance(named, list) else [named]
    if not all(isinstance(name, str) and name.strip() for name in names):
        wanted = 'a path, or a list of paths: "pictures/descent.png"; [] if the record needs none'
        raise settings.error("figure", wanted, path)
    line = settings.line(*path, "figure")
    return tuple(_picture(settings, settings.file.parent / name.strip(), line) for name in names)


def _picture(settings: Settings, file: Path, line: int) -> Picture:
    try:
        picture = read_picture(file)
    except OSError as error:
        message = f"there is no picture “{file.as_posix()}” that can be read; name it as seen from {settings.file.name}"
        raise settings.wrong(message, line) from error
    if isinstance(picture, Absent):
        raise settings.wrong(f"“{file.as_posix()}” cannot be shown: {picture.why}", line)
    return picture
