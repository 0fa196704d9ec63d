"""Finds, reads and decodes the source files that the arguments of a command name."""

import errno
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path, PurePath

from mlanki import patterns as regex
from mlanki.decoding import decode_text, is_garbled
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line, Span

PASSED_OVER = regex.compile(r"\.|readme|licen[cs]e|mlanki\.lock$|.*\.toml$", regex.IGNORECASE)

STANDARD_INPUT = Path("-")
# `Path` has made one slash of two.
ADDRESS = regex.compile(r"(?P<scheme>https?|ftp|file):/+", regex.IGNORECASE)

# What a saved page keeps beside itself; a reader that wants such a file asks for it by name.
COMPANIONS = frozenset(
    {
        *(".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"),
        *(".css", ".js", ".map", ".mp3", ".mp4", ".otf", ".ttf", ".woff", ".woff2"),
    }
)

# What nothing here reads, by how its name ends, and what to do about it.
SAVE_TEXT = "save it as .txt, .md or .html"
REMEDIES = {
    **dict.fromkeys((".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".mobi", ".djvu"), SAVE_TEXT),
    **dict.fromkeys((".ppt", ".pptx", ".odp"), SAVE_TEXT),
    **dict.fromkeys((".xls", ".xlsx", ".ods"), "save each sheet as .csv"),
    **dict.fromkeys((".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar"), "unpack it here, and remove it"),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive"), "save the page anew, as HTML with its pictures"),
    **dict.fromkeys((".apkg", ".colpkg"), "give the records.jsonl of its build, or export the notes as .csv"),
    **dict.fromkeys(COMPANIONS, "no page beside it; type what it says into a .txt file"),
    "address": "nothing is fetched; save the page, and give the file",
}
NAMED = 36  # characters of the names in one message

# A browser that saves `page.html` whole puts what it shows into `page_files/`: never a source of its own.
PAGE_SUFFIXES = frozenset({".htm", ".html", ".xhtml"})

MEGABYTE = 1_000_000
LARGEST = 64 * MEGABYTE  # bytes of one source or picture, where nobody says otherwise


def largest_of(megabytes: int | None) -> int:
    """How many bytes a source or a picture may have."""
    return megabytes * MEGABYTE if megabytes else LARGEST


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source lies: the file, and the name it has in everything that is written.

    Files that the source refers to are read from `folder` and below it, and from nowhere else; none of them, nor the
    source, where it has more than the `largest` number of bytes.
    """

    file: Path
    path: str
    shown: str  # as the person who ran the command would write it
    folder: Path | None = None
    largest: int = LARGEST


@dataclass(frozen=True, slots=True)
class Source:
    """One raw file: its bytes, and its lines as text.

    `sought` gathers the files beside it that reading has looked for, and what came of each: what is read depends on
    these, too.
    """

    place: Place
    data: bytes
    lines: tuple[Line, ...]
    sought: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def path(self) -> str:
        return self.place.path

    def span(self, first: int, last: int | None = None) -> Span:
        """The lines `first` to `last` of this source; only `first` if no other is given."""
        return Span(self.path, first, first if last is None else last)


def find_sources(
    arguments: Iterable[Path], is_output: Callable[[Path], bool] = lambda _: False
) -> tuple[tuple[Place, ...], tuple[Diagnostic, ...]]:
    """Every file of every argument, each once: folders in sorted order, below them what `PASSED_OVER` leaves.

    A folder that `is_output` is read only where it is an argument itself: it repeats the sources as they once were.
    Nor is a link followed that leads out of the arguments: who has got a folder has not asked for what it names.

    The written path of a place is relative to the argument that led to it. Where two arguments give the
    same path, those places also carry the name of the folder that they were found in. `-` is standard input.
    What is of a kind that nothing reads is a diagnostic for each kind (`not-read`).
    """
    found: dict[Path, tuple[Path, Place]] = {}
    unread: dict[str, dict[str, None]] = {}
    diagnostics: list[Diagnostic] = []
    named: list[tuple[Path, Path]] = []
    roots = {argument: argument.resolve() for argument in arguments}
    for argument in roots:
        if argument == STANDARD_INPUT:
            found[argument] = (argument, Place(argument, "stdin", "stdin"))
        elif is_address(argument):
            unread.setdefault("address", {})[ADDRESS.sub(r"\g<scheme>://", argument.as_posix())] = None
        else:
            named += ((argument, file) for file in _files(argument, roots.values(), is_output, diagnostics))
    pages = {file.parent.resolve() for _, file in named if file.suffix.lower() not in REMEDIES}
    for argument, file in named:
        kind = file.suffix.lower()
        if kind in COMPANIONS and not pages.isdisjoint(file.resolve().parents):
            continue
        if kind in REMEDIES:
            unread.setdefault(kind, {})[written_path(file)] = None
            continue
        below = file.relative_to(argument) if file != argument else Path(file.name)
        folder = file.parent if file == argument else argument
        found.setdefault(file.resolve(), (argument, Place(file, written_path(below), written_path(file), folder)))
    for kind, paths in unread.items():
        diagnostics += _tell_unread(kind, tuple(paths))
    return tuple(_told_apart(found.values())), tuple(diagnostics)


def _told_apart(found: Collection[tuple[Path, Place]]) -> Iterator[Place]:
    """The places, of which those of one path also carry the name of the folder that their argument names."""
    taken = Counter(place.path for _, place in found)
    for argument, place in found:
        if taken[place.path] > 1:
            folder = argument.resolve() if argument.is_dir() else argument.resolve().parent
            yield replace(place, path=f"{folder.name}/{place.path}")
        else:
            yield place


def is_address(argument: Path) -> bool:
    """Whether an argument is the address of a page rather than a file."""
    return bool(ADDRESS.match(argument.as_posix()))


def _tell_unread(kind: str, paths: Sequence[str]) -> Iterator[Diagnostic]:
    """What was not read, all of one kind, and what to do; a note for each of those that the line has no room for."""
    names = [path if kind == "address" else path.rpartition("/")[2] for path in paths]
    lengths = accumulate(len(name) + 2 for name in names)
    shown = max(1, sum(length <= NAMED for length in lengths))
    listed = ", ".join(names[:shown])
    if shown < len(names):
        listed += f", … and {len(names) - shown} more (`-v`)"
    if kind == "address":
        counted = "1 address was" if len(paths) == 1 else f"{len(paths)} addresses were"
    else:
        counted = f"1 file of kind {kind} was" if len(paths) == 1 else f"{len(paths)} files of kind {kind} were"
    remedy = REMEDIES.get(kind, "this is no text; move it out of the folder")
    yield diagnose("not-read", Span(paths[0], 1, 1), f"{counted} not read ({listed}): {remedy}")
    for path in paths[shown:]:
        yield diagnose("not-read-either", Span(path, 1, 1), "this was not read either")


def one_line_a_kind(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The diagnostics, where several files of one kind are no text in one line for all of them."""
    binary: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        if diagnostic.code == "binary-file" and (kind := PurePath(diagnostic.span.path).suffix.lower()):
            binary.setdefault(kind, []).append(diagnostic)
        else:
            yield diagnostic
    for kind, found in binary.items():
        yield from found if len(found) == 1 else _tell_unread(kind, [each.span.path for each in found])


def written_path(path: Path) -> str:
    """`path` as it can be written: a byte in a name that is no UTF-8 reads as U+FFFD."""
    return os.fsencode(path.as_posix()).decode(errors="replace")


def _files(
    argument: Path, roots: Collection[Path], is_output: Callable[[Path], bool], diagnostics: list[Diagnostic]
) -> Iterator[Path]:
    """The files at or below `argument`; links within the `roots` are followed, but each folder is read once."""
    read: set[tuple[int, int]] = set()
    # The folders that are open, the innermost last, each with what is left in it.
    inside: list[tuple[tuple[int, int], Iterator[Path]]] = [((-1, -1), iter((argument,)))]
    while inside:
        path = next(inside[-1][1], None)
        if path is None:
            inside.pop()
            continue
        try:
            status = path.stat()
        except OSError as error:
            if error.errno == errno.ELOOP and path != argument:
                message = "this link leads to itself; remove it"
                diagnostics.append(diagnose("symlink-loop", Span(written_path(path), 1, 1), message))
            else:
                yield path  # to load it will tell what is wrong
            continue
        if path != argument and path.is_symlink() and not any(map(path.resolve().is_relative_to, roots)):
            message = "this link leads out of the folder and was not read; if it is a source, name it beside the folder"
            diagnostics.append(diagnose("link-leads-out", Span(written_path(path), 1, 1), message))
            continue
        identity = status.st_dev, status.st_ino
        if not stat.S_ISDIR(status.st_mode):
            yield path
        elif any(identity == each for each, _ in inside):
            holder = path.resolve().name
            message = f"this link leads back to {holder}/, which holds it; it was not followed, so remove it"
            diagnostics.append(diagnose("symlink-loop", Span(written_path(path), 1, 1), message))
        elif identity in read:
            pass
        elif len(inside) > 1 and is_output(path):
            message = "a build has written this folder, so it is not read; name it as a source if it is one"
            diagnostics.append(diagnose("output-left-out", Span(written_path(path), 1, 1), message))
        else:
            read.add(identity)
            inside.append((identity, _children(path, diagnostics)))


def _children(folder: Path, diagnostics: list[Diagnostic]) -> Iterator[Path]:
    """What a folder holds in sorted order, without what is passed over and what a page keeps beside itself."""
    try:
        children = sorted(folder.iterdir(), key=lambda child: child.name)
    except OSError as error:
        message = f"this folder cannot be read ({error.strerror}); give yourself permission or leave it out"
        diagnostics.append(diagnose("source-unreadable", Span(written_path(folder), 1, 1), message))
        return iter(())
    kept_by_pages = {page.stem + "_files" for page in children if page.suffix.lower() in PAGE_SUFFIXES}
    return (child for child in children if not PASSED_OVER.match(child.name) and child.name not in kept_by_pages)


def fetch(place: Place) -> bytes | Diagnostic:
    """The bytes at `place`.

    A file that cannot be read is an error, since leaving it out would lose questions.
    """
    here = Span(place.path, 1, 1)
    try:
        if place.folder is None and place.file == STANDARD_INPUT:
            data = sys.stdin.buffer.read(place.largest + 1)
        elif place.file.is_file():
            with place.file.open("rb") as file:
                data = file.read(place.largest + 1)
        else:
            message = "nothing can be read here (a link that leads nowhere, or a device); remove it"
            return diagnose("not-a-file", here, message)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        message = f"this file cannot be read ({reason}); give yourself permission or leave it out"
        return diagnose("source-unreadable", here, message)
    if len(data) <= place.largest:
        return data
    message = f"this has more than {place.largest / MEGABYTE:g} MB and was not read; divide it or raise `--max-size`"
    return diagnose("too-large", here, message)


def decode(place: Place, data: bytes) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The source that these bytes are, and what they give cause to say; no source where they are no text."""
    here = Span(place.path, 1, 1)
    text = decode_text(data)
    if text is None:
        message = "this is no text file and was passed over; move it out of the folder if it is no source"
        return None, (diagnose("binary-file", here, message),)
    lines = split_lines(text)
    if is_garbled(data):
        message = "this is neither UTF-8 nor Western and names no encoding, so its letters are wrong; save it as UTF-8"
        return Source(place, data, lines), (diagnose("undecodable-bytes", here, message),)
    damaged = tuple(
        diagnose(
            "undecodable-bytes",
            Span(place.path, line.number, line.number),
            "a character here could not be decoded and stands as U+FFFD; save the file as UTF-8",
        )
        for line in lines
        if "\ufffd" in line.text
    )
    return Source(place, data, lines), damaged


def split_lines(text: str) -> tuple[Line, ...]:
    r"""Lines as editors number them: ended by \n, \r\n or \r, and by nothing else that Unicode offers."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return tuple(Line(number, line) for number, line in enumerate(lines, 1))
