from dataclasses import replace

import numpy as np
import pytest

from app.base.messages import message
from app.domain.photograph import Laterality, Source, Spacing
from app.domain.reading import Stroke
from app.measurement.measures import FRACTAL_DIMENSION, MEAN_CALIBRE
from app.measurement.regions import Quadrant
from app.measurement.types import Measurement, withheld
from app.segmentation.postprocessing import STANDARD_DIAMETER
from app.ui.cards.plots import CalibrePlot, FitPlot, QuadrantPlot, _round_ticks
from tests.readings import altered, reread


@pytest.fixture
def show(qtbot, opened):
    """Return a function that makes a plot of an analysis, the workspace's if none is given."""

    def show(kind, analysis=None, *arguments):
        plot = kind(*arguments)
        qtbot.addWidget(plot)
        plot.show_analysis(analysis or opened.analysis, opened.catalogue.say)
        plot.show()
        return plot

    return show


def with_measurements(analysis, **changes):
    return altered(analysis, measurements=replace(analysis.measurements, **changes))


def test_points_of_the_fit_are_the_box_counts(opened, show):
    count = opened.analysis.measurements.fits["fractal_dimension"]
    plot = show(FitPlot)
    sizes, counts = plot.points.getData()
    np.testing.assert_allclose(2**sizes, count.sizes)
    np.testing.assert_allclose(2**counts, count.counts)
    heading = plot.heading.text()
    assert f"D = {count.dimension:.3f} ± {count.standard_error:.3f} SE" in heading
    assert f"R² {count.r_squared:.4f}" in heading


def test_line_of_the_fit_is_that_of_least_squares(opened, show):
    plot = show(FitPlot)
    sizes, line = plot.line.getData()
    _, counts = plot.points.getData()
    slope, _ = np.polyfit(sizes, counts, 1)
    np.testing.assert_allclose(np.diff(line) / np.diff(sizes), slope)
    assert -slope == pytest.approx(opened.analysis.measurements.fits["fractal_dimension"].dimension)
    assert np.sum(line - counts) == pytest.approx(0, abs=1e-9)


def test_calibres_are_shares_in_hundredths_of_the_field(opened, show):
    calibres = opened.analysis.measurements.calibres
    plot = show(CalibrePlot)
    np.testing.assert_allclose(plot.bars.opts["height"], 100 * np.array(calibres.shares))
    np.testing.assert_allclose(plot.bars.opts["x1"], 100 * np.array(calibres.edges[1:]))
    assert plot.median.value() == pytest.approx(100 * calibres.median)
    assert plot.heading.text() == f"Calibres: median {100 * calibres.median:.2f} % ⌀"


def test_calibres_are_in_micrometres_where_the_spacing_is_known(opened, show):
    image = replace(opened.analysis.image, spacing=Spacing(0.03, 0.03, Source.FILE))
    analysis = reread(altered(opened.analysis, image=image), threshold=0.5)
    across_um = 30 * analysis.field.diameter_px
    plot = show(CalibrePlot, analysis)
    assert plot.median.value() == pytest.approx(across_um * analysis.measurements.calibres.median)
    assert plot.heading.text().endswith(" µm")
    assert analysis.field.diameter_px != STANDARD_DIAMETER


def test_bars_of_the_quadrants_reach_to_their_densities(opened, show):
    plot = show(QuadrantPlot, None, "Density")
    densities = opened.analysis.measurements.quadrant_densities.values()
    values = np.array([100 * each.value for each in densities])
    np.testing.assert_allclose(plot.bars.opts["width"], values)
    whiskers = plot.whiskers.opts
    np.testing.assert_allclose(values - whiskers["left"], [100 * each.low for each in densities])
    np.testing.assert_allclose(values + whiskers["right"], [100 * each.high for each in densities])


def test_quadrants_take_their_names_from_the_eye(opened, show):
    plot = show(QuadrantPlot, None, "Density")
    assert "upper left" in plot.view.accessibleDescription()
    image = opened.analysis.image.with_laterality(Laterality.RIGHT)
    plot.show_analysis(altered(opened.analysis, image=image), opened.catalogue.say)
    density = opened.analysis.measurements.quadrant_densities[Quadrant.UPPER_LEFT]
    written = f"superior-temporal {100 * density.value:.1f} %"
    assert written in plot.view.accessibleDescription()


def test_what_is_plotted_was_corrected(opened, show):
    strokes = (Stroke(((60.0, 60.0), (190.0, 190.0)), 6.0),)
    analysis = reread(opened.analysis, strokes=strokes)
    plot = show(FitPlot, analysis)
    _, counts = plot.points.getData()
    np.testing.assert_allclose(
        2**counts, analysis.corrected.measurements.fits["fractal_dimension"].counts
    )
    assert (
        analysis.corrected.measurements.fits["fractal_dimension"]
        != analysis.measurements.fits["fractal_dimension"]
    )


REASON = message("There are too few vessels to fit a fractal dimension.")


@pytest.mark.parametrize(
    ("kind", "number", "missing"),
    [
        (FitPlot, FRACTAL_DIMENSION.id, {"fits": {}}),
        (CalibrePlot, MEAN_CALIBRE.id, {"calibres": None}),
    ],
)
def test_reason_stands_in_place_of_the_plot(opened, show, kind, number, missing):
    numbers = {**opened.analysis.measurements.numbers, number: withheld("1", REASON)}
    analysis = with_measurements(opened.analysis, numbers=numbers, **missing)
    plot = show(kind, analysis)
    assert plot.reason.text() == str(REASON)
    assert plot.reason.isVisible()
    assert not plot.view.isVisible()
    plot.show_analysis(opened.analysis, opened.catalogue.say)
    assert plot.view.isVisible()
    assert not plot.reason.isVisible()


def test_missing_quadrant_leaves_the_others(opened, show):
    densities = {
        **opened.analysis.measurements.quadrant_densities,
        Quadrant.LOWER_LEFT: withheld("1", REASON),
    }
    plot = show(
        QuadrantPlot, with_measurements(opened.analysis, quadrant_densities=densities), "Density"
    )
    assert plot.view.isVisible()
    assert plot.reason.text() == str(REASON)
    assert plot.bars.opts["width"][2] == 0
    nothing = dict.fromkeys(Quadrant, withheld("1", REASON))
    plot.show_analysis(
        with_measurements(opened.analysis, quadrant_densities=nothing), opened.catalogue.say
    )
    assert not plot.view.isVisible()
    assert plot.reason.text() == str(REASON)


def test_plots_tell_their_numbers_in_words(opened, show):
    count = opened.analysis.measurements.fits["fractal_dimension"]
    plot = show(FitPlot)
    assert plot.view.accessibleName() == "Box counting"
    assert f"{count.sizes[0]} px: {count.counts[0]}" in plot.view.accessibleDescription()
    assert "median" in show(CalibrePlot).view.accessibleDescription()


@pytest.mark.parametrize(
    ("highest", "numbers"),
    [(1, "0 0.2 0.4 0.6 0.8 1"), (14.6, "0 5 10"), (9.1, "0 2 4 6 8"), (100, "0 20 40 60 80 100")],
)
def test_ticks_are_round_and_few(highest, numbers):
    ticks = _round_ticks(highest)
    assert [text for _, text in ticks] == numbers.split()
    assert [value for value, _ in ticks] == pytest.approx([float(text) for _, text in ticks])


def ranges(plot):
    return plot.view.viewRange()


def test_axes_are_the_same_on_each_photograph(opened, show):
    sparse = reread(opened.analysis, threshold=0.7, strokes=(Stroke(((60.0, 60.0),), 5.0),))
    for kind, arguments in ((FitPlot, ()), (CalibrePlot, ()), (QuadrantPlot, ("Density",))):
        plot = show(kind, opened.analysis, *arguments)
        assert ranges(plot) == ranges(show(kind, sparse, *arguments))


def test_axes_reach_further_only_where_something_would_not_fit(opened, show):
    calibres = opened.analysis.measurements.calibres
    one_bin = tuple(float(n == len(calibres.shares) - 1) for n in range(len(calibres.shares)))
    all_wide = replace(calibres, shares=one_bin)
    usual = ranges(show(CalibrePlot))
    wide = ranges(show(CalibrePlot, with_measurements(opened.analysis, calibres=all_wide)))
    assert wide[1][1] > 100 > usual[1][1]
    assert wide[0] == usual[0]
    densities = dict.fromkeys(Quadrant, Measurement(0.45, 0.4, 0.5, "1"))
    dense = with_measurements(opened.analysis, quadrant_densities=densities)
    assert ranges(show(QuadrantPlot, dense, "Density"))[0][1] > 50
