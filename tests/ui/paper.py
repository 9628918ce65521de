"""What the tests of reports share: reports for an analysed photograph, and a real report."""

from app.domain.photograph import Laterality
from app.settings.preferences import Preferences
from app.ui.reporting.reports import Reports
from app.ui.reporting.sender import OutboxSender
from app.ui.session.keeper import Keeper


def make_reports(opened, folder, keeper=None, **preferences):
    """Give reports of the right eye; the preferences it asks for are kept at once."""
    opened.set_laterality(Laterality.RIGHT)
    sender = OutboxSender(folder / "outbox", opened)
    reports = Reports(opened, sender, Preferences(**preferences), keeper or Keeper(None), opened)
    reports.remember_asked.connect(
        lambda changes: reports.set_preferences(reports.preferences.changed(**changes))
    )
    return reports


def made_paper(qtbot, reports, order=None):
    with qtbot.waitSignal(reports.made) as made:
        reports.make(order or reports.order)
    return made.args[0]
