from dataclasses import replace

import pytest

from app.analysis.analysis import Analysis
from app.base.messages import message
from app.base.translation import load_catalogue
from app.domain.photograph import Source, Spacing
from app.measurement.summary import withhold_all
from app.report.diagrams import CalibreDiagram, FitDiagram, calibre_diagram, fit_diagram
from tests.readings import altered, reread

ENGLISH = load_catalogue("en")


def test_fit_holds_the_counts_and_tells_its_numbers(analysis: Analysis):
    diagram, count = fit_diagram(analysis, ENGLISH), analysis.measurements.fits["fractal_dimension"]
    assert diagram is not None
    assert (diagram.sizes, diagram.counts) == (count.sizes, count.counts)
    assert f"D = {count.dimension:.3f} ± {count.standard_error:.3f} SE" in diagram.caption
    assert f"R² {count.r_squared:.4f}" in diagram.caption


def test_fit_is_of_the_vessels_that_are_shown(analysis: Analysis, corrected: Analysis):
    first, second = (fit_diagram(each, ENGLISH) for each in (analysis, corrected))
    assert first.counts != second.counts
    assert second.counts == corrected.shown_measurements.fits["fractal_dimension"].counts


def test_calibres_are_in_micrometres_where_the_spacing_is_known(analysis: Analysis):
    plain = calibre_diagram(analysis, ENGLISH)
    calibres = analysis.measurements.calibres
    assert plain.median == pytest.approx(100 * calibres.median)
    assert plain.axes.endswith("in % ⌀")
    image = replace(analysis.image, spacing=Spacing(0.02, 0.02, Source.FILE))
    metric = calibre_diagram(reread(altered(analysis, image=image), threshold=0.5), ENGLISH)
    across_um = 20 * analysis.field.diameter_px
    assert metric.median == pytest.approx(calibres.median * across_um)
    assert metric.edges == pytest.approx([edge * across_um for edge in calibres.edges])
    assert metric.axes.endswith("in µm")
    assert f"{metric.median:.1f} µm" in metric.caption


def test_nothing_is_plotted_of_what_is_withheld(analysis: Analysis):
    nothing = altered(analysis, measurements=withhold_all(message("It is a CT.")))
    assert fit_diagram(nothing, ENGLISH) is None
    assert calibre_diagram(nothing, ENGLISH) is None


@pytest.mark.parametrize(
    ("sizes", "counts"), [((2, 4), (1,)), ((2, 2), (1, 1)), ((2, 4), (3, 0)), ((), ())]
)
def test_counts_that_cannot_be_drawn_are_refused(sizes, counts):
    with pytest.raises(ValueError, match="box sizes"):
        FitDiagram("", "", "", sizes, counts, 1.0)


@pytest.mark.parametrize(
    ("edges", "shares"), [((0, 1), ()), ((0, 2, 1), (0.5, 0.5)), ((0, 1), (-1.0,)), ((0,), ())]
)
def test_bins_that_cannot_be_drawn_are_refused(edges, shares):
    with pytest.raises(ValueError, match="bins"):
        CalibreDiagram("", "", "", edges, shares, 1.0)
