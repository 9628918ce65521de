import pytest

from app.ui.preferences import Preferences, load_preferences, save_preferences


def test_preferences_return_as_saved(tmp_path):
    folder = tmp_path / "设置" / "retivasc"
    save_preferences(Preferences(language="zh_CN", folder="/data"), folder)
    assert load_preferences(folder) == Preferences(language="zh_CN", folder="/data")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"language": 3}', b'{"language": "xx"}'])
def test_damaged_preferences_mean_the_defaults(tmp_path, content):
    (tmp_path / "viewer.json").write_bytes(content)
    assert load_preferences(tmp_path) == Preferences()


def test_folder_that_cannot_be_made_is_no_obstacle(tmp_path):
    (tmp_path / "file").touch()
    save_preferences(Preferences(), tmp_path / "file" / "settings")
    assert load_preferences(tmp_path / "file") == Preferences()
