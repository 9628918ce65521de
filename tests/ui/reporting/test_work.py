import pytest

from app.base.errors import ReportWriteError
from app.base.messages import message
from app.base.progress import Cancelled, ignore_progress, never_stop
from app.pacs.objects.building import ObjectKind
from app.ui.reporting import work
from app.ui.reporting.work import saving_work
from tests.ui.paper import made_paper, make_reports


def test_saving_given_up_writes_nothing(qtbot, opened, tmp_path):
    paper = made_paper(qtbot, make_reports(opened, tmp_path))
    with pytest.raises(Cancelled):
        saving_work(paper, tmp_path / "r.pdf")(ignore_progress, lambda: True)
    assert not (tmp_path / "r.pdf").exists()


def test_outbox_gets_all_objects_or_none():
    class Full:
        held: list[str]

        def __init__(self):
            self.held = []

        def add(self, dataset, _archive, _mark):
            if dataset == "third":
                raise ReportWriteError(message("full"), message("full"))
            self.held.append(dataset)
            return dataset

        def remove(self, entry):
            self.held.remove(entry)

    outbox = Full()
    objects = dict(zip(ObjectKind, ["first", "second", "third"], strict=False))
    with pytest.raises(ReportWriteError):
        work._queue(objects, outbox, None, never_stop, "")
    assert outbox.held == []
