"""Whose earlier visits are fetched by themselves: at a real archive (Orthanc)."""

from dataclasses import replace
from datetime import date

import pytest
from pydicom.uid import generate_uid
from sqlalchemy import select

from app.base.progress import ignore_progress, never_stop
from app.domain.photograph import Patient
from app.settings.archives import ArchiveNode
from app.store.opening import open_store
from app.store.tables import PHOTOGRAPHS
from app.ui.asking.earlier import EarlierVisits
from app.ui.asking.work import bringing_earlier
from tests.pacs.counterparts import US, orthanc
from tests.pacs.examples import kept_photograph
from tests.pacs.receiver import HOST, free_port
from tests.readings import altered

LONG_MS = 30_000
DAY = date(2026, 3, 1)
LI = Patient(id="P1", birth_date="19700102")
EARLIER, SAME_DAY, LATER, OF_ANOTHER, ALIKE = (str(generate_uid()) for _ in range(5))


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    with orthanc(tmp_path_factory.mktemp("orthanc")) as running:
        running.keep(
            kept_photograph(EARLIER, "20250110"),
            kept_photograph(SAME_DAY, "20260301"),
            kept_photograph(LATER, "20260401"),
            kept_photograph(OF_ANOTHER, "20250110", PatientID="P11"),
            kept_photograph(ALIKE, "20250110", PatientBirthDate="19991231"),
        )
        it = running.archive
        yield ArchiveNode(host=it.host, port=it.port, called=it.called, calling=US, earlier=True)


@pytest.mark.parametrize("identifier", ["P1", "P*"])
def test_only_earlier_visits_of_this_very_patient_come(node, tmp_path, identifier):
    patient = Patient(id=identifier, birth_date="19700102")
    work = bringing_earlier([node], patient, DAY, tmp_path, lambda _stop, _patience: None)
    came = work(ignore_progress, never_stop)
    expected = [tmp_path / EARLIER] if identifier == "P1" else []
    assert list(came.folders) == list(tmp_path.iterdir()) == expected
    assert came.missing == 0


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store", who="doctor@clinic")
    yield opened
    opened.close()


@pytest.fixture
def watching(opened, store, tmp_path):
    """Give what makes something that fetches for the patient of the photograph shown."""
    made = []

    def make(*nodes: ArchiveNode, patient: Patient = LI) -> EarlierVisits:
        image = opened.analysis.image
        image = replace(image, patient=patient, exam=replace(image.exam, date=f"{DAY:%Y%m%d}"))
        opened.analysis = altered(opened.analysis, image=image)
        made.append(
            EarlierVisits(
                opened, lambda _stop, _patience: store, lambda: nodes, lambda: tmp_path / "fetched"
            )
        )
        return made[-1]

    yield make
    for each in made:
        each.jobs.shut_down()


def test_what_came_is_told_once_and_known_to_the_store(qtbot, watching, store, node, opened):
    earlier = watching(node)
    with qtbot.waitSignals([earlier.fetched, earlier.noticed], timeout=LONG_MS):
        opened.analysis_changed.emit()
    with store.read() as connection:
        assert len(connection.execute(select(PHOTOGRAPHS)).all()) == 1
    opened.analysis_changed.emit()
    assert not earlier.busy


def test_an_archive_that_is_away_is_told_once(qtbot, watching, opened):
    away = ArchiveNode(host=HOST, port=free_port(), earlier=True)
    earlier = watching(away)
    with qtbot.waitSignal(earlier.failed, timeout=LONG_MS) as told:
        opened.analysis_changed.emit()
    assert "Nothing answers at" in str(told.args[0].message)
    opened.analysis_changed.emit()
    assert not earlier.busy


@pytest.mark.parametrize(("wished", "patient"), [(False, LI), (True, Patient(name="Li"))])
def test_nothing_is_asked_unwished_or_for_somebody_without_an_id(watching, opened, wished, patient):
    earlier = watching(ArchiveNode(host=HOST, port=free_port(), earlier=wished), patient=patient)
    opened.analysis_changed.emit()
    assert not earlier.busy
