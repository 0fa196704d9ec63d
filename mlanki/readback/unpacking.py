"""Unpacks what a package holds, as much as an honest one may: a package may come from anywhere."""

import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import zstandard

LARGEST_DIRECTORY = 2**22  # bytes of the list of members, which is read whole; some 60,000 of them
LARGEST_SETTINGS = 2**22  # of the list of media, and of the decks and note types of the older format
# All that is unpacked: pictures and sound hardly shrink, and words to a fifth or so. What it costs to read, to compare
# and to show a package grows with what it may hold.
FREE_SIZE = 2**22
LARGEST_RATIO = 16
DENSEST = 1040  # what DEFLATE can do
LARGEST_WINDOW = 2**25  # bytes that Zstandard may look back

DIRECTORY_END = b"PK\x05\x06"
LARGER_DIRECTORY = b"PK\x06\x07"
END, LOCATOR = 22, 20  # bytes of these records
LONGEST_END = 2**16 + END
ENCRYPTED = 1
CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Packed:
    """A zip, the size of its file, and how much it may come to when it is unpacked."""

    archive: zipfile.ZipFile
    size: int
    most: int

    def limit(self, sizes: Iterable[int]) -> None:
        """Raises `ValueError` where files of these sizes are more than an honest package holds."""
        if sum(sizes) > self.most:
            raise ValueError("it would unpack to many times its size")


@contextmanager
def opened_package(stream: IO[bytes], *, ours: bool = False) -> Iterator[Packed]:
    """The zip in `stream`; one that we have just made may be of any kind.

    Raises `ValueError` where it would unpack to more than an honest package does.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - LONGEST_END))
    if _directory_size(stream.read()) > LARGEST_DIRECTORY and not ours:
        raise ValueError("it has too many members")
    with zipfile.ZipFile(stream) as archive:
        packed = Packed(archive, size, FREE_SIZE + (DENSEST if ours else LARGEST_RATIO) * size)
        packed.limit(member.file_size for member in archive.infolist())
        yield packed


def _directory_size(end: bytes) -> int:
    """How many bytes the list of members has, by the record at the end of a zip; found as `zipfile` finds it."""
    has_comment = end[-END : -END + 4] != DIRECTORY_END or end[-2:] != bytes(2)
    at = end.rfind(DIRECTORY_END) if has_comment else len(end) - END
    if end[max(0, at - LOCATOR) : max(0, at)].startswith(LARGER_DIRECTORY):
        return LARGEST_DIRECTORY + 1  # the list of another kind of zip, which is for more than Anki can hold
    return int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0


def read_member(packed: Packed, name: str, most: int) -> bytes:
    """A member of the zip without any compression. Raises `ValueError` where it is more than `most` bytes."""
    return b"".join(chunks_of(packed, name, most))


def chunks_of(packed: Packed, name: str, most: int) -> Iterator[bytes]:
    """Like `read_member`, bit by bit."""
    with _plain(packed.archive, name) as stream:
        while chunk := stream.read(CHUNK):
            most -= len(chunk)
            if most < 0:
                raise ValueError(f"{name} is too large")
            yield chunk


@contextmanager
def _plain(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """A member as a stream, also without the Zstandard compression that the newest format adds."""
    member = archive.getinfo(name)
    # Other kinds hand out as much as they like at a time; Anki uses none of them.
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or member.flag_bits & ENCRYPTED:
        raise ValueError(f"{name} is compressed or encrypted as no package of Anki is")
    with archive.open(member) as stream:
        is_zstandard = stream.read(len(zstandard.FRAME_HEADER)) == zstandard.FRAME_HEADER
    with archive.open(member) as stream:
        if is_zstandard:
            with zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW).stream_reader(stream) as plain:
                yield plain
        else:
            yield stream
