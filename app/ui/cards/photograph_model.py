"""The list of photographs as a tree: patients, their days, and the photographs taken then."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from PyQt5.QtCore import QMimeData, QModelIndex, QObject, Qt
from PyQt5.QtGui import QStandardItem, QStandardItemModel

from app.base.text import plain_line
from app.base.translation import Catalogue
from app.domain.photograph import NOBODY_SAYS, Identity, Laterality, Patient
from app.reading.listing import Entry
from app.ui.look.plain_text import tip_text
from app.ui.look.words import eye_abbreviation, eye_in_words
from app.ui.session.cases import Place, place_of
from app.ui.session.dragging import photographs_data

ROW_ROLE = Qt.ItemDataRole.UserRole
"""Under which the Row of a photograph is kept; headings have none."""

_EYES = (Laterality.RIGHT, Laterality.LEFT, Laterality.BOTH, Laterality.UNKNOWN)


@dataclass(frozen=True)
class State:
    """What was found in a photograph, what is being done with it, or why it cannot be opened.

    Attributes:
        spoken: the same for those who hear it; empty where the text will do.
    """

    text: str = ""
    spoken: str = ""
    tone: Literal["plain", "faint", "wrong"] = "plain"


@dataclass(frozen=True)
class Row:
    """What is shown of one photograph next to its thumbnail.

    Attributes:
        name: of its file, as far as that may be shown.
        details: its series and how many frames it has; may be empty.
        shown: whether the panes show it.
    """

    entry: Entry
    eye: Laterality
    name: str = ""
    details: str = ""
    state: State = State()
    shown: bool = False

    def without_name(self, text: str) -> str:
        """Return a text in which the file's name is replaced by the one that may be shown."""
        return text.replace(plain_line(self.entry.location.name), self.name)


@dataclass(frozen=True)
class Holder:
    """Whom a photograph shows, as the store knows it.

    Attributes:
        patient: the store's id of the patient; empty where it knows nobody.
        identity: what a person, or the patient's record, says.
    """

    patient: str = ""
    identity: Identity = NOBODY_SAYS


class PhotographModel(QStandardItemModel):
    """A tree of photographs, sorted below headings for their patient and day.

    Patients and days are those that a person stated, or else the files.
    """

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._patient_shown = True
        self._items: dict[Place, _Item] = {}
        self._holders: dict[Place, Holder] = {}

    def add(self, entry: Entry) -> None:
        """Insert a photograph in order, below headings that are created when missing."""
        self._insert(Row(entry, entry.eye, details=self._details(entry)))

    def _insert(self, row: Row) -> None:
        entry, root = row.entry, self._root()
        patients = root.rowCount()
        holder = self._holders.get(place_of(entry), Holder())
        shows, date = _group(entry, holder)
        patient = _child(root, _patient_order(shows, holder), shows)
        day = _child(patient, (date is None, date or ""), shows)
        if not day.text():
            day.setText(_written(date) or self.tr("No date stated"))
        name = entry.location.name
        order = (_EYES.index(entry.eye), _natural(name), str(entry.location))
        self._items[place_of(entry)] = item = _child(day, order, shows)
        self._put(item, row)
        if root.rowCount() != patients:
            self._name_patients()

    def remove(self, entry: Entry) -> None:
        """Remove a photograph, and its headings when nothing is left below them."""
        self._holders.pop(place_of(entry), None)
        self._take_out(entry)

    def _take_out(self, entry: Entry) -> None:
        patients = self.rowCount()
        item: QStandardItem | None = self._items.pop(place_of(entry), None)
        while item is not None and not item.hasChildren():
            above = item.parent()
            (self._root() if above is None else above).removeRow(item.row())
            item = above
        if self.rowCount() != patients:
            self._name_patients()

    def remove_all(self) -> None:
        """Remove all photographs."""
        self._items.clear()
        self._holders.clear()
        self.clear()

    def set_holder(self, entry: Entry, holder: Holder) -> bool:
        """Note whom a listed photograph shows; tell whether it stands elsewhere now."""
        key = place_of(entry)
        item = self._items.get(key)
        former = self._holders.get(key, Holder())
        if item is None or holder == former:
            return False
        self._holders[key] = holder
        before, after = _group(entry, former), _group(entry, holder)
        if before == after and _patient_order(before[0], former) == _patient_order(
            after[0], holder
        ):
            return False
        row: Row = item.data(ROW_ROLE)
        self._take_out(entry)
        self._insert(row)
        return True

    def patient_at(self, index: QModelIndex) -> tuple[QModelIndex, str]:
        """Return the heading of a row's patient, and the store's id; empty where none is known."""
        while index.parent().isValid():
            index = index.parent()
        heading = self.itemFromIndex(index)
        rows = (row for day in _children(heading) for row in _children(day)) if heading else ()
        known = (self._holders.get(place_of(item.data(ROW_ROLE).entry)) for item in rows)
        patient = next((each.patient for each in known if each and each.patient), "")
        return (index, patient) if patient else (QModelIndex(), "")

    def change(self, entry: Entry, **changes: object) -> None:
        """Change fields of a photograph's Row; unlisted photographs are skipped."""
        item = self._items.get(place_of(entry))
        if item is not None:
            self._put(item, replace(item.data(ROW_ROLE), **changes))

    def set_patient_shown(self, shown: bool) -> None:
        """Choose whether patients are named or only numbered."""
        self._patient_shown = shown
        self._name_patients()
        for item in self._items.values():
            self._put(item, item.data(ROW_ROLE))

    def index_of(self, entry: Entry | None) -> QModelIndex:
        """Return where a photograph is; an invalid index where it is not listed."""
        item = self._items.get(place_of(entry)) if entry is not None else None
        return item.index() if item is not None else QModelIndex()

    def entries(self) -> Iterator[Entry]:
        """Yield the photographs from top to bottom."""
        for patient in _children(self._root()):
            for day in _children(patient):
                for item in _children(day):
                    yield item.data(ROW_ROLE).entry

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        """Return the photographs of some rows, those below headings too, as what is dragged."""
        waiting, found = list(indexes), dict[Place, None]()
        while waiting:
            row = waiting[0].data(ROW_ROLE)
            index = waiting.pop(0)
            if isinstance(row, Row):
                found[place_of(row.entry)] = None
            waiting += [self.index(each, 0, index) for each in range(self.rowCount(index))]
        return photographs_data(found)

    def supportedDragActions(self) -> Qt.DropActions:
        """Return that dragging leaves a photograph where it is."""
        return Qt.DropActions(Qt.DropAction.CopyAction)

    def _root(self) -> QStandardItem:
        root = self.invisibleRootItem()
        assert root is not None
        return root

    def _put(self, item: "_Item", row: Row) -> None:
        place = row.entry.location
        # A file, or its folder, is often named after the patient.
        row = replace(
            row, name=plain_line(place.name if self._patient_shown else f"…{place.suffix}")
        )
        item.setText(row.name)
        item.setData(row, ROW_ROLE)
        item.setData(row.without_name(self._in_words(row)), Qt.ItemDataRole.AccessibleTextRole)
        item.setToolTip(row.without_name(self._tip(row.entry)))

    def _details(self, entry: Entry) -> str:
        frames = self.tr("{count} frames").format(count=entry.frames) if entry.frames > 1 else ""
        return " · ".join(filter(None, (entry.description, frames)))

    def _in_words(self, row: Row) -> str:
        """Return "OD right eye, its name, its day, vessel density 7.3 %" for screen readers."""
        eye = self._catalogue.say(eye_in_words(row.eye))
        if row.eye is not Laterality.UNKNOWN:
            eye = f"{eye_abbreviation(row.eye)} {eye}"
        entry, state = row.entry, row.state.spoken or row.state.text
        said = (eye, plain_line(entry.location.name), _written(entry.date), row.details, state)
        return ", ".join(filter(None, said))

    def _tip(self, entry: Entry) -> str:
        lines = [plain_line(entry.location if self._patient_shown else entry.location.name)]
        if entry.problem is not None:
            say = self._catalogue.say
            lines += [say(entry.problem.message), say(entry.problem.hint)]
        return tip_text(*lines)

    def _name_patients(self) -> None:
        for row, item in enumerate(_children(self._root())):
            patient = item.shows
            stated = " · ".join(filter(None, (patient.name, patient.id)))
            if not stated:
                item.setText(self.tr("No patient stated"))
            elif self._patient_shown:
                item.setText(plain_line(stated))
            else:
                item.setText(self.tr("Patient {number}").format(number=row + 1))


class _Item(QStandardItem):
    """A photograph, or a heading with those below it; siblings are sorted by ``order``."""

    def __init__(self, order: tuple[object, ...], shows: Patient) -> None:
        super().__init__()
        self.order, self.shows = order, shows
        self.setEditable(False)


def _children(item: QStandardItem) -> Iterator[_Item]:
    return (item.child(row) for row in range(item.rowCount()))  # type: ignore[misc]


def _child(parent: QStandardItem, order: tuple[object, ...], shows: Patient) -> _Item:
    """Return the child of this order; it is made, in its place, when there is none."""
    rows = range(parent.rowCount())
    row = bisect_left(rows, order, key=lambda row: parent.child(row).order)  # type: ignore
    found = parent.child(row)
    if isinstance(found, _Item) and found.order == order:
        return found
    item = _Item(order, shows)
    parent.insertRow(row, item)
    return item


def _group(entry: Entry, holder: Holder) -> tuple[Patient, str | None]:
    """Return whom a photograph shows and when it was taken: a person's word before the file's."""
    # Of somebody else than the file names nothing of the file's patient may be told.
    shows = holder.identity.patient if holder.patient else entry.patient
    return shows, holder.identity.date or entry.date


def _patient_order(patient: Patient, holder: Holder) -> tuple[object, ...]:
    name, number = patient.name or "", patient.id or ""
    # Two of one name who have no ID are two.
    apart = (patient.issuer or "") if number else holder.patient
    return not (name or number), _natural(name or number), name, number, apart


def _natural(text: str) -> str:
    """Return a text by which 2 sorts before 10."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(12), text.casefold())


def _written(day: str | None) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else ""
