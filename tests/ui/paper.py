"""What the tests of reports share: paperwork for an analysed photograph, and a real report."""

from app.domain.photograph import Laterality
from app.settings.preferences import Preferences
from app.ui.reporting.desk import Paperwork
from app.ui.reporting.sender import Sender


def make_paperwork(opened, folder, **preferences):
    """Give paperwork of the right eye; the preferences it asks for are kept at once."""
    opened.set_laterality(Laterality.RIGHT)
    sender = Sender(folder / "outbox", opened)
    paperwork = Paperwork(opened, sender, Preferences(**preferences), opened)
    paperwork.remember_asked.connect(
        lambda changes: paperwork.set_preferences(paperwork.preferences.changed(**changes))
    )
    return paperwork


def made_paper(qtbot, paperwork, order=None):
    with qtbot.waitSignal(paperwork.made) as made:
        paperwork.make(order or paperwork.order)
    return made.args[0]
