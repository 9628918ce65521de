from dataclasses import replace

import pytest

from app.analysis import override
from app.imaging.types import Laterality, Quality, Verdict
from app.measurement.summary import withhold_all
from app.messages import message
from app.ui.side_panel import SidePanel


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
    dimension = opened.analysis.measurements.fractal_dimension
    assert panel.dimension.value.text() == f"{dimension.value:.3f}"


def test_numbers_of_another_threshold_are_marked(qtbot, opened, panel):
    with qtbot.waitSignal(opened.analysis_changed):
        opened.set_threshold(0.6)
        assert panel.density.value.property("stale") is True
        assert panel.density.note.text() == "measuring…\n"  # as tall as before
    assert panel.density.value.property("stale") is False
    assert panel.origin.threshold.text() == "0.60"


def test_withheld_number_gives_its_reason(opened, panel):
    reason = message("Core", "The photograph is not fit to be measured; see its quality.")
    opened.analysis = replace(opened.analysis, measurements=withhold_all(reason))
    panel.refresh()
    assert panel.density.value.text() == "–"
    assert panel.density.note.text() == str(reason)


def test_quality_gives_verdict_reasons_and_warnings(opened, panel):
    quality = Quality(0.1, Verdict.NOT_GRADABLE, (message("Core", "It is dark."),))
    image = replace(opened.analysis.image, warnings=(message("Core", "It has text."),))
    opened.analysis = replace(opened.analysis, quality=quality, image=image)
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
    poor = Quality(0.1, Verdict.NOT_GRADABLE, (message("Core", "It is dark."),))
    opened.analysis = override(replace(opened.analysis, quality=poor), measure_anyway=False)
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
    reason = message("Core", "It is a CT.")
    opened.analysis = replace(opened.analysis, quality=poor, unsuitable=reason)
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
    assert panel.eye._source.text() == "set by user"


def test_controls_and_workspace_agree(opened, panel):
    controls = panel.controls
    controls.threshold_slider.setValue(61)
    assert (opened.threshold, controls.threshold_box.value()) == (0.61, 0.61)
    controls.threshold_box.setValue(0.33)
    assert (opened.threshold, controls.threshold_slider.value()) == (0.33, 33)
    controls._reset.click()
    assert opened.threshold == opened.default_threshold
    controls.opacity_slider.setValue(25)
    assert opened.opacity == 0.25
    controls.visible_box.click()
    assert not opened.overlay_visible
