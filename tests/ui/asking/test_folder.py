from app.base.paths import user_fetched
from app.ui.asking.folder import FetchedFolder


def test_where_patients_are_kept_it_is_the_users_own():
    assert FetchedFolder().path(kept=True) == user_fetched()


def test_where_nobody_is_kept_it_goes_at_the_end():
    folder = FetchedFolder()
    path = folder.path(kept=False)
    (path / "study").mkdir()
    (path / "study" / "1.dcm").touch()
    assert folder.path(kept=False) == path
    folder.clear()
    assert not path.exists()
