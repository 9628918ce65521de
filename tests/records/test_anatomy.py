import io

import numpy as np
import pytest
from PIL import Image

from app.analysis.analysis import analyse
from app.domain.anatomy import Ellipse, Told, VesselKind
from app.domain.structures import Structure
from app.records.building import analysis_record
from app.records.pictures import arteries_veins_png, overlay_png
from app.records.schema import read_record, record_to_json, to_plain
from tests.anatomy.photographs import DISC, Anatomist, Vessels, picture
from tests.readings import reread


@pytest.fixture(scope="module")
def known():
    return analyse(picture(), (Vessels(), Anatomist()))


@pytest.fixture(scope="module")
def plain():
    return analyse(picture(), Vessels())


def test_the_anatomy_has_its_keys_in_pixels_of_the_photograph(known):
    anatomy = to_plain(analysis_record(known))["anatomy"]
    assert set(anatomy) == {
        *("disc", "disc_reason", "cup", "cup_reason", "fovea", "fovea_reason"),
        *("eye_suggested", "undecided_share"),
    }
    disc = anatomy["disc"]
    assert set(disc) == {"center_px", "semi_axes_px", "angle_deg", "confidence"}
    assert disc["center_px"] == pytest.approx(DISC.center, abs=0.5)
    assert disc["semi_axes_px"] == pytest.approx(DISC.semi_axes, abs=1)
    assert set(anatomy["fovea"]) == {"center_px", "confidence"}
    assert anatomy["eye_suggested"] == "R"
    assert anatomy["undecided_share"] < 0.1
    assert anatomy["disc_reason"] is anatomy["cup_reason"] is anatomy["fovea_reason"] is None


def test_what_was_not_found_is_null_with_its_reason():
    blind = Anatomist()
    for structure in (Structure.DISC, Structure.CUP, Structure.FOVEA):
        blind.known[structure] = np.zeros_like(blind.known[structure])
    anatomy = to_plain(analysis_record(analyse(picture(), (Vessels(), blind))))["anatomy"]
    assert anatomy["disc"] is anatomy["cup"] is anatomy["fovea"] is None
    assert anatomy["disc_reason"] == anatomy["cup_reason"] == "No optic disc was found."
    assert anatomy["fovea_reason"] == "No fovea was found."
    assert anatomy["eye_suggested"] is None


def test_without_models_that_look_there_is_no_such_key(plain):
    record = to_plain(analysis_record(plain))
    assert "anatomy" not in record
    assert "other_models" not in record
    assert "avr" not in record["measurements"]


def test_every_model_is_named(known):
    record = to_plain(analysis_record(known))
    assert record["model"]["name"] == "vessels"
    assert [each["name"] for each in record["other_models"]] == ["anatomist"]


def test_a_record_is_read_again(known):
    told = Told((300.0, 200.0), VesselKind.VEIN)
    corrected = reread(known, disc=Ellipse((460.0, 370.0), (50.0, 45.0)), vessel_kinds=(told,))
    for analysis in (known, corrected):
        record = analysis_record(analysis)
        assert read_record(record_to_json(record)) == record


def test_what_a_person_placed_stands_with_the_corrected_numbers(known):
    told = Told((300.0, 200.0), VesselKind.VEIN)
    after = reread(known, disc=Ellipse((460.0, 370.0), (50.0, 45.0)), vessel_kinds=(told,))
    record = to_plain(analysis_record(after))
    corrected = record["corrected"]
    assert corrected["anatomy"]["disc"]["center_px"] == [460.0, 370.0]
    assert corrected["anatomy"]["disc"]["confidence"] == 1
    assert corrected["vessel_kinds"] == [{"place_px": [300.0, 200.0], "kind": "vein"}]
    assert record["anatomy"]["disc"]["center_px"] == pytest.approx(DISC.center, abs=0.5)
    assert record["exported_vessels"] == "automatic"


def decode(content):
    return np.asarray(Image.open(io.BytesIO(content)))


def test_arteries_and_veins_are_a_picture_of_the_photographs_size(known):
    drawn = decode(arteries_veins_png(known))
    assert drawn.shape == known.image.pixels.shape
    assert np.array_equal(drawn.any(axis=2), known.shown_vessels.native)
    colours = {tuple(each) for each in np.unique(drawn.reshape(-1, 3), axis=0).tolist()}
    assert {(255, 0, 0), (0, 0, 255)} < colours
    assert colours <= {(0, 0, 0), (255, 0, 0), (0, 0, 255), (0, 255, 0), (255, 255, 255)}


def test_without_models_that_tell_there_is_no_such_picture(plain):
    with pytest.raises(ValueError, match="told apart"):
        arteries_veins_png(plain)


def test_the_overlay_has_the_zones(known, plain):
    overlay, before = decode(overlay_png(known)), decode(overlay_png(plain))
    x, y = (round(each) for each in DISC.center)
    for radius in (2, 3, 5):
        place = y, round(x - radius * known.landmarks.disc.ellipse.radius)
        around = np.s_[place[0] - 1 : place[0] + 2, place[1] - 2 : place[1] + 3]
        assert (overlay[around] == 200).all(axis=2).any()
        assert not (before[around] == 200).all(axis=2).any()
