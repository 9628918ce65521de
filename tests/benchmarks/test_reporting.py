from app.analysis.analysis import analyse
from tests.benchmarks import reporting
from tests.support import FakePredictor, make_fundus


def test_report_is_timed_and_weighed(monkeypatch, capsys):
    taken = {}
    monkeypatch.setattr(reporting, "milliseconds", lambda stages: taken.update(stages) or {})
    reporting.compare(analyse(make_fundus(256).image, FakePredictor(), measure_anyway=True))
    assert all(stage() for stage in taken.values())
    assert "PDF, kilobytes" in capsys.readouterr().out
