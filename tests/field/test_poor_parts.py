import io

import numpy as np
import pytest
from PIL import Image

from app.base.paths import sample
from app.domain.quality import TILES, Flaw
from app.field.field_of_view import field_from_mask, find_field_of_view
from app.field.poor_parts import LEAST_TOLD, find_poor_parts, part_reasons, square_of, told_parts
from app.field.quality import assess_quality
from app.reading.opening import read_image
from tests.studies.degradations import add_noise
from tests.studies.local_degradations import blurred_part, hazy_part, shadow
from tests.support import encode, make_fundus, photograph, with_border, with_text

FUNDUS = make_fundus(400)
RIGHT, DOWN = 0.0, np.pi / 2


@pytest.fixture(scope="module")
def real():
    return read_image(sample()).pixels


@pytest.fixture(scope="module")
def field(real):
    return find_field_of_view(real)


def parts_of(pixels, field):
    return {part.flaw: part for part in find_poor_parts(photograph(pixels), field)}


def told(pixels, field):
    return set(map(str, part_reasons(find_poor_parts(photograph(pixels), field))))


def assess(pixels, field):
    return assess_quality(photograph(pixels), field)


def with_exudates(pixels, field):
    """Put bright specks a vessel's width apart into the lower left quadrant."""
    spoilt = pixels.copy()
    (x, y), diameter = field.center, field.diameter_px
    speck, step = round(0.012 * diameter), round(0.04 * diameter)
    for row in range(round(y + 0.1 * diameter), round(y + 0.3 * diameter), step):
        for column in range(round(x - 0.3 * diameter), round(x - 0.1 * diameter), step):
            spoilt[row : row + speck, column : column + speck] = (230, 210, 120)
    return spoilt


def test_of_sound_photographs_nothing_is_told(real, field):
    assert told(real, field) == set()
    assert told(FUNDUS.pixels, field_from_mask(FUNDUS.field)) == set()


@pytest.mark.parametrize(
    ("spoil", "flaw", "words"),
    [
        (shadow, Flaw.DARK, "is too dark"),
        (blurred_part, Flaw.BLURRED, "is blurred"),
        (hazy_part, Flaw.WASHED_OUT, "is washed out"),
    ],
)
@pytest.mark.parametrize(("angle", "place"), [(RIGHT, "right half"), (DOWN, "lower half")])
def test_a_spoilt_part_is_told_with_its_reason_share_and_place(
    real, field, spoil, flaw, words, angle, place
):
    spoilt = spoil(real, field, 0.4, angle)
    part = parts_of(spoilt, field)[flaw]
    assert 0.15 < part.share < 0.45  # tiles at its edge are half sound
    assert str(part.place) == place
    assert any(f" {words}" in each and f"({place})" in each for each in told(spoilt, field))


def test_bright_lesions_are_told_with_their_quadrant(real, field):
    part = parts_of(with_exudates(real, field), field)[Flaw.LESIONS]
    assert part.share > LEAST_TOLD
    assert str(part.place) == "lower left"


def test_noise_is_no_lesion(real, field):
    noisy = add_noise(real, field, 30)
    assert all(part.flaw is not Flaw.LESIONS for part in told_parts(assess(noisy, field)))


def test_tiles_lie_where_the_part_is_and_in_one_part_only(real, field):
    parts = parts_of(shadow(with_exudates(real, field), field, 0.4, RIGHT), field)
    assert all(column >= TILES // 2 for _, column in parts[Flaw.DARK].tiles)
    tiles = [tile for part in parts.values() for tile in part.tiles]
    assert len(tiles) == len(set(tiles))
    left, top, right, bottom = square_of(field)
    assert right - left == bottom - top == round(field.diameter_px)


def test_a_small_part_is_known_and_not_told(real, field):
    quality = assess(shadow(real, field, 0.04, RIGHT), field)
    assert quality.poor_parts[0].flaw is Flaw.DARK
    assert 0 < quality.poor_parts[0].share < LEAST_TOLD
    assert all(part.flaw is not Flaw.DARK for part in told_parts(quality))


CHANGES = {
    "a black border": lambda pixels: with_border(pixels, 60, 60, 60, 60),
    "a grey border": lambda pixels: with_border(pixels, 45, 7, 0, 90, 128),
    "words in the margin": lambda pixels: with_text(pixels, (4, 4)),
    "JPEG at 95": lambda pixels: np.asarray(
        Image.open(io.BytesIO(encode(pixels, "jpeg", quality=95)))
    ),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("spoilt", ["sound", "shadow", "blurred part"])
def test_what_lies_round_a_photograph_and_saving_it_again_change_no_verdict(
    real, field, change, spoilt
):
    how = {"shadow": shadow, "blurred part": blurred_part}.get(spoilt)
    pixels = real if how is None else how(real, field, 0.3, DOWN)
    changed = CHANGES[change](pixels)
    before = assess(pixels, find_field_of_view(pixels))
    after = assess(changed, find_field_of_view(changed))
    assert after.verdict is before.verdict
    shares = {part.flaw: part.share for part in told_parts(before)}
    assert {part.flaw: part.share for part in told_parts(after)} == pytest.approx(shares, abs=0.03)


def test_a_field_that_is_hardly_there_is_judged_too():
    mask = np.zeros((300, 300), dtype=bool)
    mask[140:143, 140:260] = True
    assert isinstance(
        find_poor_parts(photograph(FUNDUS.pixels[:300, :300]), field_from_mask(mask)), tuple
    )
