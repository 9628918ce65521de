"""Find photographs in folders, DICOMDIRs and ZIP archives, and whose they are."""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from app.base.errors import ImageReadError, RetivascError, UnsupportedImageError
from app.base.inputs import unreadable
from app.base.messages import Message, message
from app.base.paths import resolved
from app.domain.photograph import Colours, FundusImage, Laterality, Patient
from app.reading.dicom.file import (
    check_is_photograph,
    damage_is_told,
    looks_like_dicom,
    looks_like_index,
    parse,
    why_not_measured,
)
from app.reading.dicom.header import exam_date, read_description, read_laterality, read_patient
from app.reading.dicom.pixels import frame_count
from app.reading.opening import (
    START,
    DecodedPhotograph,
    decode,
    open_file,
    read_file,
    start_of,
    starts_like_picture,
    unknown_kind,
    written_is_told,
)
from app.reading.raster import count_pages, looks_like_raster
from app.reading.zip_files import (
    looks_like_archive,
    member_names,
    open_archive,
    open_member,
    read_member,
)

_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".dcm", ".dicom")


@dataclass(frozen=True)
class Entry:
    """One photograph and what is known about it without decoding it.

    Attributes:
        path: its file, or the archive that holds it.
        member: its name in the archive; None where it is a file of its own.
        date: day of the photograph, YYYYMMDD.
        description: what the file calls its series.
        frames: how many frames or pages it has.
        unsuitable: why it would be shown but not measured, as far as its header tells.
        problem: why it cannot be opened; None where nothing is known against it.
        declined: whether that is because it is sound, but of a kind that holds no photograph.
    """

    path: Path
    member: str | None = None
    patient: Patient = field(default_factory=Patient)
    date: str | None = None
    eye: Laterality = Laterality.UNKNOWN
    description: str | None = None
    frames: int = 1
    unsuitable: Message | None = None
    problem: RetivascError | None = None
    declined: bool = False

    @property
    def location(self) -> Path:
        """Return one path that names it: an archive's own, with the member's name behind it."""
        return self.path if self.member is None else self.path / self.member


def list_photographs(paths: Iterable[Path]) -> tuple[Entry, ...]:
    """Find photographs and read their headers, decoding no pixels.

    Those that cannot be opened are listed with their problem.

    Example:
        >>> from app.base.paths import sample
        >>> [(entry.path.suffix, entry.frames) for entry in list_photographs([sample()])]
        [('.png', 1)]
    """
    by_file = groupby(find_photographs(paths), key=attrgetter("path"))
    return tuple(entry for path, entries in by_file for entry in _described(path, list(entries)))


def find_photographs(paths: Iterable[Path]) -> Iterator[Entry]:
    """Yield the photographs that files, folders, DICOMDIRs and archives hold, undescribed.

    Folders are searched with their subfolders, in sorted order; hidden files and linked folders
    are passed over. What only its name makes a picture is yielded too, so that its damage is told
    (or that its link leads nowhere, or that it is a pipe); so is a place that holds no photograph,
    with that as its problem.
    """
    for path in paths:
        # Not Path.is_dir, which raises for a folder that may not be entered.
        yield from _in_folder(path) if os.path.isdir(path) else _in_file(path)


def read_photograph(entry: Entry, frame: int = 0, colours: Colours = "stated") -> FundusImage:
    """Read the photograph that an entry names; see ``read_image``.

    Raises:
        RetivascError: the entry has a problem, or it cannot be read.
    """
    with written_is_told(entry.path):
        return decode(read_content(entry), entry.location, frame, colours)


def decode_photograph(
    entry: Entry, frame: int = 0, colours: Colours = "stated"
) -> DecodedPhotograph:
    """Decode the photograph that an entry names; whether it is sound is left for later.

    Raises:
        RetivascError: the entry has a problem, or it cannot be read.
    """
    with written_is_told(entry.path):
        content = read_content(entry)
        return DecodedPhotograph(
            decode(content, entry.location, frame, colours, checked=False), content
        )


def read_content(entry: Entry) -> bytes:
    """Return the bytes of the file or of the archive's member that an entry names.

    Raises:
        RetivascError: the entry has a problem, or it cannot be read.
    """
    if entry.problem is not None:
        raise entry.problem
    if entry.member is None:
        return read_file(entry.path)
    return read_member(entry.path, entry.member)


def _in_folder(folder: Path) -> Iterator[Entry]:
    found = False
    closed: list[OSError] = []
    for path in _files_below(folder, closed.append):
        start = start_of(path)
        if path.suffix.lower() == ".zip" and looks_like_archive(start):
            entries = _in_archive(path)
        elif looks_like_index(start):  # what it lists is found next to it
            continue
        elif path.suffix.lower() in _SUFFIXES or starts_like_picture(start):
            entries = iter((Entry(path),))
        else:
            continue
        for entry in entries:
            found = True
            yield entry
    yield from map(_closed_folder, closed)
    if not (found or closed):
        yield _without_photograph(folder)


def _files_below(folder: Path, on_closed: Callable[[OSError], None]) -> Iterator[Path]:
    # os.walk does not follow links to folders.
    for place, folders, files in os.walk(folder, onerror=on_closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(place, name)


def _in_file(path: Path) -> Iterator[Entry]:
    start = start_of(path)
    if looks_like_archive(start):
        yield from _in_archive(path)
    elif looks_like_index(start):
        yield from _in_index(path)
    else:
        yield Entry(path)


def _in_archive(path: Path) -> Iterator[Entry]:
    try:
        with open_archive(path) as archive:
            found = [_in_member(path, archive, name) for name in member_names(archive)]
    except RetivascError as error:
        found = [Entry(path, problem=error)]
    entries = [entry for entry in found if entry is not None]
    yield from entries or [_without_photograph(path)]


def _in_member(path: Path, archive: ZipFile, name: str) -> Entry | None:
    try:
        with open_member(archive, name) as file:
            start = file.read(START)
    except RetivascError as error:
        return Entry(path, name, problem=error)
    named = Path(name).suffix.lower() in _SUFFIXES
    pictured = starts_like_picture(start) and not looks_like_index(start)
    return Entry(path, name) if named or pictured else None


def _in_index(path: Path) -> Iterator[Entry]:
    """Yield the pictures that a DICOMDIR names, as far as they lie in its folder."""
    try:
        with open_file(path) as file, damage_is_told(path):
            records = list(parse(file, path).get("DirectoryRecordSequence") or ())
            named = [
                [value] if isinstance(value, str) else [str(part) for part in value]
                for record in records
                if record.get("DirectoryRecordType") == "IMAGE"
                and (value := record.get("ReferencedFileID"))
            ]
    except RetivascError as error:
        yield Entry(path, problem=error)
        return
    inside = resolved(path.parent)
    for parts in named:
        yield _referenced(path.parent, inside, parts)
    if not named:
        yield _without_photograph(path)


def _referenced(folder: Path, inside: Path, parts: list[str]) -> Entry:
    path = folder.joinpath(*parts)
    odd = any(part in ("", ".", "..") or set(part) & set("/\\:\0") for part in parts)
    # A link may lead out of the folder, too.
    if not odd and resolved(path).is_relative_to(inside):
        lower = folder.joinpath(*(part.lower() for part in parts))  # as some discs are mounted
        return Entry(lower if os.path.exists(lower) and not os.path.exists(path) else path)
    problem = UnsupportedImageError(
        message("The index lists “{name}”, which is not in its folder.", name=path),
        message("Ask whoever made this export for a new one."),
    )
    return Entry(folder / "DICOMDIR", problem=problem)


def _closed_folder(error: OSError) -> Entry:
    path = Path(error.filename)
    return Entry(path, problem=ImageReadError(*unreadable(path, error)))


def _without_photograph(path: Path) -> Entry:
    problem = ImageReadError(
        message("“{name}” contains no photograph.", name=path.name or path),
        message("Choose a folder, an archive or a DICOMDIR with photographs."),
    )
    return Entry(path, problem=problem)


def _described(path: Path, entries: list[Entry]) -> list[Entry]:
    """Read the headers of the entries of one file, opening an archive only once."""
    if all(entry.member is None for entry in entries):
        return [_with_header(entry, open_file(path)) for entry in entries]
    try:
        with open_archive(path) as archive:
            return [
                _with_header(entry, open_member(archive, str(entry.member))) for entry in entries
            ]
    except RetivascError as error:
        return [replace(entry, problem=error) for entry in entries]


def _with_header(entry: Entry, opening: AbstractContextManager[BinaryIO]) -> Entry:
    if entry.problem is not None:
        return entry
    try:
        with opening as file:
            return _read_header(entry, file)
    except RetivascError as error:
        return replace(entry, problem=error)


def _read_header(entry: Entry, file: BinaryIO) -> Entry:
    start = file.read(START)
    file.seek(0)
    if looks_like_raster(start) and not looks_like_dicom(start):
        # Going back in a packed member means inflating it again: pages are found in memory.
        pages = io.BytesIO(file.read()) if entry.member else file
        return replace(entry, frames=count_pages(pages, entry.location))
    if not starts_like_picture(start):
        raise unknown_kind(entry.location)
    with damage_is_told(entry.location):
        dataset = parse(file, entry.location, header_only=True)
        try:
            check_is_photograph(dataset, entry.location, pixels=False)
        except UnsupportedImageError as reason:
            return replace(entry, problem=reason, declined=True)
        return replace(
            entry,
            patient=read_patient(dataset),
            date=exam_date(dataset),
            eye=read_laterality(dataset)[0],
            description=read_description(dataset),
            frames=frame_count(dataset),
            unsuitable=why_not_measured(dataset, 0),
        )
