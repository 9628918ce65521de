from pathlib import Path

import numpy as np
import pytest

from app.anatomy.arteries_veins import VesselLabel
from app.base.messages import message
from app.domain.anatomy import Ellipse, Outline, Spot
from app.domain.structures import Structure
from app.training.cases import Case
from tests.studies.structures import (
    Kinds,
    Place,
    kinds_of,
    place_of,
    table_of_kinds,
    table_of_places,
)


def case_of(dataset):
    here = Path("a.png")
    return Case(dataset=dataset, patient="a", split="test", image=here, label=here)


def disk(x, y, radius, side=100):
    rows, columns = np.ogrid[:side, :side]
    return np.hypot(columns - x, rows - y) <= radius


def outline(x, y, radius):
    return Outline(Ellipse((x, y), (radius, radius)), 1.0)


def test_a_centre_is_off_by_so_many_disc_diameters():
    place = place_of(outline(53, 50, 10), disk(50, 46, 10), 20.0, outlined=True)
    assert place.off == pytest.approx(5 / 20)
    assert 0.6 < place.dice < 0.8
    assert place_of(Spot((50, 46), 1.0), disk(50, 46, 10), 20.0, outlined=False) == Place(0.0)


def test_what_is_not_found_counts_as_nothing_found():
    assert place_of(message("No."), disk(50, 46, 10), 20.0, outlined=True) == Place(None, 0.0)
    lines = list(
        table_of_places(
            [
                (case_of("set"), {Structure.DISC: place})
                for place in (Place(0.05, 0.9), Place(0.2, 0.8), Place(None, 0.0))
            ]
        )
    )
    assert lines[2] == "| disc, set | 3 | 2 | 33.3% | 0.125 | 0.200 | 0.567 |"


def test_arteries_and_veins_are_counted_by_the_pixel_and_set():
    artery = disk(20, 20, 10)
    called = artery.copy()
    called[20] = False
    counted = artery | disk(70, 70, 10)
    labels = np.where(artery, VesselLabel.ARTERY, VesselLabel.UNDECIDED).astype(np.uint8)
    labels[70, 60:81] = VesselLabel.ARTERY
    kinds = kinds_of(counted, called, labels, artery)
    whole, half = int(counted.sum()), int(artery.sum())
    assert kinds == Kinds(whole - 21, whole, half, half + 21)
    counts = Kinds(9, 10, 8, 8), Kinds(80, 100, 60, 72)
    lines = list(table_of_kinds([(case_of("a"), each) for each in counts]))
    assert lines[2] == "| a | 2 | 0.809 | 72.7% | 0.850 | 0.833 |"
