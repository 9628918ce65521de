import pickle
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from app.analysis.analysis import analyse, read
from app.analysis.findings import draw_again, examine, vessel_output
from app.base.errors import ModelLoadError
from app.base.messages import message
from app.domain.reading import Reading, Stroke
from app.domain.structures import Structure
from app.domain.style import Style
from app.segmentation.network_input import InputSpec
from app.segmentation.network_output import Output
from tests.readings import reread
from tests.support import FakePredictor, TwoHands, make_fundus, refused

FUNDUS = make_fundus(256)
DISC, VESSEL = Structure.DISC, Structure.VESSEL


@dataclass
class Bright(FakePredictor):
    """A predictor that takes bright pixels for the disc."""

    name: str = "bright"
    threshold: float = 0.7
    hysteresis: float = 1.0
    structure: ClassVar[Structure] = DISC

    @property
    def outputs(self):
        return (Output(self.structure, self.threshold, self.hysteresis),)

    def predict(self, prepared, on_progress, should_stop):
        self.seen = prepared.values.shape
        (dark,) = FakePredictor.predict(self, prepared, on_progress, should_stop).values()
        return {self.structure: (1 - dark) * prepared.field}


@dataclass
class Both(FakePredictor):
    """Find the disc and the vessels at once, the disc first."""

    @property
    def outputs(self):
        return (*Bright().outputs, *super().outputs)

    def predict(self, *arguments):
        return Bright().predict(*arguments) | super().predict(*arguments)


def same(first, second):
    return np.array_equal(first.native, second.native) and np.array_equal(
        first.standard, second.standard
    )


@pytest.fixture(scope="module")
def plain():
    return analyse(FUNDUS.image, FakePredictor())


def test_one_model_fills_two_structures(plain):
    analysis = analyse(FUNDUS.image, Both())
    assert list(analysis.findings.others) == [DISC]
    assert same(analysis.vessels, plain.vessels)
    disc = analysis.findings.others[DISC]
    assert disc.shape == plain.probability.standard.shape
    assert disc.dtype == np.float32
    assert (disc >= 0).all()
    assert (disc[plain.probability.standard > 0] > 0).any()
    assert disc.max() <= 1
    numbers = analysis.measurements.numbers
    assert {each: numbers[each] for each in plain.measurements.numbers} == (
        plain.measurements.numbers
    )


def test_another_structure_lies_where_the_vessels_map_has_it():
    """Bright is what is not dark: the one is the other's complement inside the field."""
    findings = examine(FUNDUS.image, Both())
    vessels, bright = findings.probability.standard, findings.others[DISC]
    inside = findings.probability.measured_field
    differences = [
        np.abs(np.roll(vessels, by, axis=1) + bright - 1)[inside].mean() for by in (-4, 0, 4)
    ]
    assert differences[1] < 0.02
    assert differences[1] < 0.5 * min(differences[0], differences[2])


@pytest.mark.parametrize("order", [1, -1])
def test_two_models_each_fill_their_own(plain, order):
    spec = InputSpec(min_diameter=128, max_diameter=128, channels="rgb")
    bright = Bright(input_spec=spec)
    findings = examine(FUNDUS.image, [FakePredictor(), bright][::order])
    assert same(findings.probability, plain.probability)
    assert same(findings.levels, plain.levels)
    assert max(bright.seen[1:]) < 140  # as its own input spec says
    assert findings.others[DISC].shape == plain.probability.standard.shape
    assert [made.model_name for made in findings.provenances] == ["fake", "bright"][::order]
    assert findings.provenance.model_name == "fake"
    assert findings.thresholds == {VESSEL: 0.5, DISC: 0.7}
    assert pickle.loads(pickle.dumps(findings)).thresholds == findings.thresholds


def test_a_models_companions_look_at_the_photograph_too(plain):
    findings = examine(FUNDUS.image, FakePredictor(companions=(Bright(),)))
    assert same(findings.probability, plain.probability)
    assert list(findings.others) == [DISC]
    assert [made.model_name for made in findings.provenances] == ["fake", "bright"]


def test_another_style_of_the_vessels_looks_for_nothing_else_again(plain):
    bright = Bright()
    model = TwoHands(companions=(bright,))
    findings = examine(FUNDUS.image, model)
    bright.seen = None
    again = draw_again(findings, model.in_style(Style("sparse")))
    assert bright.seen is None
    assert again.others[DISC] is findings.others[DISC]
    assert not same(again.probability, findings.probability)
    assert [made.model_name for made in again.provenances] == ["fake", "bright"]


def test_one_model_in_a_list_is_that_model(plain):
    findings = examine(FUNDUS.image, [FakePredictor()])
    assert same(findings.probability, plain.probability)
    assert findings.provenances == (replace(plain.provenance, created=findings.provenance.created),)


def test_a_persons_threshold_and_strokes_are_those_of_the_vessels():
    analysis = analyse(FUNDUS.image, Both())
    moved = reread(analysis, threshold=0.3)
    assert moved.vessels.threshold == 0.3
    assert moved.vessels.native.sum() > analysis.vessels.native.sum()
    stroke = Stroke(((128, 128),), 40, erases=True)
    corrected = reread(analysis, strokes=(stroke,)).corrected
    assert corrected.vessels.native.sum() < analysis.vessels.native.sum()


def test_what_is_the_same_is_not_measured_again(plain):
    again = read(plain.findings, Reading(plain.threshold, plain.image.laterality), former=plain)
    assert again.automatic is plain.automatic


def test_progress_never_goes_back():
    told = []
    examine(FUNDUS.image, [FakePredictor(), Bright()], lambda fraction, _: told.append(fraction))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(0.9)


def test_what_several_models_warn_of_is_told_once():
    note = message("The graphics card failed; the processor was used instead.")
    other = message("It was slow.")
    models = [FakePredictor(warnings=(note,)), Bright(warnings=(note, other))]
    warnings = list(analyse(FUNDUS.image, models).warnings)
    assert warnings.count(note) == warnings.count(other) == 1


def test_what_the_models_know_nothing_of_has_no_structures():
    heart = replace(FUNDUS.image, shows_retina=False)
    findings = examine(heart, [FakePredictor(), Bright()])
    assert not findings.probability.native.any()
    assert not findings.others[DISC].any()


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ([FakePredictor(), FakePredictor(threshold=0.3)], "Two models find the structure “vessel”"),
        ([Both(), Bright()], "Two models find the structure “disc”"),
        ([Bright()], "does not find the structure “vessel”"),
        ([], "does not find the structure “vessel”"),
        (
            [FakePredictor(), Bright(input_spec=InputSpec(field="frame"))],
            "others at the whole picture",
        ),
    ],
)
def test_models_that_do_not_go_together_are_refused(models, told):
    assert told in str(refused(ModelLoadError, examine, FUNDUS.image, models).message)


def test_how_vessels_are_read():
    assert vessel_output(Both()) == Output(VESSEL, 0.5, 2.0)
    refused(ModelLoadError, vessel_output, Bright())
