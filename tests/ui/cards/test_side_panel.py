from dataclasses import replace
from itertools import pairwise

import pytest
from PyQt5.QtCore import QPoint, Qt

from app.base.messages import message
from app.base.translation import LANGUAGES, load_catalogue
from app.domain.photograph import Laterality, Source, Spacing
from app.domain.quality import Quality, Verdict
from app.domain.reading import Stroke
from app.measurement.measures import FRACTAL_DIMENSION, LENGTH_DENSITY, MEAN_CALIBRE_UM, TORTUOSITY
from app.measurement.regions import Quadrant
from app.measurement.summary import withhold_all
from app.measurement.types import Measurement, withheld
from app.ui.cards.side_panel import WIDTH, SidePanel
from app.ui.look.style import style_sheet
from app.ui.look.themes import DARK
from app.ui.look.translator import CatalogueTranslator
from tests.readings import altered, reread


@pytest.fixture
def panel(qtbot, opened):
    panel = SidePanel(opened)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_empty_workspace_shows_dashes_and_no_controls(qtbot, workspace):
    panel = SidePanel(workspace)
    qtbot.addWidget(panel)
    assert panel.density.value.text() == "–"
    assert panel.origin.file.text() == "–"
    assert not panel.controls.isEnabled()


def test_numbers_are_shown_with_their_bands(opened, panel):
    density = opened.analysis.measurements.vessel_density
    assert panel.density.value.text() == f"{100 * density.value:.1f} %"
    assert f"{100 * density.low:.1f} – {100 * density.high:.1f} %" in panel.density.note.text()
    band = opened.analysis.measurements.band
    thresholds = f"at threshold\n{band.low_threshold:.2f} – {band.high_threshold:.2f}"
    assert thresholds in panel.density.note.text()
    dimension = opened.analysis.measurements.fractal_dimension
    assert panel.dimension.value.text() == f"{dimension.value:.3f}"


def test_numbers_of_another_threshold_are_marked(qtbot, opened, panel):
    tall = panel.density.note.height()
    with qtbot.waitSignal(opened.analysis_changed):
        opened.set_threshold(0.6)
        assert panel.density.value.property("stale") is True
        assert panel.density.note.text() == "measuring…"
        assert panel.density.note.minimumHeight() == tall  # what lies below stays where it is
    assert panel.density.value.property("stale") is False
    assert panel.origin.threshold.text() == "0.60"


def with_number(analysis, number, measurement):
    numbers = {**analysis.measurements.numbers, number: measurement}
    return altered(analysis, measurements=replace(analysis.measurements, numbers=numbers))


def test_withheld_number_gives_its_reason(opened, panel):
    reason = message("There are too few vessels to fit a fractal dimension.")
    opened.analysis = with_number(opened.analysis, FRACTAL_DIMENSION.id, withheld("1", reason))
    panel.refresh()
    assert panel.dimension.value.text() == "–"
    assert panel.dimension.note.text() == str(reason)


def test_number_without_a_band_says_so(opened, panel):
    number = FRACTAL_DIMENSION.id
    opened.analysis = with_number(opened.analysis, number, Measurement(1.4, None, None, "1"))
    panel.refresh()
    assert panel.dimension.note.text().startswith("sensitivity not known:\nnothing at 0.")


def test_number_of_a_mask_without_bands_has_no_note(opened, panel):
    measurements = replace(opened.analysis.measurements, band=None)
    opened.analysis = altered(opened.analysis, measurements=measurements)
    panel.refresh()
    assert panel.density.note.text() == ""


def test_further_numbers_unfold(opened, panel):
    more = panel.more
    assert not more.rows[TORTUOSITY.id].value.isVisible()
    more.toggle.click()
    winding = opened.analysis.measurements.numbers[TORTUOSITY.id]
    row = more.rows[TORTUOSITY.id]
    assert row.value.isVisible()
    assert row.value.text() == f"{winding.value:.3f}"
    assert row.band.text() == ""  # no interval is known of it
    assert more.expected.isHidden()
    assert row.name.toolTip() == ""
    research = more.rows[LENGTH_DENSITY.id]
    assert not research.value.isVisible()
    more.research.toggle.click()
    long = opened.analysis.measurements.numbers[LENGTH_DENSITY.id]
    assert research.value.isVisible()
    assert research.band.text() == f"{long.low:.2f} – {long.high:.2f}"
    band = opened.analysis.measurements.band
    thresholds = (
        f"Sensitivity to the threshold, {band.low_threshold:.2f} – {band.high_threshold:.2f}"
    )
    assert more.thresholds.text() == thresholds
    assert SidePanel(opened).more.toggle.isChecked()  # as when the language changes
    more.toggle.click()
    assert not row.value.isVisible()


def test_millimetres_are_shown_only_with_a_spacing(opened, panel):
    more = panel.more
    more.toggle.click()
    assert more.rows[MEAN_CALIBRE_UM.id].value.isHidden()
    image = replace(opened.analysis.image, spacing=Spacing(0.03, 0.03, Source.FILE))
    opened.analysis = reread(
        altered(opened.analysis, image=image), threshold=opened.reading.threshold
    )
    panel.refresh()
    assert more.rows[MEAN_CALIBRE_UM.id].value.isVisible()
    assert more.rows[MEAN_CALIBRE_UM.id].value.text().endswith(" µm")


def test_quadrants_lie_as_in_the_picture_and_take_their_names_from_the_eye(opened, panel):
    quadrants = panel.more.quadrants
    panel.more.toggle.click()
    assert quadrants[Quadrant.UPPER_LEFT].name.text() == "upper left"
    opened.set_laterality(Laterality.RIGHT)
    assert quadrants[Quadrant.UPPER_LEFT].name.text() == "superior-temporal"
    opened.set_laterality(Laterality.LEFT)
    assert quadrants[Quadrant.UPPER_LEFT].name.text() == "superior-nasal"
    upper_left, lower_right = (
        quadrants[quadrant].value.mapTo(panel, QPoint())
        for quadrant in (Quadrant.UPPER_LEFT, Quadrant.LOWER_RIGHT)
    )
    assert upper_left.x() < lower_right.x()
    assert upper_left.y() < lower_right.y()


def test_reason_of_several_is_given_once(opened, panel):
    reason = message("Less than half of this quadrant is in view.")
    measurements = opened.analysis.measurements
    nothing = {quadrant: withheld("1", reason) for quadrant in Quadrant}
    opened.analysis = altered(
        opened.analysis, measurements=replace(measurements, quadrant_densities=nothing)
    )
    panel.refresh()
    assert panel.more.reasons.text().splitlines().count(str(reason)) == 1
    assert not panel.more.reasons.isHidden()


def test_reason_to_withhold_everything_is_given_once(opened, panel):
    panel.more.toggle.click()
    reason = message("It is a CT.")
    opened.analysis = altered(opened.analysis, unsuitable=reason, measurements=withhold_all(reason))
    panel.refresh()
    assert panel.density.value.text() == panel.dimension.value.text() == "–"
    assert panel.density.note.text() == panel.dimension.note.text() == "withheld"
    assert panel.more.withheld.text() == "It is a CT."
    assert panel.more.toggle.isHidden()
    assert not panel.more.rows[TORTUOSITY.id].value.isVisible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_fits_the_least_width(qtbot, qapp, opened, language):
    opened.catalogue = load_catalogue(language)
    translator = CatalogueTranslator(opened.catalogue)
    qapp.installTranslator(translator)
    image = replace(opened.analysis.image, spacing=Spacing(0.03, 0.03, Source.FILE))
    image = image.with_laterality(Laterality.RIGHT)
    strokes = (Stroke(((60.0, 60.0), (190.0, 190.0)), 6.0),)
    analysis = reread(altered(opened.analysis, image=image), threshold=opened.reading.threshold)
    opened.analysis = reread(analysis, strokes=strokes)
    panel = SidePanel(opened)
    qapp.removeTranslator(translator)
    qtbot.addWidget(panel)
    for card in (panel.more, panel.plots, panel.tones):
        card.toggle.setChecked(True)
    font = panel.font()
    font.setPixelSize(14)
    panel.setFont(font)
    panel.setStyleSheet(style_sheet(DARK))
    panel.resize(panel.minimumSizeHint().width(), 600)
    panel.show()
    qtbot.waitUntil(lambda: panel.verticalScrollBar().isVisible())
    assert panel.width() == 320
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()


def test_column_is_wider_with_larger_writing(panel):
    font = panel.font()
    font.setPixelSize(21)
    panel.setFont(font)
    assert (panel.minimumSizeHint().width(), panel.sizeHint().width()) == (480, 534)


def test_column_grows_with_its_dock(qtbot, panel):
    panel.resize(440, 600)
    qtbot.waitUntil(lambda: panel.widget().width() == panel.viewport().width())
    assert panel.controls.width() > 400


def test_what_is_wanted_first_is_seen_without_scrolling(qtbot, opened, panel):
    panel.setStyleSheet(style_sheet(DARK))
    panel.resize(WIDTH, 600)  # what a screen of 1366 x 768 leaves
    for widget in (panel.eye, panel.density, panel.dimension, panel.controls.threshold_slider):
        bottom = widget.mapTo(panel.viewport(), widget.rect().bottomLeft()).y()
        assert bottom < 600


def test_tab_key_goes_from_top_to_bottom(qtbot, opened, panel):
    for card in (panel.more, panel.plots, panel.tones):
        card.toggle.setChecked(True)
    opened.set_tone(replace(opened.look.tone, inverted=True))  # the link of the reset is there
    panel.resize(WIDTH, 2500)
    qtbot.waitUntil(lambda: panel.widget().height() >= 1500)
    walked, widget = [], panel
    while (widget := widget.nextInFocusChain()) is not panel:
        reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
        if reached and widget.isVisible():
            walked.append(widget)
    assert panel.tones.equalised in walked
    centres = [widget.mapTo(panel, widget.rect().center()) for widget in walked]
    for before, after in pairwise(centres):
        in_line = abs(after.y() - before.y()) < 10
        assert after.x() > before.x() if in_line else after.y() > before.y()


def test_quality_gives_verdict_reasons_and_warnings(opened, panel):
    quality = Quality(0.1, Verdict.NOT_GRADABLE, (message("It is dark."),))
    image = replace(opened.analysis.image, warnings=(message("It has text."),))
    opened.analysis = altered(opened.analysis, quality=quality, image=image)
    panel.refresh()
    assert panel.quality.verdict.text() == "not gradable"
    assert panel.quality.verdict.property("verdict") == "bad"
    assert panel.quality.reasons.text().splitlines() == [
        "It is dark.",
        "It is not recorded which eye this is.",
        "It has text.",
    ]


def test_override_button_is_there_only_where_quality_forbids_measuring(qtbot, opened, panel):
    button = panel.quality.override
    assert button.isHidden()
    poor = Quality(0.1, Verdict.NOT_GRADABLE, (message("It is dark."),))
    opened.analysis = reread(altered(opened.analysis, quality=poor), measure_anyway=False)
    panel.refresh()
    assert button.isVisible()
    assert button.text() == "Measure anyway"
    with qtbot.waitSignal(opened.analysis_changed):
        button.click()
    assert button.text() == "Withhold again"
    assert panel.density.value.text().endswith(" %")
    assert "Do not rely on the numbers" in panel.quality.reasons.text()
    with qtbot.waitSignal(opened.analysis_changed):
        button.click()
    assert panel.density.value.text() == "–"
    assert button.text() == "Measure anyway"


def test_override_button_is_not_there_for_other_kinds_of_pictures(opened, panel):
    poor = Quality(0.1, Verdict.NOT_GRADABLE)
    reason = message("It is a CT.")
    opened.analysis = altered(opened.analysis, quality=poor, unsuitable=reason)
    panel.refresh()
    assert panel.quality.override.isHidden()


def test_origin_names_file_and_model(opened, panel):
    assert panel.origin.file.text().replace("\u200b", "") == opened.analysis.image.path.name
    assert panel.origin.extent.text() == "256 × 256 px"
    assert panel.origin.hash.text() == f"{opened.analysis.image.sha256[:16]}…"
    assert panel.origin.model.text() == "fake 1 · 00000000"


def test_eye_says_where_it_comes_from(opened, panel):
    assert panel.eye.badge.text() == "?  unknown eye"
    opened.set_laterality(Laterality.RIGHT)
    assert panel.eye.badge.text() == "OD  right eye"
    assert panel.eye._source.text() == "set by the user"
