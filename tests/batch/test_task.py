"""The one way from a file to an outcome, and that an outcome gets through to other processes."""

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.analysis import analysis as core
from app.base.errors import ImageReadError, ModelLoadError
from app.base.messages import message
from app.base.progress import Cancelled
from app.batch.task import Drawn, Options, Outcome, task
from app.domain.photograph import Laterality
from app.domain.reading import Reading
from app.field.masks import Assumed
from app.reading.listing import Entry
from app.records.schema import FailureRecord, read_record, record_to_json, to_plain
from tests.support import FakePredictor, dicom_bytes, encode, make_dicom, make_fundus, refused

FUNDUS = make_fundus(256)
ALL = Options(
    threshold=0.6, eye=Laterality.LEFT, spacing_mm=0.02, measure_anyway=True, colours="ybr"
)


def load_models(_on_progress, _should_stop) -> FakePredictor:
    return FakePredictor()


@pytest.fixture
def photograph(tmp_path: Path) -> Entry:
    path = tmp_path / "eye.png"
    path.write_bytes(encode(FUNDUS.pixels))
    return Entry(path)


@pytest.fixture
def mask(tmp_path: Path) -> Entry:
    path = tmp_path / "mask.png"
    path.write_bytes(encode(FUNDUS.vessels))
    return Entry(path)


@pytest.fixture
def damaged(tmp_path: Path) -> Entry:
    path = tmp_path / "damaged.png"
    path.write_bytes(encode(FUNDUS.pixels)[:200])
    return Entry(path)


def numbers(outcome: Outcome):
    return {name: number.value for name, number in outcome.result.measurements.numbers.items()}


# --- what is done --------------------------------------------------------------------------


def test_file_and_model_say_what_nobody_said_beforehand(tmp_path: Path):
    path = tmp_path / "eye.dcm"
    path.write_bytes(dicom_bytes(make_dicom(FUNDUS.pixels, ImageLaterality="R")))
    reading = task(Entry(path), Options(), load_models).analysis().reading
    assert reading == Reading(FakePredictor().outputs[0].threshold, Laterality.RIGHT)


def test_what_was_said_beforehand_is_the_reading(photograph: Entry):
    analysis = task(photograph, ALL, load_models).analysis()
    wanted = Reading(0.6, Laterality.LEFT, spacing_mm=0.02, measure_anyway=True)
    assert analysis.reading == wanted
    assert analysis.image.colours == "ybr"


def test_a_person_has_the_last_word(photograph: Entry):
    said = Reading(0.4, Laterality.RIGHT)
    seen = []

    def reading_of(findings):
        seen.append(findings)
        return said

    analysis = task(photograph, ALL, load_models, reading_of=reading_of).analysis()
    assert analysis.reading == said
    assert seen == [analysis.findings]


def test_a_script_and_the_task_find_the_same(photograph: Entry):
    outcome = task(photograph, replace(ALL, colours="stated"), load_models)
    image = outcome.analysis().findings.image
    said = {"laterality": Laterality.LEFT, "spacing_mm": 0.02}
    by_script = core.analyse(image, FakePredictor(), threshold=0.6, measure_anyway=True, **said)
    assert numbers(outcome) == {n: m.value for n, m in by_script.measurements.numbers.items()}
    assert np.array_equal(outcome.result.vessels.native, by_script.vessels.native)


def test_the_frame_that_was_asked_for_is_opened(tmp_path: Path):
    path = tmp_path / "eye.tif"
    frames = FUNDUS.pixels, FUNDUS.pixels[::-1].copy()
    first, second = map(Image.fromarray, frames)
    first.save(path, save_all=True, append_images=[second])
    image = task(Entry(path), Options(frame=1), load_models).analysis().image
    assert image.frame == 1
    assert np.array_equal(image.pixels, frames[1])


def test_what_was_read_already_is_not_read_again(photograph: Entry):
    content = photograph.path.read_bytes()
    photograph.path.unlink()
    analysis = task(photograph, Options(), load_models, content=content).analysis()
    assert analysis.image.path == photograph.path


def test_a_mask_is_measured_without_a_model(mask: Entry):
    def fails(*_):
        pytest.fail("a model was loaded")

    options = Options(spacing_mm=0.02, drawn=Drawn(Assumed.WHOLE))
    measured = task(mask, options, fails).mask()
    assert measured.image.spacing.row_mm == 0.02
    assert measured.measurements.vessel_density.value == pytest.approx(
        np.count_nonzero(FUNDUS.vessels) / FUNDUS.vessels.size, rel=0.05
    )


def test_a_photograph_without_models_fails_of_that(photograph: Entry):
    assert isinstance(task(photograph, Options()).error, ModelLoadError)


def test_a_file_that_cannot_be_read_waits_for_no_model(damaged: Entry):
    def fails(*_):
        pytest.fail("a model was loaded")

    outcome = task(damaged, Options(), fails)
    assert isinstance(outcome.error, ImageReadError)
    assert refused(ImageReadError, outcome.analysis) is outcome.error
    assert outcome.result is None
    assert outcome.warnings == ()


def test_an_entry_with_a_problem_fails_of_it(tmp_path: Path):
    problem = ImageReadError(message("It is damaged."), message("Export it again."))
    assert task(Entry(tmp_path, problem=problem), Options(), load_models).error is problem


def test_what_nobody_foresaw_passes_through(photograph: Entry):
    def fails(*_):
        raise MemoryError

    with pytest.raises(MemoryError):
        task(photograph, Options(), fails)


# --- progress and cancellation ----------------------------------------------------------------


def test_progress_only_grows_and_names_its_stages(photograph: Entry):
    told = []

    def load(on_progress, _should_stop):
        on_progress(0.0, "load model")
        return FakePredictor()

    task(photograph, Options(), load, on_progress=lambda *step: told.append(step))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert 0 == shares[0] < shares[-1] <= 1
    stages = list(dict.fromkeys(stage for _, stage in told))
    assert stages[:2] == ["read", "load model"]
    assert stages[-1] == "measure"


def test_it_stops_wherever_it_is_asked(photograph: Entry):
    asked = []
    task(photograph, Options(), load_models, should_stop=lambda: bool(asked.append(1)))
    assert len(asked) > 3
    for last in range(len(asked)):
        left = iter([False] * last)
        with pytest.raises(Cancelled):
            task(photograph, Options(), load_models, should_stop=lambda left=left: next(left, True))


def test_a_mask_stops_too(mask: Entry):
    with pytest.raises(Cancelled):
        task(mask, Options(drawn=Drawn(Assumed.AUTO)), should_stop=lambda: True)


# --- getting through --------------------------------------------------------------------------


@pytest.fixture(params=["photograph", "mask", "damaged"])
def outcome(request, photograph: Entry, mask: Entry, damaged: Entry) -> Outcome:
    file = {"photograph": photograph, "mask": mask, "damaged": damaged}[request.param]
    drawn = Drawn(Assumed.WHOLE) if request.param == "mask" else None
    return task(file, replace(ALL, colours="stated", drawn=drawn), load_models)


def test_an_outcome_survives_pickling(outcome: Outcome):
    again = pickle.loads(pickle.dumps(outcome))
    assert (again.file, again.options) == (outcome.file, outcome.options)
    assert again.warnings == outcome.warnings
    assert (again.error is None) == (outcome.error is None) == (again.result is not None)
    if outcome.error is None:
        assert numbers(again) == numbers(outcome)
        created = {"created": to_plain(outcome.record)["created"]}
        assert to_plain(again.record) | created == to_plain(outcome.record) | created
    else:
        assert again.error.to_plain() == outcome.error.to_plain()
        assert again.record == outcome.record


def test_what_is_asked_for_survives_pickling():
    for options in (ALL, Options(drawn=Drawn(Path("field.png"), inverted=True))):
        assert pickle.loads(pickle.dumps(options)) == options


def test_the_record_of_an_outcome_is_read_back(outcome: Outcome):
    record = outcome.record
    assert read_record(record_to_json(record)) == record
    assert record.image.path == str(outcome.file.location)
    assert isinstance(record, FailureRecord) is (outcome.error is not None)
