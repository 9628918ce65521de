import csv
import io
from dataclasses import replace
from pathlib import Path

from app.analysis.analysis import Analysis
from app.base.errors import ImageReadError
from app.base.messages import message
from app.domain.photograph import Laterality
from app.records.building import analysis_record, failure_record
from app.records.tables import columns, results_csv
from tests.readings import altered


def read_table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def failure(path: str = "bad.png"):
    error = ImageReadError(message("It is damaged."), message("Open another."))
    return failure_record(Path(path), error)


def test_table_has_a_row_for_each_photograph_and_for_each_failure(
    analysis: Analysis, corrected: Analysis
):
    image = replace(analysis.image.with_laterality(Laterality.LEFT), path=Path("病例/左眼, 1.png"))
    records = [analysis_record(altered(analysis, image=image)), failure()]
    records.append(analysis_record(corrected))
    plain, failed, by_hand = read_table(results_csv(records))
    assert tuple(plain) == columns()
    assert (plain["file"], plain["eye"], plain["eye_source"]) == ("病例/左眼, 1.png", "L", "user")
    measured = analysis.measurements.numbers
    for number in measured:
        value = measured[number].value
        assert plain[f"{number}_value"] == ("" if value is None else str(value))
        assert plain[f"{number}_unit"] == measured[number].unit
        assert bool(plain[f"{number}_reason"]) == (value is None)
        assert plain[f"corrected_{number}_value"] == ""
    assert "The eye was set by the user" in plain["warnings"]
    assert plain["error"] == ""
    assert (failed["file"], failed["error"]) == ("bad.png", "It is damaged. Open another.")
    assert failed["vessel_density_value"] == ""
    density = corrected.shown_measurements.vessel_density.value
    assert by_hand["corrected_vessel_density_value"] == str(density)
    assert by_hand["vessel_density_value"] == plain["vessel_density_value"]


def test_no_cell_is_taken_for_a_formula():
    (row,) = read_table(results_csv([failure("=HYPERLINK(1).png")]))
    assert row["file"] == "'=HYPERLINK(1).png"


def test_a_row_stays_on_one_line_whatever_a_file_is_called():
    (row,) = read_table(results_csv([failure("a\r\n\x1b[2J\u202e<b>.png")]))
    assert row["file"] == "a\ufffd\ufffd\ufffd[2J\ufffd<b>.png"


def test_the_reason_that_decides_stands_first_in_the_table(analysis: Analysis):
    heart = altered(analysis, unsuitable=message("It is a heart."))
    told = altered(heart, quality=replace(heart.quality, reasons=(message("It is dark."),)))
    suitable = altered(told, unsuitable=None)
    first, second = read_table(results_csv([analysis_record(told), analysis_record(suitable)]))
    assert first["warnings"].startswith("It is a heart. ")
    assert first["exported_vessels"] == "none"
    assert second["warnings"].startswith("It is dark.")
