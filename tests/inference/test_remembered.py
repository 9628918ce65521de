import pytest

from app.inference.engine import EngineName
from app.inference.remembered import recall, remember, situation_of


def test_each_situation_has_its_own_choice(tmp_path):
    memory = tmp_path / "new" / "engines.json"
    remember(memory, "one", EngineName.OPENVINO)
    remember(memory, "other", EngineName.OPENVINO_INT8)
    assert recall(memory, "one") is EngineName.OPENVINO
    assert recall(memory, "other") is EngineName.OPENVINO_INT8
    assert recall(memory, "third") is None


@pytest.mark.parametrize("content", ["no json {", '{"one": "abacus"}', "[]"])
def test_what_is_damaged_is_forgotten_and_written_anew(tmp_path, content):
    memory = tmp_path / "engines.json"
    memory.write_text(content)
    assert recall(memory, "one") is None
    remember(memory, "one", EngineName.OPENVINO)
    assert recall(memory, "one") is EngineName.OPENVINO


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "file").touch()
    remember(tmp_path / "file" / "engines.json", "one", EngineName.OPENVINO)


def test_a_situation_names_model_library_and_processor():
    assert situation_of("abc").startswith("abc | ")
    assert all(situation_of("abc").split(" | "))
    assert situation_of("abc") != situation_of("abd")
