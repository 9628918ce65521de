import io
import re

import msgspec
import pytest
from pypdf import PdfReader

from app.analysis.analysis import Analysis, analyse
from app.analysis.comparison import Comparison, compare
from app.base.translation import LANGUAGES, load_catalogue
from app.domain.anatomy import Ellipse
from app.domain.photograph import Laterality
from app.domain.structures import Structure
from app.measurement.measures import MEASURES
from app.records.comparison import ComparisonRecord, comparison_record, comparison_to_json
from app.report.changes import signed_words
from app.report.comparison_page import render_comparison
from app.report.wording import format_value
from tests.anatomy.photographs import FIELD, Anatomist, Vessels, picture
from tests.readings import altered, reread
from tests.report.test_both_eyes import of_eye
from tests.support import photograph
from tests.warping import again

STILL = ((0.0, 1.0, 0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0, 0.0, 0.0))


@pytest.fixture(scope="module")
def visits() -> tuple[Analysis, Analysis]:
    """Give two photographs of one eye; in the second one a person drew a larger disc."""
    later = photograph(again(picture().pixels, FIELD, STILL), "later.png")
    first, second = (
        of_eye(analyse(each, (Vessels(), Anatomist())), Laterality.RIGHT)
        for each in (picture(), later)
    )
    return first, reread(second, disc=Ellipse((470.0, 370.0), (56.0, 54.0), 90.0))


@pytest.fixture(scope="module")
def comparison(visits) -> Comparison:
    found = compare(*visits)
    assert found.alignment.matched is not None
    return found


def pages_of(comparison: Comparison, language: str = "en") -> list[str]:
    pdf = render_comparison(comparison, load_catalogue(language))
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_the_record_has_the_numbers_of_the_anatomy(comparison):
    content = comparison_to_json(comparison_record(comparison))
    changes = msgspec.json.decode(content, type=ComparisonRecord).changes
    assert {each.id for each in MEASURES.values() if each.needs} <= changes.keys()
    ratio = changes["vertical_cup_disc_ratio"]
    assert ratio.change == pytest.approx(ratio.second - ratio.first)
    assert ratio.change < -0.05
    assert ratio.smallest_detectable is None
    zone = changes["vessel_density_artery_zone_c"]
    assert zone.first > 0
    assert zone.second > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_the_anatomy_of_both(comparison, language):
    _, *others = pages_of(comparison, language)
    text = "".join(others)
    catalogue = load_catalogue(language)
    for number in ("avr", "vertical_cup_disc_ratio", "vessel_density_vein_zone_c"):
        measure, change = MEASURES[number], comparison.changes[number]
        told = (
            catalogue.say(measure.name),
            format_value(change.first, measure),
            format_value(change.second, measure),
            signed_words(change.change, measure),
        )
        for each in told:
            assert re.sub(r"\s", "", each) in text


def test_what_is_withheld_is_named_with_its_reason(visits):
    first, second = visits
    others = dict(first.findings.others)
    others[Structure.FOVEA] = others[Structure.FOVEA] * 0
    blind = compare(reread(altered(first, others=others)), second)
    text = "".join(pages_of(blind))
    assert "Nofoveawasfound.(Vesseldensity,ETDRScentre;" in text


def test_of_vessels_alone_there_is_no_number_of_the_anatomy():
    later = photograph(again(picture().pixels, FIELD, STILL), "later.png")
    plain = compare(*(analyse(each, Vessels()) for each in (picture(), later)))
    assert not any("Disc,fovea" in page for page in pages_of(plain))
    assert "avr" not in plain.changes
