import pytest

from app.anatomy.units import Scale, Unit
from app.base.messages import Message

KNOWN = Scale(field=1024, disc=150, disc_fovea=400, pixel_mm=0.012)


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        (Unit.PIXEL, 300),
        (Unit.FIELD, 29.296875),
        (Unit.DISC_DIAMETER, 2),
        (Unit.DISC_FOVEA, 0.75),
        (Unit.MM, 3.6),
        (Unit.NOMINAL_MM, 3.57),
    ],
)
def test_lengths_are_told_in_each_unit(unit, value):
    assert KNOWN.convert(300, unit) == pytest.approx(value)


def test_what_is_not_known_is_said():
    plain = Scale(field=1024)
    assert plain.convert(512, Unit.FIELD) == 50
    reasons = {
        Unit.DISC_DIAMETER: "disc",
        Unit.DISC_FOVEA: "fovea",
        Unit.MM: "pixel size",
        Unit.NOMINAL_MM: "fovea",
    }
    for unit, part in reasons.items():
        reason = plain.convert(512, unit)
        assert isinstance(reason, Message)
        assert part in str(reason)


def test_nominal_millimetres_are_named_so():
    assert "nominal" in Unit.NOMINAL_MM
    assert "nominal" not in Unit.MM
