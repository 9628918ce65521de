from app.measurement.measures import MEASURES
from app.report.manual import Page, families, family_of, page_file, page_of
from tests.support import ROOT


def test_every_number_has_one_page():
    of_families = [measure for group in families().values() for measure in group]
    assert sorted(each.id for each in of_families) == sorted(MEASURES)


def test_numbers_that_differ_only_in_their_vessels_share_a_page():
    density = page_of(MEASURES["vessel_density"])
    assert density == "numbers/vessel-density"
    assert page_of(MEASURES["vessel_density_thin"]) == density
    assert page_of(MEASURES["vessel_density_artery_zone_b"]) == density
    assert page_of(MEASURES["mean_calibre_um"]) == page_of(MEASURES["mean_calibre"])
    assert page_of(MEASURES["tortuosity"]) != density
    assert family_of(MEASURES["avr"]) == "avr"


def test_pages_lie_in_the_folder_of_their_language():
    assert page_file(Page.KEYS, "zh_CN") == ROOT / "build" / "manual" / "zh_CN" / "keys.html"
