import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image, ImageDraw
from scipy import ndimage

from app.base.paths import sample
from app.domain.field import FieldMethod
from app.field.field_of_view import field_from_mask, find_field_of_view
from app.field.shapes import disc, erode_mask
from app.reading.opening import read_image
from tests.support import (
    RETINA,
    data_folder,
    field_of,
    intersection_over_union,
    make_fundus,
    with_border,
    with_text,
)

CIRCLES = {
    "centred": ((300, 300), (149.5, 149.5), 140),
    "wide frame": ((300, 500), (249.5, 149.5), 130),
    "off centre": ((400, 500), (200, 230), 150),
    "small": ((500, 500), (250, 240), 110),
    "top and bottom cut by the frame": ((300, 400), (199.5, 149.5), 175),
    "one side cut by the frame": ((400, 400), (120, 200), 170),
    "large": ((1200, 1400), (702.3, 598.1), 560),
}


def draw(shape, center, radius, background=0):
    inside = disc(shape, center, radius)
    pixels = np.where(inside[..., None], RETINA, background).astype(np.uint8)
    return pixels, inside


@pytest.mark.parametrize("name", CIRCLES)
def test_clean_circles(name):
    shape, center, radius = CIRCLES[name]
    pixels, inside = draw(shape, center, radius)
    field = find_field_of_view(pixels)
    assert field.method is FieldMethod.CIRCLE
    assert field.confidence > 0.9
    assert intersection_over_union(field.mask, inside) >= 0.98
    assert field.center == pytest.approx(center, abs=0.01 * radius + 0.5)
    assert field.diameter_px == pytest.approx(2 * radius, rel=0.015)
    assert field.area_px == np.count_nonzero(field.mask)


def test_a_grey_picture():
    pixels, inside = draw((300, 300), (150, 150), 140)
    pixels[:] = pixels[..., :1]
    assert intersection_over_union(field_of(pixels), inside) >= 0.98


def test_flat_black_bars():
    """Some cameras cut the circle off at the top and bottom, inside the frame."""
    pixels, inside = draw((400, 400), (199.5, 199.5), 180)
    inside[:70] = inside[-70:] = False
    pixels[~inside] = 0
    field = find_field_of_view(pixels)
    assert intersection_over_union(field.mask, inside) >= 0.98
    assert field.diameter_px == pytest.approx(360, rel=0.02)


@pytest.mark.parametrize("level", [3, 12])
def test_noise_in_the_border(level):
    pixels, inside = draw((400, 400), (200, 195), 170, background=6)
    noise = np.random.default_rng(0).normal(0, level, pixels.shape)
    noisy = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    assert intersection_over_union(field_of(noisy), inside) >= 0.98


def test_broken_pixels_everywhere():
    pixels, inside = draw((500, 560), (280, 250), 210)
    broken = np.random.default_rng(0).random(inside.shape)
    pixels[broken < 0.15] = 255
    pixels[broken > 0.85] = 0
    assert intersection_over_union(field_of(pixels), inside) >= 0.98


def test_a_thin_frame_that_touches_the_field():
    pixels, inside = draw((500, 560), (280, 250), 210)
    picture = Image.fromarray(pixels)
    ImageDraw.Draw(picture).rectangle((69, 39, 491, 461), outline=(255, 255, 255), width=3)
    field = find_field_of_view(np.asarray(picture))
    assert field.confidence > 0.9
    assert intersection_over_union(field.mask, inside) >= 0.98


def test_a_ragged_rim_is_evened_out():
    """All of the rim decides together; three points of it alone would be off."""
    rows, columns = np.mgrid[:500, :560]
    angle = np.arctan2(rows - 250, columns - 280)
    ragged = 210 + 2 * np.sin(40 * angle) + np.sin(97 * angle)
    pixels = np.where((np.hypot(rows - 250, columns - 280) < ragged)[..., None], RETINA, 0)
    field = find_field_of_view(pixels.astype(np.uint8))
    assert field.center == pytest.approx((280, 250), abs=0.15)
    assert field.diameter_px == pytest.approx(420, abs=1)


def test_a_notch_beside_the_circle():
    """Some cameras mark which way is up by a tab on the rim."""
    pixels, inside = draw((500, 500), (250, 250), 210)
    pixels[235:265, 440:480] = RETINA
    assert intersection_over_union(field_of(pixels), inside) >= 0.98


def test_one_side_hidden_by_an_eyelid():
    """The field is cut along a slanting line, far from the frame."""
    pixels, inside = draw((500, 500), (250, 250), 220)
    rows, columns = np.mgrid[:500, :500]
    inside &= rows + 0.4 * columns > 220
    pixels[~inside] = 0
    field = find_field_of_view(pixels)
    assert field.method is FieldMethod.CIRCLE
    assert field.diameter_px == pytest.approx(440, rel=0.02)
    assert intersection_over_union(field.mask, inside) >= 0.98


def test_a_dark_rim():
    inside = disc((500, 500), (250, 250), 230)
    depth = ndimage.distance_transform_edt(inside)
    light = np.clip(0.25 + depth / 60, 0, 1)[..., None] * inside[..., None]
    pixels = (np.array(RETINA) * light).astype(np.uint8)
    assert intersection_over_union(field_of(pixels), inside) >= 0.98


def test_a_rim_that_lies_nearly_in_the_dark():
    """Half of the rim is hardly brighter than the border; the circle is found all the same."""
    inside = disc((500, 500), (250, 250), 230)
    light = np.clip((np.arange(500) - 120) / 200, 0.02, 1)[None, :, None] * inside[..., None]
    pixels = np.round(np.array(RETINA) * light).astype(np.uint8)
    field = find_field_of_view(pixels)
    assert field.confidence > 0.9
    assert intersection_over_union(field.mask, inside) >= 0.98


@pytest.mark.parametrize("angle", [0.0, 0.7, 2.0])
def test_a_side_that_fades_into_the_dark_is_field(angle):
    """The rim is not seen there, yet the circle goes on: light fades, where a cut is sharp."""
    inside = disc((500, 500), (250, 250), 230)
    rows, columns = np.mgrid[-250:250, -250:250]
    along = columns * np.cos(angle) + rows * np.sin(angle)
    light = np.clip((along + 160) / 200, 0, 1)[..., None] * inside[..., None]
    field = find_field_of_view(np.round(np.array(RETINA) * light).astype(np.uint8))
    assert field.method is FieldMethod.CIRCLE
    assert intersection_over_union(field.mask, inside) >= 0.98


def test_a_fading_side_and_a_flat_bar_are_told_apart():
    inside = disc((500, 500), (250, 250), 230)
    light = np.clip((np.arange(500) - 90) / 200, 0, 1)[None, :, None] * inside[..., None]
    inside[400:] = False
    pixels = np.where(inside[..., None], np.round(np.array(RETINA) * light), 0)
    field = find_field_of_view(pixels.astype(np.uint8))
    assert intersection_over_union(field.mask, inside) >= 0.96
    assert not field.mask[405:, 150:].any()
    assert field.mask[210:290, 25].all()


def test_a_hazy_photograph_in_an_even_grey_border():
    inside = disc((400, 440), (220, 200), 180)
    pixels = np.where(inside[..., None], (92, 78, 80), 58).astype(np.uint8)
    field = find_field_of_view(pixels)
    assert field.method is FieldMethod.CIRCLE
    assert intersection_over_union(field.mask, inside) >= 0.98


def test_an_uneven_bright_surrounding_is_no_border():
    inside = disc((400, 440), (220, 200), 180)
    rows, columns = np.mgrid[:400, :440]
    uneven = 57 + 18 * np.cos(rows / 40) * np.cos(columns / 40)
    pixels = np.where(inside[..., None], (92, 78, 80), uneven[..., None]).astype(np.uint8)
    assert find_field_of_view(pixels).method is FieldMethod.FRAME


def test_a_square_cut_out_of_the_field_is_all_field():
    pixels = make_fundus(600).pixels[150:450, 150:450]
    field = find_field_of_view(pixels)
    assert field.method is FieldMethod.FRAME
    assert field.mask.all()


def test_top_and_bottom_cut_by_black_bars_with_text_in_them():
    pixels, inside = draw((500, 640), (320, 250), 240)
    inside[:60] = inside[-60:] = False
    pixels[~inside] = 0
    picture = Image.fromarray(pixels)
    pen = ImageDraw.Draw(picture)
    pen.text((240, 20), "OS  2026-03-01  45 deg", fill=(255, 255, 255))
    pen.rectangle((20, 455, 200, 490), fill=(255, 255, 255))
    field = find_field_of_view(np.asarray(picture))
    assert intersection_over_union(field.mask, inside) >= 0.98
    assert field.diameter_px == pytest.approx(480, rel=0.02)


def test_text_in_the_corners():
    pixels, inside = draw((500, 600), (300, 250), 220)
    picture = Image.fromarray(pixels)
    pen = ImageDraw.Draw(picture)
    pen.text((5, 5), "OD 2026-03-01", fill=(255, 255, 255))
    pen.rectangle((520, 430, 590, 490), fill=(200, 200, 200))
    field = find_field_of_view(np.asarray(picture))
    assert intersection_over_union(field.mask, inside) >= 0.98


def test_dark_vessels_and_a_dark_macula_leave_no_holes():
    fundus = make_fundus(400)
    pixels = fundus.pixels.copy()
    pixels[disc((400, 400), (260, 200), 25)] = 4
    assert intersection_over_union(field_of(pixels), fundus.field) >= 0.98


def test_a_picture_without_a_border_is_all_field():
    noise = np.random.default_rng(1).normal(0, 8, (200, 260, 3))
    field = find_field_of_view(np.clip(np.array(RETINA) + noise, 0, 255).astype(np.uint8))
    assert field.method is FieldMethod.FRAME
    assert field.mask.all()
    assert field.center == (129.5, 99.5)
    assert field.diameter_px == 260
    assert field.confidence == 0


def test_a_square_on_a_border_is_all_field_as_it_is_without_the_border():
    square = make_fundus(600).pixels[150:450, 150:450]
    field = find_field_of_view(with_border(square, 60, 40, 50, 70))
    assert field.method is FieldMethod.FRAME
    assert np.argwhere(field.mask).min(axis=0).tolist() == [40, 60]
    assert np.argwhere(field.mask).max(axis=0).tolist() == [339, 359]
    assert field.center == (60 + 149.5, 40 + 149.5)
    assert field.diameter_px == 300


def lozenge():
    rows, columns = np.mgrid[-150:150, -150:150]
    inside = abs(rows) + abs(columns) < 110
    return np.where(inside[..., None], RETINA, 0).astype(np.uint8), inside


def test_a_field_that_is_no_circle_is_outlined_with_low_confidence():
    pixels, truth = lozenge()
    field = find_field_of_view(pixels)
    assert field.method is FieldMethod.OUTLINE
    assert field.confidence < 0.5
    assert field.fields == 1
    assert intersection_over_union(field.mask, truth) >= 0.95


def test_an_outlined_field_has_no_holes():
    pixels, truth = lozenge()
    pixels[130:160, 120:170] = 0
    field = find_field_of_view(pixels)
    assert field.method is FieldMethod.OUTLINE
    assert intersection_over_union(field.mask, truth) >= 0.95


@pytest.mark.parametrize("value", [0, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 900), (900, 1), (2, 3), (64, 64), (1500, 40)])
def test_flat_pictures_never_raise(shape, value):
    field = find_field_of_view(np.full((*shape, 3), value, np.uint8))
    assert field.mask.shape == shape
    assert field.mask.all()
    assert field.method is FieldMethod.FRAME


@settings(max_examples=80)
@given(
    arrays.arrays(
        np.uint8,
        st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3)),
        elements=st.sampled_from([0, 0, 0, 20, 200, 255]),
    ),
    st.integers(1, 6),
)
def test_any_picture_has_a_field(pixels, enlargement):
    pixels = pixels.repeat(enlargement, axis=0).repeat(enlargement, axis=1)
    field = find_field_of_view(pixels)
    assert field.mask.shape == pixels.shape[:2]
    assert field.mask.any()
    assert field.diameter_px > 0
    assert 0 <= field.confidence <= 1


@settings(max_examples=60)
@given(
    arrays.arrays(
        np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60), st.just(3)), fill=st.just(0)
    )
)
def test_no_noise_raises(pixels):
    field = find_field_of_view(pixels)
    assert field.mask.shape == pixels.shape[:2]
    assert field.mask.any()


def test_the_same_picture_gives_the_same_field():
    pixels = make_fundus(300, seed=4).pixels
    first, second = find_field_of_view(pixels), find_field_of_view(pixels.copy())
    assert np.array_equal(first.mask, second.mask)
    assert first.center == second.center


# --- borders -------------------------------------------------------------------------------

FUNDUS = make_fundus(320)
PLAIN = find_field_of_view(FUNDUS.pixels)
CUT = make_fundus(400, seed=5).pixels[45:330, 30:]
PLAIN_CUT = find_field_of_view(CUT)
WIDTHS = st.integers(0, 400)


def same_field(found, plain, left, top):
    """Return whether a field is the same except for its place."""
    height, width = plain.mask.shape
    there = found.mask[max(0, top) :, max(0, left) :]
    expected = plain.mask[max(0, -top) :, max(0, -left) :][: there.shape[0], : there.shape[1]]
    return (
        found.center == pytest.approx((plain.center[0] + left, plain.center[1] + top), abs=0.02)
        and found.diameter_px == pytest.approx(plain.diameter_px, abs=0.02)
        and found.confidence == pytest.approx(plain.confidence, abs=0.01)
        and found.area_px == pytest.approx(plain.area_px, rel=0.001)
        and np.count_nonzero(there[:height, :width] ^ expected) <= 0.001 * plain.area_px
        and (found.fields, found.insets) == (1, 0)
    )


@settings(max_examples=40, deadline=None)
@given(
    *(WIDTHS,) * 4,
    st.sampled_from([(0, 0), (3, 1), (40, 0), (40, 1), (128, 0), (255, 0), (250, 1)]),
    st.booleans(),
)
def test_a_border_of_any_width_and_shade_changes_nothing(left, top, right, bottom, border, cut):
    pixels, plain = (CUT, PLAIN_CUT) if cut else (FUNDUS.pixels, PLAIN)
    bordered = with_border(pixels, left, top, right, bottom, *border)
    assert same_field(find_field_of_view(bordered), plain, left, top)


def shaded(light, cut=True, border=0):
    """Draw a field of view under some light, cut off where ``cut`` is false."""
    inside = disc((500, 500), (250, 250), 230)
    pixels = np.array(RETINA) * np.clip(light, 0, 1)[..., None]
    return np.where((inside & cut)[..., None], np.maximum(np.round(pixels), border), border).astype(
        np.uint8
    )


DOWN, ACROSS = np.mgrid[:500, :500]
DIM = {
    "cut by the frame in a shadow": shaded((443 - DOWN) / 200)[:420],
    "cut aslant where it is dim": shaded(
        np.maximum((380 - DOWN) / 150, 0.16), DOWN + 0.015 * ACROSS < 420, 4
    )[:424],
}


@pytest.mark.parametrize("border", [(0, 0), (3, 1)])
@pytest.mark.parametrize("name", DIM)
def test_a_border_round_a_field_that_is_dim_at_its_edge_changes_nothing(name, border):
    plain = find_field_of_view(DIM[name])
    bordered = with_border(DIM[name], 120, 120, 120, 120, *border)
    assert plain.method is FieldMethod.CIRCLE
    assert same_field(find_field_of_view(bordered), plain, 120, 120)


@pytest.mark.parametrize("shade", [0, 40, 128, 255])
def test_words_in_a_border_change_nothing(shade):
    bordered = with_border(FUNDUS.pixels, 60, 60, 60, 60, shade)
    for place in ((70, 20), (250, 5), (200, 400)):
        bordered = with_text(bordered, place, 0 if shade == 255 else 255)
    assert same_field(find_field_of_view(bordered), PLAIN, 60, 60)


def test_a_card_on_a_desk_in_a_window_changes_nothing():
    """Borders within borders: the picture's own, a white card, a grey window, a dark one."""
    bordered = FUNDUS.pixels
    for shade in (255, 128, 30):
        bordered = with_border(bordered, 30, 50, 40, 20, shade)
    assert same_field(find_field_of_view(bordered), PLAIN, 90, 150)


@pytest.mark.parametrize("margin", [0, 1, 5])
def test_a_border_cropped_away_changes_nothing(margin):
    rows, columns = (np.flatnonzero(PLAIN.mask.any(axis=axis)) for axis in (1, 0))
    top, left = rows[0] - margin, columns[0] - margin
    cropped = FUNDUS.pixels[top : rows[-1] + 1 + margin, left : columns[-1] + 1 + margin]
    assert same_field(find_field_of_view(cropped), PLAIN, -left, -top)


@pytest.mark.parametrize("turned", [lambda p: p[:, ::-1], lambda p: p[::-1], np.rot90])
def test_mirroring_and_turning_change_no_field(turned):
    found = find_field_of_view(np.ascontiguousarray(turned(FUNDUS.pixels)))
    assert found.diameter_px == pytest.approx(PLAIN.diameter_px, rel=0.002)
    assert intersection_over_union(found.mask, turned(PLAIN.mask)) > 0.995


# --- several fields of view ----------------------------------------------------------------

ONE, OTHER = make_fundus(300, seed=1).pixels, make_fundus(300, seed=2).pixels
SMALL = make_fundus(160, seed=3).pixels


def overlapped(*places):
    """Draw fields of view over each other, each at its x and y."""
    inside = make_fundus(300).field
    picture = np.zeros((900, 900, 3), np.uint8)
    for number, (x, y) in enumerate(places):
        there = picture[y : y + 300, x : x + 300]
        there[inside] = make_fundus(300, seed=number).pixels[inside]
    return picture


def tight(pixels):
    """Cut a picture off at its field of view."""
    return pixels[13:-13, 13:-13]


def beside(*pictures, axis=1, shade=0, gap=0):
    """Join pictures side by side (axis 1) or one below the other (axis 0)."""
    framed = [with_border(each, gap, gap, gap, gap, shade) for each in pictures]
    side = max(each.shape[1 - axis] for each in framed)
    lacking = [side - each.shape[1 - axis] for each in framed]
    filled = [
        with_border(each, 0, 0, *((0, lack) if axis else (lack, 0)), shade)
        for each, lack in zip(framed, lacking, strict=True)
    ]
    return np.concatenate(filled, axis=axis)


def sheet(shade, gap=30):
    row = beside(ONE, OTHER, ONE, shade=shade, gap=gap)
    page = beside(row, row, axis=0, shade=shade)
    for x in (50, 400, 750):
        page = with_text(page, (x, 332), 0 if shade == 255 else 255, "OD field 1")
    return page


ANGLES = np.arange(6) * np.pi / 3
MOSAIC = [(300 + round(170 * np.cos(a)), 300 + round(170 * np.sin(a))) for a in ANGLES]
SEVERAL = {
    "side by side": beside(ONE, OTHER),
    "one below the other": beside(ONE, OTHER, axis=0),
    "three": beside(ONE, OTHER, ONE),
    "four": beside(beside(ONE, OTHER), beside(OTHER, ONE), axis=0),
    "touching": beside(tight(ONE), tight(OTHER)),
    "a stereo pair, cut at top and bottom": beside(ONE[30:-30], ONE[30:-30]),
    "cut where they meet": beside(ONE[20:-20], OTHER[20:-20], axis=0),
    "of two sizes": beside(ONE, SMALL),
    "a black sheet": sheet(0),
    "a grey sheet": sheet(128),
    "a white sheet": sheet(255),
    "photographs that touch on a white sheet": beside(ONE, OTHER, shade=255),
    "two that overlap": overlapped((200, 300), (340, 320)),
    "three that overlap": overlapped((150, 300), (300, 320), (450, 300)),
    "seven that overlap": overlapped((300, 300), *MOSAIC),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_several_fields_of_view_are_counted(name):
    assert find_field_of_view(SEVERAL[name]).fields > 1


@pytest.mark.parametrize("border", [0, 255])
def test_several_fields_of_view_are_counted_within_a_border(border):
    pair = beside(ONE, OTHER)
    assert find_field_of_view(with_border(pair, 100, 50, 20, 300, border)).fields == 2


HALF = np.mgrid[-200:200, -200:200]
SPOILT = {
    "two lids": lambda rows, columns: (rows + 0.3 * columns > -70) & (rows - 0.2 * columns < 100),
    "a lid": lambda rows, columns: rows + 0.4 * columns > -50,
    "a lash across it": lambda rows, columns: abs(columns + 20) > 12,
    "a shadow": lambda rows, columns: np.clip((columns + 80) / 160, 0.03, 1),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", SPOILT)
def test_one_field_of_which_parts_are_hidden_is_one(name, seed):
    light = SPOILT[name](*HALF)[..., None]
    field = find_field_of_view((make_fundus(400, seed=seed).pixels * light).astype(np.uint8))
    assert (field.fields, field.insets) == (1, 0)


def with_inset(pixels, inset, place):
    changed = pixels.copy()
    x, y = place
    changed[y : y + inset.shape[0], x : x + inset.shape[1]] = inset
    return changed


@pytest.mark.parametrize("place", [(0, 0), (540, 0), (540, 540)])
@pytest.mark.parametrize("inset", [make_fundus(100).pixels, np.full((60, 100, 3), (30, 80, 200))])
def test_an_inset_is_told_and_is_no_second_field_of_view(place, inset):
    pixels = with_border(make_fundus(600).pixels, 0, 0, 40, 40)
    plain = find_field_of_view(pixels)
    field = find_field_of_view(with_inset(pixels, inset.astype(np.uint8), place))
    assert (field.fields, plain.insets) == (1, 0)
    assert field.insets > 0
    assert intersection_over_union(field.mask, plain.mask) > 0.99


@pytest.mark.parametrize("ground", [0, 30, 128, 255])
def test_a_photograph_in_a_window_with_words_and_buttons_is_one(ground):
    window = np.full((700, 1100, 3), ground, np.uint8)
    window[:50], window[50:, :250] = 200, 225
    for number in range(8):
        window[10:40, 20 + 40 * number : 50 + 40 * number] = (70, 120, 20 * number)
        window = with_text(window, (10, 70 + 30 * number), 0, f"Patient {number}")
    window = with_inset(window, make_fundus(500, seed=4).pixels, (400, 120))
    field = find_field_of_view(window)
    assert (field.method, field.fields) == (FieldMethod.CIRCLE, 1)
    assert field.confidence > 0.9
    assert field.center == pytest.approx((649.5, 369.5), abs=1)
    assert field.diameter_px == pytest.approx(460, rel=0.01)


# --- masks that are given ------------------------------------------------------------------


def test_field_from_mask():
    field = field_from_mask(disc((200, 300), (140, 90), 60))
    assert field.method is FieldMethod.MASK
    assert field.center == pytest.approx((140, 90), abs=0.1)
    assert field.diameter_px == pytest.approx(120.5, abs=1)
    assert field.confidence == 1


@pytest.mark.parametrize("cut", [0.1, 0.3])
def test_field_from_a_mask_that_the_frame_cuts_has_the_cameras_circle(cut):
    whole = disc((400, 400), (199.5, 199.5), 190)
    rows = round(cut * 380) // 2 + 10
    field = field_from_mask(whole[rows:-rows, 60:])
    assert field.center == pytest.approx((139.5, 199.5 - rows), abs=1)
    assert field.diameter_px == pytest.approx(380, rel=0.005)


def test_field_from_a_mask_that_is_no_circle_has_its_longer_side():
    mask = np.zeros((200, 300), np.bool_)
    mask[20:150, 30:280] = True
    mask[:20, 100:200] = mask[150:190, 90:110] = True
    assert field_from_mask(mask).diameter_px == 250


def test_field_from_an_empty_mask():
    field = field_from_mask(np.zeros((5, 5), np.bool_))
    assert (field.diameter_px, field.confidence, field.area_px) == (0, 0, 0)


def test_erosion_takes_the_width_off_the_rim():
    mask = disc((201, 201), (100, 100), 90)
    inner = erode_mask(mask, 10)
    expected = disc((201, 201), (100, 100), 80)
    assert intersection_over_union(inner, expected) > 0.98
    assert not (inner & ~mask).any()
    assert np.array_equal(erode_mask(mask, 0), mask)


@settings(max_examples=60)
@given(
    arrays.arrays(np.bool_, st.tuples(st.integers(1, 25), st.integers(1, 25)), fill=st.just(True)),
    st.one_of(st.floats(0, 40), st.integers(0, 40)),
)
def test_erosion_goes_by_the_distance(mask, width):
    """Compare with the exact distance of each pixel to the nearest one outside."""
    distance = ndimage.distance_transform_edt(mask) if not mask.all() else np.full(mask.shape, 99)
    before = mask.copy()
    assert np.array_equal(erode_mask(mask, width), distance > width)
    assert np.array_equal(mask, before)


def test_erosion_does_not_start_at_the_frame():
    half = np.ones((50, 60), np.bool_)
    half[:, :30] = False
    inner = erode_mask(half, 10)
    assert inner[:, 40:].all()
    assert not inner[:, :40].any()


def test_erosion_of_a_whole_frame_takes_nothing():
    assert erode_mask(np.ones((50, 60), np.bool_), 10).all()


def test_disc():
    assert disc((3, 3), (1, 1), 1).tolist() == [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
    assert np.count_nonzero(disc((400, 400), (200, 200), 150)) == pytest.approx(
        np.pi * 150**2, rel=0.001
    )


# --- real photographs ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "images", "masks", "every"),
    [
        ("DRIVE/training", "images/*.tif", "mask/*.gif", 2),
        ("CHASE_DB1", "images/*.jpg", "mask/*.gif", 2),
        ("HRF", "images/*.jpg", "mask/*.tif", 4),
    ],
)
def test_official_masks_are_met(name, images, masks, every):
    folder = data_folder(name)
    pairs = list(zip(sorted(folder.glob(images)), sorted(folder.glob(masks)), strict=True))
    shares = [
        intersection_over_union(
            field_of(read_image(image).pixels), read_image(mask).pixels[..., 0] > 127
        )
        for image, mask in pairs[::every]
    ]
    assert len(shares) >= 4
    assert min(shares) >= 0.95
    assert np.mean(shares) >= 0.98


@pytest.mark.parametrize("border", [(120, 0, 0.0), (60, 3, 1.0)])
@pytest.mark.parametrize("name", ["ARIA/517", "ARIA/533", "DRISHTI/drishtiGS_036"])
def test_a_border_moves_no_photograph_whose_rim_lies_in_shadow(name, border):
    folder, _, stem = name.partition("/")
    (path,) = data_folder(folder).glob(f"images/{stem}.*")
    pixels, (width, shade, noise) = read_image(path).pixels, border
    plain = find_field_of_view(pixels)
    bordered = find_field_of_view(with_border(pixels, *(width,) * 4, shade, noise))
    assert bordered.area_px == pytest.approx(plain.area_px, rel=0.002)
    assert bordered.confidence == pytest.approx(plain.confidence, abs=0.01)


@pytest.mark.parametrize("start", [35, 45, 60])
def test_a_strip_of_a_photograph_has_a_field_too(start):
    """Its circle is so large that what lies some way inside its edge lies outside the strip."""
    strip = np.ascontiguousarray(read_image(sample()).pixels[:, start : start + 20])
    field = find_field_of_view(strip)
    assert field.mask.shape == strip.shape[:2]
    assert field.area_px > 0
