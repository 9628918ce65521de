import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage
from skimage import data

from app.base.messages import message
from app.base.paths import sample
from app.domain.field import FieldMethod, FieldOfView
from app.domain.maps import ProbabilityMap
from app.domain.quality import Quality, Verdict
from app.field import quality as quality_module
from app.field.field_of_view import field_from_mask, find_field_of_view
from app.field.quality import (
    Aspect,
    AspectKind,
    assess_quality,
    judge_aspects,
    judge_emptiness,
    judge_vessels,
    with_vessel_evidence,
)
from app.reading.opening import read_image
from tests.studies.degradations import DEGRADATIONS, blur, haze
from tests.support import encode, make_fundus, photograph, with_border, with_text

FUNDUS = make_fundus(400)
CENTER = (199.5, 199.5)


@pytest.fixture(scope="module")
def real():
    return read_image(sample()).pixels


def judge(pixels):
    return assess_quality(
        photograph(np.clip(pixels, 0, 255).astype(np.uint8)), field_from_mask(FUNDUS.field)
    )


def reasons(quality):
    return " ".join(map(str, quality.reasons))


def test_a_clear_photograph_is_good():
    quality = judge(FUNDUS.pixels)
    assert quality.verdict is Verdict.GOOD
    assert quality.score > 0.9
    assert quality.reasons == ()


def falling(scores):
    """Return whether scores fall, apart from what the camera's noise does to them."""
    steady = all(later <= earlier + 0.005 for earlier, later in pairwise(scores))
    return steady and scores[-1] < scores[0]


def test_blur_lowers_the_score():
    blurred = [
        judge(ndimage.gaussian_filter(FUNDUS.pixels.astype(float), (sigma, sigma, 0)))
        for sigma in (0, 2, 4, 6, 9, 14)
    ]
    assert falling([quality.score for quality in blurred])
    assert "blurred" in reasons(blurred[-1])


def test_darkness_lowers_the_score():
    dark = [judge(FUNDUS.pixels * gain) for gain in (1.0, 0.3, 0.18, 0.15, 0.12, 0.05)]
    assert falling([quality.score for quality in dark])
    assert dark[-1].verdict is Verdict.NOT_GRADABLE
    assert dark[-1].score == 0
    assert "too dark" in reasons(dark[-1])


@pytest.mark.parametrize(
    ("part", "rows", "columns"),
    [
        ("left third", slice(None), slice(0, 150)),
        ("right third", slice(None), slice(250, None)),
        ("upper third", slice(0, 150), slice(None)),
        ("lower third", slice(250, None), slice(None)),
        ("central column", slice(None), slice(145, 255)),
    ],
)
def test_darkness_of_a_part_is_told_with_its_place(part, rows, columns):
    pixels = FUNDUS.pixels.copy()
    pixels[rows, columns] //= 20
    quality = judge(pixels)
    assert quality.score < 0.7  # the vessels that are not found there lower it further
    assert quality.reasons[0].source == "The {part} of the picture is underexposed."
    assert str(quality.reasons[0]) == f"The {part} of the picture is underexposed."


def test_haze_lowers_the_score_and_a_hazy_part_is_told_with_its_place(real):
    field = find_field_of_view(real)
    hazy = [haze(real, field, strength) for strength in (0.0, 0.4, 0.6, 0.75, 0.9)]
    assert falling([assess_quality(photograph(pixels), field).score for pixels in hazy])
    assert "is hazy: its vessels" in reasons(assess_quality(photograph(hazy[-1]), field))
    lower = real.copy()
    lower[620:] = hazy[-1][620:]
    quality = assess_quality(photograph(lower), field)
    assert "The vessels in the lower third of the picture have little contrast." in reasons(quality)
    assert "washed out: vessels hardly stand out (lower half)." in reasons(quality)


def test_overexposure_lowers_the_score():
    bright = [judge(FUNDUS.pixels * gain) for gain in (1.0, 2.5, 3.2, 4.0, 6.0)]
    assert falling([quality.score for quality in bright])
    assert "overexposed" in reasons(bright[-1])


def test_wrong_colours_are_told():
    green = judge(FUNDUS.pixels[..., [1, 0, 2]])
    assert green.verdict is Verdict.USABLE
    assert "colours" in reasons(green)
    assert "colours" in reasons(judge(FUNDUS.pixels[..., ::-1]))


def test_a_greenish_haze_is_no_wrong_colour():
    """Such a photograph has hardly more green than red; one with swapped channels far more."""
    greenish = FUNDUS.pixels.copy()
    greenish[..., 1] = np.clip(greenish[..., 0] * 1.03, 0, 255)
    assert "colours" not in reasons(judge(greenish))


def test_a_photograph_without_colour_is_told():
    grey = judge(np.repeat(FUNDUS.pixels[..., 1:2], 3, axis=2))
    assert grey.verdict is Verdict.USABLE
    assert "no colour" in reasons(grey)


@pytest.mark.parametrize(
    ("method", "verdict"),
    [(FieldMethod.FRAME, Verdict.NOT_GRADABLE), (FieldMethod.OUTLINE, Verdict.USABLE)],
)
def test_a_guessed_field_is_told_and_without_one_nothing_is_measured(method, verdict):
    field = FieldOfView(FUNDUS.field, (199.5, 199.5), 368, method, 0.0)
    quality = assess_quality(FUNDUS.image, field)
    assert quality.verdict is verdict
    assert "guess" in reasons(quality)


@pytest.mark.parametrize(
    ("sigma", "verdict"),
    [(0, Verdict.GOOD), (4, Verdict.USABLE), (6, Verdict.USABLE), (8, Verdict.NOT_GRADABLE)],
)
def test_a_real_photograph_is_judged_by_its_blur(real, sigma, verdict):
    """At 4 px a fifth of the Dice with the expert's vessels is lost, at 6 px a third."""
    blurred = ndimage.gaussian_filter(real, (sigma, sigma, 0))
    assert assess_quality(photograph(blurred), find_field_of_view(real)).verdict is verdict


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_whatever_spoils_a_photograph_never_raises_the_score(real, name):
    apply, strengths = DEGRADATIONS[name]
    for pixels in (real, make_fundus(1024).pixels):
        field = find_field_of_view(pixels)
        spoilt = [pixels, *(apply(pixels, field, strength) for strength in strengths)]
        scores = [
            assess_quality(photograph(each), find_field_of_view(each)).score for each in spoilt
        ]
        assert falling(scores)
        assert scores[0] > 0.95
        assert scores[-1] < 0.05


@pytest.mark.parametrize(("spoil", "strength"), [(blur, 0), (blur, 0.003), (haze, 0.5)])
def test_the_score_does_not_depend_on_the_resolution(real, spoil, strength):
    spoilt = spoil(real, find_field_of_view(real), strength)
    scores = [
        assess_quality(photograph(reduced), find_field_of_view(reduced)).score
        for part in (1, 2, 4)
        for reduced in [_reduced(spoilt, part)]
    ]
    assert max(scores) - min(scores) < 0.08


def _reduced(pixels, part):
    size = pixels.shape[1] // part, pixels.shape[0] // part
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


@pytest.mark.parametrize("moved", [(0, 0), (3, 5)])
def test_blocks_of_strong_compression_are_told_wherever_their_grid_lies(real, moved):
    apply, _ = DEGRADATIONS["JPEG"]
    pixels = apply(real, find_field_of_view(real), 95)[moved[0] :, moved[1] :]
    quality = assess_quality(photograph(pixels), find_field_of_view(pixels))
    assert quality.verdict is Verdict.NOT_GRADABLE
    assert "blocks" in reasons(quality)


def test_a_field_that_lies_mostly_outside_the_picture_is_told(real):
    corner = real[:400, :400]
    field = find_field_of_view(corner)
    assert field.method is FieldMethod.CIRCLE
    quality = assess_quality(photograph(corner), field)
    assert quality.verdict is not Verdict.GOOD
    assert "of the round field of view lies within the picture" in reasons(quality)


def test_a_circle_of_which_only_a_part_was_seen_is_called_so():
    field = FieldOfView(FUNDUS.field, CENTER, 368, FieldMethod.CIRCLE, 0.55)
    quality = assess_quality(FUNDUS.image, field)
    assert quality.verdict is Verdict.USABLE
    assert reasons(quality).startswith("Only part of the rim")


def test_an_inset_is_told_and_takes_nothing_from_the_score(real):
    wider = np.pad(real, ((0, 0), (0, 300), (0, 0)))
    plain = assess_quality(photograph(wider), find_field_of_view(wider))
    wider[:240, -249:] = _reduced(real, 4)
    quality = assess_quality(photograph(wider), find_field_of_view(wider))
    assert (quality.score, quality.verdict) == (plain.score, Verdict.GOOD)
    assert reasons(quality) == (
        "The picture shows something besides the field of view; only the field is measured."
    )


@pytest.mark.parametrize("border", [0, 40])
def test_words_beside_the_field_are_not_told(border):
    pixels = np.where(FUNDUS.field[..., None], FUNDUS.pixels, border).astype(np.uint8)
    wider = np.pad(pixels, ((0, 0), (0, 200), (0, 0)), constant_values=border)
    for line in range(8):
        wider = with_text(wider, (420, 40 + 20 * line))
    quality = assess_quality(photograph(wider), find_field_of_view(wider))
    assert quality.verdict is Verdict.GOOD
    assert quality.reasons == ()


@pytest.mark.parametrize("shade", [0, 3, 40, 128, 255])
@pytest.mark.parametrize("widths", [(120, 120, 120, 120), (999, 0, 0, 0), (7, 300, 0, 41)])
def test_a_border_changes_no_verdict_and_no_score(real, widths, shade):
    plain = assess_quality(photograph(real), find_field_of_view(real))
    bordered = with_border(real, *widths, shade, noise=1.0 if shade == 3 else 0.0)
    quality = assess_quality(photograph(bordered), find_field_of_view(bordered))
    assert quality.score == pytest.approx(plain.score, abs=0.001)
    assert (quality.verdict, quality.reasons) == (plain.verdict, plain.reasons)


@pytest.mark.parametrize("quality", [60, 95])
def test_a_border_round_a_photograph_of_small_blocks_changes_no_verdict(real, quality):
    """The border of one that was compressed after it was put on has noise of its own."""
    plain, bordered = (
        assess_quality(photograph(each), find_field_of_view(each))
        for each in (
            _compressed(real, quality),
            _compressed(with_border(real, 120, 120, 120, 120), quality),
        )
    )
    assert bordered.verdict is plain.verdict
    assert bordered.score == pytest.approx(plain.score, abs=0.02)


def _compressed(pixels, quality):
    return np.asarray(Image.open(io.BytesIO(encode(pixels, "jpeg", quality=quality))))


@pytest.mark.parametrize(
    "change",
    [
        lambda pixels: pixels[:, ::-1],
        np.rot90,
        lambda pixels: np.asarray(
            Image.fromarray(pixels).resize((2 * pixels.shape[1], 2 * pixels.shape[0]))
        ),
    ],
    ids=["mirrored", "turned", "enlarged"],
)
def test_mirroring_turning_and_enlarging_change_no_verdict(real, change):
    plain = assess_quality(photograph(real), find_field_of_view(real))
    changed = np.ascontiguousarray(change(real))
    quality = assess_quality(photograph(changed), find_field_of_view(changed))
    assert quality.verdict is plain.verdict
    assert quality.score == pytest.approx(plain.score, abs=0.05)


def test_the_largest_doubt_is_told_beside_a_part_that_is(monkeypatch):
    """Two small doubts add up; that of a part must not hide the larger one of the whole."""
    of_a_part = Aspect(AspectKind.CONTRAST, 0.8, message("A part."), local=True)
    of_the_whole = Aspect(AspectKind.BLUR, 0.62, message("The whole."))
    sound = Aspect(AspectKind.GRAIN, 1.0, message("Nothing."))
    for aspects, told in (
        ((of_a_part, of_the_whole, sound), "A part. The whole."),
        ((of_a_part, sound), "A part."),
        ((of_the_whole, sound), ""),
    ):
        monkeypatch.setattr(quality_module, "judge_aspects", lambda *_, found=aspects: found)
        assert reasons(assess_quality(FUNDUS.image, field_from_mask(FUNDUS.field))) == told


# --- what the model makes of it --------------------------------------------------------------


def found(probability):
    """Wrap (h, w) probabilities, all of them in the field."""
    values = np.asarray(probability, np.float32)
    return ProbabilityMap(values, values, np.ones(values.shape, np.bool_), CENTER)


LATTICE = np.zeros((320, 320))
LATTICE[::10] = 1.0  # vessels everywhere


def test_sure_vessels_leave_the_score_as_it_is():
    quality = Quality(0.8, Verdict.GOOD)
    assert with_vessel_evidence(quality, found(LATTICE * 0.97)) == quality


def test_the_less_sure_the_vessels_the_lower_the_score():
    scores = [
        with_vessel_evidence(Quality(1.0, Verdict.GOOD), found(LATTICE * sureness)).score
        for sureness in (0.9, 0.63, 0.6, 0.57, 0.52, 0.45)
    ]
    assert falling(scores)
    assert scores[0] == 1
    assert scores[-1] == 0


def test_the_more_of_the_field_is_without_vessels_the_lower_the_score():
    scores = []
    for hidden in (0, 80, 160, 240, 320):
        seen = LATTICE.copy()
        seen[:, :hidden] = 0
        scores.append(judge_emptiness(found(seen)).score)
    assert scores[0] == 1
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0
    half = np.where(np.arange(320) < 160, 0, LATTICE)
    told = judge_emptiness(found(half)).reason
    assert str(told) == "No vessels are found in 50 % of the field."


def test_unsure_vessels_and_none_at_all_are_told_apart():
    unsure = with_vessel_evidence(Quality(1.0, Verdict.GOOD), found(LATTICE * 0.55))
    assert "uncertain" in reasons(unsure)
    none = with_vessel_evidence(Quality(1.0, Verdict.GOOD), found(np.zeros((50, 60))))
    assert (none.score, none.verdict) == (0, Verdict.NOT_GRADABLE)
    assert reasons(none) == "No vessels were found."


def test_a_small_doubt_of_the_vessels_is_told_where_it_turns_the_verdict():
    of_a_part = (message("A part."),)
    vessels = found(LATTICE * 0.61)
    assert judge_vessels(vessels).score == pytest.approx(0.8, abs=0.01)
    turned = with_vessel_evidence(Quality(0.55, Verdict.GOOD, of_a_part), vessels)
    assert turned.verdict is Verdict.USABLE
    assert "uncertain" in reasons(turned)
    held = with_vessel_evidence(Quality(0.9, Verdict.GOOD, of_a_part), vessels)
    assert held.reasons == of_a_part


def test_vessels_are_judged_inside_the_measured_field_only():
    sure = np.where(np.arange(100) < 50, 0.95, 0.45)[None, :].repeat(40, axis=0).astype(np.float32)
    left = np.zeros(sure.shape, np.bool_)
    left[:, :50] = True
    assert judge_vessels(ProbabilityMap(sure, sure, left, CENTER)).score == 1
    assert judge_vessels(ProbabilityMap(sure, sure, ~left, CENTER)).score == 0


# --- what is no colour photograph of a fundus ----------------------------------------------


@pytest.mark.parametrize("name", ["astronaut", "coffee", "camera", "chelsea", "moon", "rocket"])
@pytest.mark.parametrize("grey", [False, True])
def test_pictures_of_other_things_are_not_gradable(name, grey):
    pixels = getattr(data, name)()
    if grey or pixels.ndim == 2:
        pixels = np.repeat(pixels.reshape(*pixels.shape[:2], -1)[..., :1], 3, axis=2)
    quality = assess_quality(photograph(pixels), find_field_of_view(pixels))
    assert quality.verdict is Verdict.NOT_GRADABLE
    assert quality.reasons


def test_a_red_free_photograph_is_doubted_not_refused():
    fundus = data.retina()
    red_free = np.repeat(fundus[..., 1:2], 3, axis=2)
    for pixels, verdict in ((fundus, Verdict.GOOD), (red_free, Verdict.USABLE)):
        quality = assess_quality(photograph(pixels), find_field_of_view(pixels))
        assert quality.verdict is verdict
    assert reasons(quality).startswith("The photograph has no colour")


def test_each_kind_of_aspect_is_judged_once():
    kinds = [aspect.kind for aspect in judge_aspects(FUNDUS.image, field_from_mask(FUNDUS.field))]
    assert sorted([*kinds, AspectKind.VESSELS, AspectKind.EMPTY]) == sorted(AspectKind)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (20, 20)])
@pytest.mark.parametrize("value", [0, 255])
def test_pictures_of_nothing_are_judged_too(shape, value):
    pixels = np.full((*shape, 3), value, np.uint8)
    quality = assess_quality(photograph(pixels), find_field_of_view(pixels))
    assert quality.verdict is Verdict.NOT_GRADABLE
    assert quality.reasons
