import importlib.util
import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from app.analysis.analysis import Analysis, analyse
from app.analysis.measured_mask import measure_mask
from app.base.errors import ConfigurationError, ImageReadError
from app.base.messages import message
from app.base.paths import resources
from app.domain.photograph import Laterality
from app.field.masks import Assumed
from app.measurement.measures import MEASURES
from app.records.building import analysis_record, failure_record, mask_record
from app.records.schema import (
    SCHEMA,
    AnalysisRecord,
    AnalyzeRequest,
    FailedRequest,
    FailureRecord,
    MeasureRequest,
    Record,
    Value,
    WindowRequest,
    read_record,
    record_to_json,
    to_plain,
)
from tests.support import ROOT, FakePredictor, make_fundus, photograph, refused

OLD = ROOT / "tests" / "data" / "records"
FUNDUS = make_fundus(256)


ANALYZE = AnalyzeRequest(
    software_version="0.1.0",
    frame=1,
    model=("unet", "1", "2" * 64),
    hysteresis=2.0,
    threshold=0.5,
    spacing_mm=None,
    eye=Laterality.LEFT,
    measure_anyway=False,
    photograph=False,
    report=True,
    dicom=False,
)
MEASURE = MeasureRequest(
    software_version="0.1.0", frame=1, spacing_mm=0.004, inverted=True, field="auto"
)


def load_maker():
    file = resources() / "schemas" / "make_schemas.py"
    spec = importlib.util.spec_from_file_location("make_schemas", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKER = load_maker()


@pytest.fixture(scope="module")
def records(analysis: Analysis, corrected: Analysis) -> dict[str, Record]:
    drawn = photograph(np.dstack([FUNDUS.vessels * np.uint8(255)] * 3))
    dark = photograph(FUNDUS.pixels // 10)
    error = ImageReadError(message("It is damaged."), message("Export it again."))
    published = {"result": "eye", "files": ("a",)}
    return {
        "analysed": analysis_record(analysis),
        "published": replace(analysis_record(analysis), request=ANALYZE, **published),
        "saved": replace(analysis_record(analysis), request=WindowRequest(), **published),
        "withheld": analysis_record(analyse(dark, FakePredictor())),
        "corrected": analysis_record(corrected),
        "mask": mask_record(measure_mask(drawn, Assumed.WHOLE, inverted=False)),
        "measured": replace(
            mask_record(measure_mask(drawn, Assumed.WHOLE, inverted=False)), request=MEASURE
        ),
        "failed": failure_record(Path("病例/左\udcff.png"), error),
        "told": replace(
            failure_record(Path("eye.png"), error),
            request=FailedRequest(command="analyze", input="/病例/左\udcff.png"),
        ),
    }


KINDS = (
    *("analysed", "published", "saved", "withheld", "corrected", "mask", "measured"),
    *("failed", "told"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_is_read_back_as_it_was_written(records, kind: str):
    content = record_to_json(records[kind])
    again = read_record(content)
    assert again == records[kind]
    assert record_to_json(again) == content
    assert content.startswith(b'{\n  "schema": "retivasc.analysis/2",\n')


def test_what_is_not_told_is_null_only_where_scripts_look_for_it(records):
    analysed, mask = to_plain(records["analysed"]), to_plain(records["mask"])
    assert analysed.keys() == mask.keys() == to_plain(records["withheld"]).keys()
    assert not {"error", "request", "result", "files"} & analysed.keys()
    assert mask["model"] is mask["threshold"] is mask["quality"] is mask["corrected"] is None
    assert to_plain(records["failed"]).keys() == {"schema", "image", "software_version", "error"}
    withheld = to_plain(records["withheld"])["measurements"]
    assert withheld["fractal_dimension"]["fit"] is None
    assert "fit" not in withheld["vessel_density"]


def test_a_request_has_the_keys_that_scripts_know(records):
    assert to_plain(records["published"])["request"] == {
        "command": "analyze",
        "software_version": "0.1.0",
        "frame": 1,
        "model": ["unet", "1", "2" * 64],
        "hysteresis": 2.0,
        "threshold": 0.5,
        "spacing_mm": None,
        "eye": "L",
        "measure_anyway": False,
        "photograph": False,
        "report": True,
        "dicom": False,
        "style": {},
    }
    assert to_plain(records["measured"])["request"] == {
        "command": "measure",
        "software_version": "0.1.0",
        "frame": 1,
        "spacing_mm": 0.004,
        "inverted": True,
        "field": "auto",
    }
    assert to_plain(records["saved"])["request"] == {"command": "window"}
    assert records["saved"].request.command == "window"


# --- the first version -----------------------------------------------------------------------


def test_a_record_of_the_first_version_is_read():
    content = (OLD / "analysis-1.json").read_bytes()
    record, old = read_record(content), json.loads(content)
    assert isinstance(record, AnalysisRecord)
    assert record.measurements.keys() == old["measurements"].keys() <= MEASURES.keys()
    density = old["corrected"]["measurements"]["vessel_density"]["value"]
    assert record.corrected.measurements["vessel_density"].value == density > 0
    assert (record.result, record.files) == ("fundus", ("fundus_mask.png",))
    told = to_plain(record)
    assert told["field_of_view"].pop("file") is told.pop("excluded") is None
    for measured in (told, told["corrected"]):
        quadrants = (each["vessel_density"] for each in measured["quadrants"].values())
        for number in (*measured["measurements"].values(), *quadrants):
            assert number.pop("interval") is number.pop("smallest_detectable") is None
            ends = {"low": number["low"], "high": number["high"]}
            assert number.pop("sensitivity") == (None if ends["low"] is None else ends)
    assert told["model"].pop("style") == {}
    assert told["quality"].pop("poor_parts") == {}
    assert told | {"schema": old["schema"]} == old


@pytest.mark.parametrize(
    "broken",
    [{"measurements": 1}, {"measurements": {"a": 1}}, {"quadrants": {"upper_left": []}},
     {"quadrants": {"upper_left": {}}}, {"corrected": {"measurements": None}}, {"corrected": 2}],
)  # fmt: skip
def test_a_damaged_record_of_the_first_version_is_told(broken):
    old = json.loads((OLD / "analysis-1.json").read_bytes())
    error = refused(ConfigurationError, read_record, json.dumps(old | broken).encode())
    assert str(error).startswith("This analysis record is damaged: ")


def test_a_number_says_how_much_it_depends_on_the_threshold(records):
    told = to_plain(records["analysed"])
    quadrants = [each["vessel_density"] for each in told["quadrants"].values()]
    for number in (*told["measurements"].values(), *quadrants):
        assert number["interval"] is number["smallest_detectable"] is None
        if number["sensitivity"] is not None:
            assert number["sensitivity"] == {"low": number["low"], "high": number["high"]}
            assert number["low"] <= number["value"] <= number["high"]
    assert told["measurements"]["vessel_density"]["sensitivity"] is not None
    mask = to_plain(records["mask"])["measurements"]["vessel_density"]
    assert mask["value"] > 0
    assert mask["sensitivity"] is None


def test_a_failure_of_the_first_version_is_read():
    content = (OLD / "failure-1.json").read_bytes()
    record, old = read_record(content), json.loads(content)
    assert isinstance(record, FailureRecord)
    assert record.error.kind == "ImageReadError"
    assert to_plain(record) | {"schema": old["schema"]} == old


def test_a_record_from_before_corrections_is_read():
    old = json.loads((OLD / "analysis-1.json").read_bytes())
    for key in ("unsuitable", "corrected", "exported_vessels"):
        del old[key]
    record = read_record(json.dumps(old).encode())
    assert record.unsuitable is record.corrected is record.exported_vessels is None


# --- what cannot be read ---------------------------------------------------------------------


def changed(records, **changes) -> bytes:
    return json.dumps(to_plain(records["analysed"]) | changes).encode()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"[1]", b"null", b"{}", b'{"schema": 7}', b"[" * 99999,
     b'{"schema": "retivasc.report/1"}', b'{"schema": "retivasc.analysis/2", "threshold": NaN}'],
)  # fmt: skip
def test_what_is_no_record_is_told(content: bytes):
    error = refused(ConfigurationError, read_record, content)
    assert str(error).startswith("This is not an analysis record: ")


@pytest.mark.parametrize("schema", ["retivasc.analysis/3", "retivasc.analysis/"])
def test_a_version_that_is_not_known_is_told(records, schema: str):
    error = refused(ConfigurationError, read_record, changed(records, schema=schema))
    assert f"by another version of Retivasc ({schema})." in str(error)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"arteries": 1}, "unknown field `arteries`"),
        ({"threshold": "0.5"}, "`$.threshold`"),
        ({"image": {"path": "a.png"}}, "`$.image`"),
        ({"error": None}, "`$.image`"),
    ],
)
def test_what_does_not_fit_is_named(records, changes, told: str):
    error = refused(ConfigurationError, read_record, changed(records, **changes))
    assert str(error).startswith("This analysis record is damaged: ")
    assert told in str(error)


def test_a_key_that_is_missing_is_named(records):
    plain = to_plain(records["analysed"])
    del plain["image"]["sha256"]
    error = refused(ConfigurationError, read_record, json.dumps(plain).encode())
    assert "missing required field `sha256`" in str(error)


@pytest.mark.parametrize(("value", "reason"), [(None, None), (0.1, "It is too dark.")])
def test_a_number_is_there_or_withheld_for_a_reason(value, reason):
    with pytest.raises(ValueError, match="withheld for a reason"):
        Value(
            value=value,
            interval=None,
            sensitivity=None,
            smallest_detectable=None,
            low=None,
            high=None,
            unit="1",
            reason=reason,
        )


def test_no_record_may_hold_nan(records):
    with pytest.raises(ValueError, match="JSON"):
        record_to_json(replace(records["analysed"], threshold=float("nan")))


# --- the schema that is shipped ----------------------------------------------------------------


@pytest.mark.parametrize("name", MAKER.RECORDS)
def test_the_shipped_schemas_are_those_of_the_structs(name: str):
    assert json.loads(MAKER.file_of(name).read_bytes()) == json.loads(
        msgspec.json.encode(MAKER.record_schema(name))
    )


def test_schemas_are_named_after_their_version():
    assert MAKER.file_of(SCHEMA).name == "retivasc.analysis-2.json"


@pytest.mark.parametrize("kind", KINDS)
def test_records_fit_the_shipped_schema(records, kind: str):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(MAKER.file_of(SCHEMA).read_bytes())
    jsonschema.validate(to_plain(records[kind]), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(to_plain(records[kind]) | {"arteries": 1}, schema)
