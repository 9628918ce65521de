import json
from types import SimpleNamespace

import pytest
from PyQt5.QtWidgets import QLabel

from app.base.paths import default_model
from app.ui.dialogs import model_page
from app.ui.dialogs.model_page import ModelPage, read_card
from tests.support import FakePredictor

CARD = json.loads(default_model().with_suffix(".json").read_text(encoding="utf-8"))
BUNDLED = FakePredictor(name=CARD["name"], version=CARD["version"], sha256=CARD["sha256"])


def make_page(qtbot, workspace, predictor):
    workspace.queue.predictor = predictor
    page = ModelPage(workspace)
    qtbot.addWidget(page)
    return page


def test_card_of_the_bundled_model_is_told(qtbot, workspace):
    page = make_page(qtbot, workspace, BUNDLED)
    rows = dict(page.rows)
    assert rows["Name"] == f"{CARD['name']}, {CARD['version']}"
    assert rows["SHA-256"].replace("\N{ZERO WIDTH SPACE}", "") == CARD["sha256"]
    assert rows["Intended use"] == CARD["intended_use"]
    assert all(limit in rows["Limits"] for limit in CARD["limits"])
    assert "CHASE_DB1: 18 photographs; CC BY 4.0, Kingston University" in rows["Trained on"]
    assert "CHASE_DB1: draws" in rows["Annotators' styles"]
    dice = CARD["scores"]["test"]["ARIA"]["dice"]
    assert f"ARIA (test, 5 photographs): Dice {dice:.3f}" in rows["Scored on"]
    shown = [label.text() for label in page.widget().findChildren(QLabel)]
    assert shown == [text for row in page.rows for text in row]


def test_other_model_is_told_without_a_card(qtbot, workspace):
    rows = dict(make_page(qtbot, workspace, FakePredictor()).rows)
    assert rows["Name"] == "fake, 1"
    assert "not the bundled one" in rows["Model card"]
    assert "Limits" not in rows


def test_nothing_is_told_of_no_model(qtbot, workspace):
    page = make_page(qtbot, workspace, None)
    assert page.rows == []
    assert page.widget().findChild(QLabel).text() == "The model is not loaded yet."


@pytest.mark.parametrize("content", ["", "[]", "{", '{"sha256": "other"}'])
def test_card_that_is_damaged_or_of_another_model_is_not_shown(monkeypatch, tmp_path, content):
    (tmp_path / "fake.json").write_text(content)
    monkeypatch.setattr(model_page, "models", lambda: tmp_path)
    assert read_card(FakePredictor()) is None
    assert read_card(FakePredictor(name="../fake")) is None
    assert read_card(SimpleNamespace(name="gone", sha256="")) is None


def test_card_without_particulars_is_shown_as_far_as_it_goes(
    qtbot, workspace, monkeypatch, tmp_path
):
    (tmp_path / "fake.json").write_text(json.dumps({"sha256": "0" * 64, "training": 3}))
    monkeypatch.setattr(model_page, "models", lambda: tmp_path)
    rows = dict(make_page(qtbot, workspace, FakePredictor()).rows)
    assert rows["Intended use"] == rows["Trained on"] == "–"
