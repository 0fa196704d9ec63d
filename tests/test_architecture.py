"""The plan of the house: imports point down, none runs in a circle, and no name is used for two things."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import mlanki

HOUSE = Path(mlanki.__file__).parent

FLOORS = (
    ("cli", "__main__", "mlanki"),
    ("pipeline",),
    ("outline", "merge", "linting", "near", "cards", "release", "preview", "starter"),
    ("readers",),
    ("prose", "decisions", "identity", "config", "pictures", "drawings"),
    ("records", "sources", "markup", "readback"),
    (
        *("addresses", "document", "diagnostics", "errors", "decoding", "toml_places", "file_lock", "scratch"),
        *("file_names", "stemming", "version", "cache", "signing", "collector", "packed", "patterns"),
    ),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

# Rooms in which some names still stand for several things.
NAMES_NOT_TOLD_APART = frozenset({"readers", "prose"})


def parts_of(file: Path) -> tuple[str, ...]:
    """The dotted name of a module; a package goes by the name of its folder."""
    parts = file.relative_to(HOUSE.parent).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


TREES = {parts_of(file): ast.parse(file.read_text("utf-8")) for file in sorted(HOUSE.rglob("*.py"))}


def room_of(module: tuple[str, ...]) -> str:
    return module[min(1, len(module) - 1)]


def imported(tree: ast.Module) -> Iterator[tuple[str, ...]]:
    """The modules of the house that a module imports."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(name), names=names):
                found = [(*name.split("."), alias.name) for alias in names]
            case ast.Import(names=names):
                found = [tuple(alias.name.split(".")) for alias in names]
            case _:
                continue
        yield from (parts if parts in TREES else parts[:-1] for parts in found if parts[0] == "mlanki")


IMPORTS = [(module, other) for module, tree in TREES.items() for other in imported(tree)]


def test_every_module_stands_on_a_floor() -> None:
    assert {room_of(module) for module in TREES} - FLOOR_OF.keys() == set()
    assert len(IMPORTS) > 200


def test_no_import_points_up() -> None:
    assert [
        f"{'.'.join(module)} imports {'.'.join(other)}"
        for module, other in IMPORTS
        if FLOOR_OF[room_of(other)] < FLOOR_OF[room_of(module)]
    ] == []


def test_no_import_runs_in_a_circle() -> None:
    modules: defaultdict[str, set[str]] = defaultdict(set)
    rooms: defaultdict[str, set[str]] = defaultdict(set)
    for module, other in IMPORTS:
        modules[".".join(module)].add(".".join(other))
        if room_of(module) != room_of(other):
            rooms[room_of(module)].add(room_of(other))

    TopologicalSorter(modules).prepare()
    TopologicalSorter(rooms).prepare()


def repeated(named: Iterator[tuple[str, tuple[str, ...]]]) -> dict[str, list[str]]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for name, module in named:
        if room_of(module) not in NAMES_NOT_TOLD_APART:
            places[name].append(".".join(module))
    return {name: modules for name, modules in places.items() if len(modules) > 1}


def test_no_two_modules_have_one_name() -> None:
    assert repeated((module[-1], module) for module in TREES) == {}


def test_no_two_classes_have_one_name() -> None:
    classes = (
        (node.name, module) for module, tree in TREES.items() for node in tree.body if isinstance(node, ast.ClassDef)
    )
    assert repeated(classes) == {}
