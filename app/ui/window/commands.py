"""Every command of the window, once: menus, tool bar, command list and cheat sheet draw on it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PyQt5.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QActionGroup

from app.base.text import plain_line
from app.base.translation import LANGUAGES
from app.domain.photograph import Laterality
from app.report.wording import eye_name
from app.settings.look import Channel, Layout, Tone, VesselStyle
from app.settings.preferences import RECENT, RecentFile
from app.ui.canvas.comparison_view import ComparisonView
from app.ui.canvas.tools import Tool
from app.ui.look.plain_text import command_text, tip_text
from app.ui.session.recent_files import Since, became_of
from app.ui.session.workspace import Workspace
from app.ui.window.actions import Keys, Part, Submenu, actions_of, give_keys
from app.ui.window.anatomy_commands import AnatomyCommands
from app.ui.window.requests import Requests

Choice = TypeVar("Choice")

_MNEMONIC = re.compile(r"\(&\w\)|&")  # "文件(&F)" is called "文件"
_ZOOM = 1.25
_BRUSH = 1.25
_BLINK_MS = 900  # for those who choose it with the mouse, and release no key


class Commands(QObject):
    """The window's actions, kept checked and enabled as the workspace is.

    Signals:
        tool_chosen: the mouse gets another tool in the panes.
        language_chosen: the window is to use another language.
    """

    tool_chosen = pyqtSignal(Tool)
    language_chosen = pyqtSignal(str)

    def __init__(
        self,
        workspace: Workspace,
        panes: ComparisonView,
        window: Requests,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._panes, self._window = workspace, panes, window
        self._recent: Sequence[RecentFile] = ()
        self.anatomy = AnatomyCommands(workspace, self)
        self._make_file()
        self._make_edit()
        self._make_tools()
        self._make_view()
        self._make_vessels()
        self._make_picture()
        self._make_help()
        for signal in (
            workspace.picture_changed,
            workspace.analysis_changed,
            workspace.vessels_changed,
            workspace.tone_changed,
            workspace.layout_changed,
            workspace.rulers_changed,
        ):
            signal.connect(self.refresh)
        self.refresh()

    # --- where they are found --------------------------------------------------------------

    def by_menu(self) -> Mapping[str, Sequence[Part]]:
        """Return the commands by the title of their menu, those that belong together in parts."""
        return {
            self.tr("&File"): (
                (
                    self.open,
                    self.open_folder,
                    self.archive,
                    self.sample,
                    Submenu(self.tr("Recent files"), (*self.recent, self.forget_recent)),
                ),
                (self.patients, self.assign, self.assign_by_names),
                (self.type_findings, self.report, self.export, self.export_objects),
                (self.send, self.outbox),
                (self.settings, self.quit),
            ),
            self.tr("&Edit"): (
                (self.undo, self.redo),
                tuple(self.tools.values()),
                (self.larger_brush, self.smaller_brush),
                self.anatomy.of_editing(),
                (self.discard_corrections, self.include_all),
                (self.remove_ruler,),
            ),
            self.tr("&View"): (
                (self.fit, self.true_size, self.zoom_in, self.zoom_out),
                (*self.layouts.values(), self.blink, self.poor_parts_shown),
                (Submenu(self.tr("Anatomy"), self.anatomy.of_viewing()),),
                (self.patient_shown, self.overview_shown),
                (self.browser_shown, self.results_shown, self.findings_shown, self.panels_shown),
                (self.full_screen, self.own_window),
                (Submenu(self.tr("Language"), tuple(self.languages.values())),),
            ),
            self.tr("&Vessels"): ((self.vessels_shown,), tuple(self.styles.values())),
            self.tr("&Picture"): (
                tuple(self.channels.values()),
                (self.inverted, self.equalised, self.reset_tone),
                (self.analyse_all, self.pause),
                (self.previous, self.next, self.previous_frame, self.next_frame),
                (self.compare, self.earlier),
                (self.colours,),
            ),
            self.tr("E&ye"): (tuple(self.eyes.values()), (self.anatomy.accept_eye,)),
            self.tr("&Help"): (
                (self.manual,),
                (self.command_list, self.shortcuts, self.tour),
                (self.log,),
                (self.about,),
            ),
        }

    def of_patients(self) -> Sequence[QAction]:
        """Return the commands that name patients."""
        return (self.patients, self.assign, self.assign_by_names)

    def in_toolbar(self) -> Sequence[Sequence[QAction]]:
        """Return the commands of the tool bar, in groups."""
        return (
            (self.open, self.report),
            (self.undo, self.redo),
            (self.fit, self.true_size),
            tuple(self.layouts.values()),
            (self.vessels_shown, self.channels[Channel.RED_FREE]),
            tuple(self.tools[tool] for tool in self.tools if tool not in self.anatomy.tools()),
            (self.full_screen,),
        )

    def icon_words(self) -> Mapping[QAction, str]:
        """Return the short words under the icons of those whose names are long."""
        return {
            self.open: self.tr("Open"),
            self.report: self.tr("Report"),
            self.undo: self.tr("Undo"),
            self.redo: self.tr("Redo"),
            self.layouts[Layout.AUTOMATIC]: self.tr("Two panes"),
            self.layouts[Layout.SIDE_BY_SIDE]: self.tr("Beside"),
            self.layouts[Layout.STACKED]: self.tr("Above"),
            self.vessels_shown: self.tr("Vessels"),
            self.channels[Channel.RED_FREE]: self.tr("Red-free"),
            self.tools[Tool.LINE]: self.tr("Line"),
            self.tools[Tool.ANGLE]: self.tr("Angle"),
            self.tools[Tool.AREA]: self.tr("Area"),
            self.tools[Tool.ARROW]: self.tr("Arrow"),
            self.tools[Tool.NOTE]: self.tr("Note"),
            self.tools[Tool.ADD]: self.tr("Add"),
            self.tools[Tool.ERASE]: self.tr("Erase"),
            self.tools[Tool.RESTORE]: self.tr("Restore"),
            self.tools[Tool.SEGMENT]: self.tr("Segment"),
            self.tools[Tool.EXCLUDE]: self.tr("Exclude"),
            self.tools[Tool.KIND]: self.tr("A/V"),
            self.tools[Tool.DISC]: self.tr("Disc"),
            self.tools[Tool.CUP]: self.tr("Cup"),
            self.tools[Tool.FOVEA]: self.tr("Fovea"),
        }

    def all(self) -> Iterator[QAction]:
        """Yield every command once."""
        for actions in self.grouped().values():
            yield from actions

    def of_window(self) -> list[QAction]:
        """Return the commands whose keys work wherever the focus is."""
        everywhere = Qt.ShortcutContext.WindowShortcut
        return [action for action in self.all() if action.shortcutContext() == everywhere]

    def grouped(self) -> Mapping[str, Sequence[QAction]]:
        """Return the commands by the plain name of their menu."""
        return {
            _MNEMONIC.sub("", title): tuple(actions_of(parts))
            for title, parts in self.by_menu().items()
        }

    # --- how they stand --------------------------------------------------------------------

    def refresh(self) -> None:
        """Check and enable the actions as the workspace is."""
        workspace = self._workspace
        look = workspace.look
        image = workspace.image
        self.vessels_shown.setChecked(look.vessels.visible)
        self.styles[look.vessels.style].setChecked(True)
        self.channels[look.tone.channel].setChecked(True)
        self.inverted.setChecked(look.tone.inverted)
        self.equalised.setChecked(look.tone.equalised)
        self.reset_tone.setEnabled(not look.tone.unchanged)
        self.layouts[look.layout].setChecked(True)
        for action in self._for_a_photograph():
            action.setEnabled(image is not None)
        for action in self._for_an_analysis():
            action.setEnabled(workspace.analysis is not None)
        self.discard_corrections.setEnabled(bool(workspace.reading.strokes))
        self.include_all.setEnabled(workspace.reading.excluded is not None)
        self.remove_ruler.setEnabled(bool(workspace.reading.rulers))
        self.previous_frame.setEnabled(image is not None and image.frame > 0)
        self.next_frame.setEnabled(image is not None and image.frame + 1 < image.frames)
        self.colours.setChecked(image is not None and image.colours == "ybr")
        self._check_eye(image.laterality if image is not None else None)

    def _show_queue(self) -> None:
        queue = self._workspace.queue
        self.pause.setChecked(queue.paused)
        self.pause.setEnabled(queue.paused or queue.queue_length > 0)

    def _check_eye(self, eye: Laterality | None) -> None:
        group = self.eyes[Laterality.UNKNOWN].actionGroup()
        assert group is not None
        group.setExclusive(False)  # of both eyes in one photograph none is checked
        for each, action in self.eyes.items():
            action.setChecked(each is eye)
        group.setExclusive(True)

    def show_tool(self, tool: Tool) -> None:
        """Check the mouse's current tool."""
        self.tools[tool].setChecked(True)

    def set_recent(
        self, files: Sequence[RecentFile], since: Mapping[RecentFile, Since] | None = None
    ) -> None:
        """Offer the files that were opened last, and say what became of them."""
        self._recent = files
        for number, action in enumerate(self.recent):
            action.setVisible(number < len(files))
        for action, file in zip(self.recent, files, strict=False):
            note = became_of((since or {}).get(file))
            name = command_text(plain_line(file.location.name))
            action.setText(f"{name} ({note})" if note else name)
            action.setToolTip(tip_text(plain_line(file.location)))
        self.forget_recent.setEnabled(bool(files))

    def end_blinking(self) -> None:
        """Show the vessels again that a held key had hidden."""
        self._blinking.stop()
        self._panes.set_blinking(False)

    def gestures(self) -> Sequence[tuple[str, str]]:
        """Return what the mouse does in the panes."""
        return (
            (self.tr("Wheel"), self.tr("Zoom at the cursor")),
            (self.tr("Left drag"), self.tr("Move, or use the selected tool")),
            (self.tr("Middle drag, or Space and left drag"), self.tr("Move")),
            (
                self.tr("Right drag"),
                self.tr("Window and level: up and down for brightness, sideways for contrast"),
            ),
            (self.tr("Double click"), self.tr("Fit")),
            (self.tr("Arrow keys"), self.tr("Move")),
            (self.tr("Ctrl and arrow keys"), self.tr("Move the curtain")),
            (self.tr("Esc"), self.tr("Cancel what is running")),
            (
                self.tr("Click with the tool for arteries and veins"),
                self.tr("Artery to vein or back, then undecided, as found but by hand, automatic"),
            ),
            (
                self.tr("Drag with the tool for disc or cup"),
                self.tr("Inside moves it, its line or a handle sizes it, beside it draws another"),
            ),
            (
                self.tr("Alt while drawing"),
                self.tr("Erase instead of adding or excluding, or the other way round"),
            ),
            (self.tr("Drop"), self.tr("Open files, folders and ZIP archives")),
        )

    def _for_a_photograph(self) -> Sequence[QAction]:
        return (
            self.fit,
            self.true_size,
            self.zoom_in,
            self.zoom_out,
            self.vessels_shown,
            self.colours,
        )

    def _for_an_analysis(self) -> Sequence[QAction]:
        return (
            self.blink,
            self.compare,
            self.earlier,
            self.larger_brush,
            self.smaller_brush,
            *self.tools.values(),
            *self.eyes.values(),
        )

    # --- making them -----------------------------------------------------------------------

    def _make_file(self) -> None:
        window, make = self._window, self._make
        self.open = make(self.tr("Open…"), window.ask_open, QKeySequence.Open, "open")
        self.open_folder = make(
            self.tr("Open folder…"), window.ask_open_folder, "Ctrl+Shift+O", "folder"
        )
        self.archive = make(self.tr("From the archive…"), window.show_archive, "Ctrl+Shift+F")
        self.sample = make(self.tr("Open the sample"), window.open_sample)
        self.recent = [make("", partial(self._open_recent, number)) for number in range(RECENT)]
        self.forget_recent = make(self.tr("Clear this list"), window.forget_recent)
        self.patients = make(self.tr("Patients…"), window.show_patients, "Ctrl+F", "patients")
        self.assign = make(self.tr("Assign selected photographs…"), window.ask_assign)
        self.assign_by_names = make(
            self.tr("Patients from file names…"), window.ask_assign_by_names
        )
        self.report = make(self.tr("Report…"), window.show_report, QKeySequence.Save, "report")
        self.export = make(self.tr("Export…"), window.ask_export, "Ctrl+E")
        self.export_objects = make(
            self.tr("Export as DICOM objects…"), window.ask_export_objects, "Ctrl+Shift+E"
        )
        self.send = make(self.tr("Send to archive…"), window.show_send, "Ctrl+Shift+S")
        self.outbox = make(self.tr("Outbox…"), window.show_outbox)
        self.settings = make(self.tr("Settings…"), window.ask_settings, "Ctrl+,", "settings")
        self.quit = make(self.tr("Quit"), window.close, "Ctrl+Q")

    def _make_edit(self) -> None:
        history, workspace = self._workspace.history, self._workspace
        undo = history.createUndoAction(self, self.tr("Undo"))
        redo = history.createRedoAction(self, self.tr("Redo"))
        assert undo is not None
        assert redo is not None
        self.undo, self.redo = undo, redo
        give_keys(undo, QKeySequence.Undo, "undo")
        give_keys(redo, "Ctrl+Y", "redo")
        redo.setShortcuts([redo.shortcut(), QKeySequence("Ctrl+Shift+Z")])
        self.discard_corrections = self._make(
            self.tr("Discard corrections"), workspace.drop_strokes
        )
        self.include_all = self._make(
            self.tr("Measure all of the field again"), workspace.include_all
        )
        panes = self._panes
        self.remove_ruler = self._make(
            self.tr("Remove a line or note"), panes.remove_last_ruler, "Del"
        )
        # Only there: the list of photographs has that key, too.
        self.remove_ruler.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        panes.addAction(self.remove_ruler)
        self.larger_brush = self._make(
            self.tr("Larger brush"),
            lambda: panes.set_brush_radius(panes.brush_radius * _BRUSH),
            "]",
        )
        self.smaller_brush = self._make(
            self.tr("Smaller brush"),
            lambda: panes.set_brush_radius(panes.brush_radius / _BRUSH),
            "[",
        )

    def _make_tools(self) -> None:
        self.tools = self._choices(
            {
                Tool.MOVE: (self.tr("Move"), "M", "move"),
                Tool.LINE: (self.tr("Measure a line"), "L", "line"),
                Tool.ANGLE: (self.tr("Measure an angle"), "G", "angle"),
                Tool.AREA: (self.tr("Measure an area"), "Shift+A", "area"),
                Tool.ARROW: (self.tr("Draw an arrow"), "Shift+W", "arrow"),
                Tool.NOTE: (self.tr("Write a note"), "N", "note"),
                Tool.ADD: (self.tr("Add vessels"), "A", "brush_add"),
                Tool.ERASE: (self.tr("Erase vessels"), "E", "brush_erase"),
                Tool.RESTORE: (self.tr("Bring back what was found"), "Shift+E", "brush_restore"),
                Tool.SEGMENT: (self.tr("Erase or bring back a segment"), "S", "segment"),
                Tool.EXCLUDE: (self.tr("Exclude an area from the numbers"), "X", "exclude"),
                **self.anatomy.tools(),
            },
            self.tool_chosen.emit,
        )
        self.show_tool(self._panes.tool)

    def _make_view(self) -> None:
        window, panes, make = self._window, self._panes, self._make
        self.fit = make(self.tr("Fit"), panes.fit, "F", "fit")
        self.true_size = make(self.tr("1:1"), panes.show_true_size, "1", "true_size")
        self.zoom_in = make(self.tr("Zoom in"), lambda: panes.zoom_by(_ZOOM), QKeySequence.ZoomIn)
        # The same key without Shift, where plus needs that.
        self.zoom_in.setShortcuts([self.zoom_in.shortcut(), QKeySequence("Ctrl+=")])
        self.zoom_out = make(
            self.tr("Zoom out"), lambda: panes.zoom_by(1 / _ZOOM), QKeySequence.ZoomOut
        )
        self.layouts = self._choices(
            {
                Layout.AUTOMATIC: (self.tr("Two panes, as fits best"), "Ctrl+1", "automatic"),
                Layout.ONE_PANE: (self.tr("One pane"), "Ctrl+2", "one_pane"),
                Layout.CURTAIN: (self.tr("Curtain"), "Ctrl+3", "curtain"),
                Layout.SIDE_BY_SIDE: (self.tr("Side by side"), "Ctrl+4", "side_by_side"),
                Layout.STACKED: (self.tr("One above the other"), "Ctrl+5", "stacked"),
            },
            self._workspace.set_layout,
        )
        self.blink = make(self.tr("Hide vessels while held"), self._blink, "B")
        self.poor_parts_shown = self._switch(
            self.tr("Shade poor parts"), panes.set_poor_parts_shown, "Q", on=panes.poor_parts_shown
        )
        panes.poor_parts_toggled.connect(self.poor_parts_shown.setChecked)
        self._blinking = QTimer(self)
        self._blinking.setSingleShot(True)
        self._blinking.setInterval(_BLINK_MS)
        self._blinking.timeout.connect(self.end_blinking)
        self.patient_shown = self._switch(
            self.tr("Patient and exam"), window.show_patient, "P", on=True
        )
        self.browser_shown = self._switch(
            self.tr("List of photographs"), window.show_browser, "F3", on=True
        )
        self.results_shown = self._switch(self.tr("Results"), window.show_results, "F4", on=True)
        self.findings_shown = self._switch(self.tr("Findings"), window.show_findings, "F6", on=True)
        self.type_findings = make(self.tr("Type findings"), window.type_findings, "Ctrl+T")
        self.panels_shown = self._switch(self.tr("Side panels"), window.show_panels, "F2", on=True)
        self.overview_shown = self._switch(
            self.tr("Overview when zoomed in"), panes.set_overview_shown, "O", on=True
        )
        self.full_screen = self._switch(
            self.tr("Full screen"), window.show_full_screen, "F11", "fullscreen"
        )
        self.own_window = self._switch(
            self.tr("Pictures in a window of their own"),
            window.show_pictures_apart,
            "F12",
            "windows",
        )
        self.languages = self._choices(
            {language: (name, None, None) for language, name in LANGUAGES.items()},
            self.language_chosen.emit,
        )
        self.languages[self._workspace.catalogue.language].setChecked(True)

    def _make_vessels(self) -> None:
        self.vessels_shown = self._switch(
            self.tr("Show vessels"), lambda on: self._draw(visible=on), "V", "vessels"
        )
        self.styles = self._choices(
            {
                VesselStyle.FILLED: (self.tr("Filled"), "Shift+1", None),
                VesselStyle.OUTLINE: (self.tr("Outline"), "Shift+2", None),
                VesselStyle.PROBABILITY: (self.tr("Probability (heat map)"), "Shift+3", None),
                VesselStyle.UNCERTAINTY: (self.tr("Uncertainty"), "Shift+4", None),
            },
            lambda style: self._draw(style=style, visible=True),
        )

    def _make_picture(self) -> None:
        window, workspace, make = self._window, self._workspace, self._make
        self.channels = self._choices(
            {
                Channel.COLOUR: (self.tr("Colour"), "C", None),
                Channel.RED_FREE: (self.tr("Red-free (green channel)"), "R", "red_free"),
                Channel.RED: (self.tr("Red channel"), "Shift+R", None),
                Channel.BLUE: (self.tr("Blue channel"), "Shift+B", None),
            },
            lambda channel: self._tone(channel=channel),
        )
        self.inverted = self._switch(self.tr("Invert"), lambda on: self._tone(inverted=on), "I")
        self.equalised = self._switch(
            self.tr("Equalise contrast (CLAHE)"), lambda on: self._tone(equalised=on), "H"
        )
        self.reset_tone = make(
            self.tr("As recorded"), lambda: workspace.set_tone(Tone()), "0", "reset"
        )
        self.previous = make(
            self.tr("Previous photograph"), window.open_previous, "Ctrl+PgUp", "previous"
        )
        self.next = make(self.tr("Next photograph"), window.open_next, "Ctrl+PgDown", "next")
        self.analyse_all = make(self.tr("Analyse all photographs"), window.analyse_all)
        self.pause = self._switch(
            self.tr("Pause analysing"), workspace.queue.set_paused, "Ctrl+Shift+P"
        )
        workspace.queue.queue_changed.connect(self._show_queue)
        self._show_queue()
        self.previous_frame = make(
            self.tr("Previous frame"), lambda: self._turn(-1), QKeySequence.MoveToPreviousPage
        )
        self.next_frame = make(
            self.tr("Next frame"), lambda: self._turn(1), QKeySequence.MoveToNextPage
        )
        self.compare = make(
            self.tr("Compare with another visit…"), window.show_comparison, "Ctrl+D", "compare"
        )
        self.earlier = make(self.tr("Earlier visits in the archive…"), window.show_earlier)
        self.colours = self._switch(
            self.tr("Convert colours (YBR stored as RGB)"), self._convert_colours
        )
        say = workspace.catalogue.say
        self.eyes = self._choices(
            {
                Laterality.RIGHT: (say(eye_name(Laterality.RIGHT)), "Shift+D", None),
                Laterality.LEFT: (say(eye_name(Laterality.LEFT)), "Shift+S", None),
                Laterality.UNKNOWN: (say(eye_name(Laterality.UNKNOWN)), "Shift+U", None),
            },
            workspace.set_laterality,
        )

    def _make_help(self) -> None:
        window, make = self._window, self._make
        self.manual = make(self.tr("Manual"), window.show_manual, "F1")
        self.command_list = make(
            self.tr("Command list…"), window.show_command_list, "Ctrl+L", "search"
        )
        self.shortcuts = make(self.tr("Keys and gestures"), window.show_shortcuts, "Ctrl+F1")
        self.tour = make(self.tr("Tour of the window"), window.show_tour)
        self.log = make(self.tr("Log and diagnostics…"), window.show_log)
        self.about = make(self.tr("About Retivasc"), window.show_about)

    def _make(
        self, text: str, slot: Callable[..., object], keys: Keys = None, icon_name: str = ""
    ) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked: slot())  # type: ignore[arg-type]
        give_keys(action, keys, icon_name)
        return action

    def _switch(
        self,
        text: str,
        slot: Callable[[bool], object],
        keys: Keys = None,
        icon_name: str = "",
        *,
        on: bool = False,
    ) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(slot)  # type: ignore[arg-type]
        give_keys(action, keys, icon_name)
        return action

    def _choices(
        self,
        texts: Mapping[Choice, tuple[str, Keys, str | None]],
        choose: Callable[[Choice], object],
    ) -> dict[Choice, QAction]:
        """Make checkable actions of which one is chosen."""
        group = QActionGroup(self)
        actions = {}
        for choice, (text, keys, icon_name) in texts.items():
            action = self._make(text, lambda choice=choice: choose(choice), keys, icon_name or "")
            action.setCheckable(True)
            group.addAction(action)
            actions[choice] = action
        return actions

    # --- what they do ----------------------------------------------------------------------

    def _open_recent(self, number: int) -> None:
        self._window.open_recent(self._recent[number])

    def _blink(self) -> None:
        self._panes.set_blinking(True)
        self._blinking.start()

    def _turn(self, step: int) -> None:
        if self._workspace.analysis is not None:
            self._workspace.show_frame(self._workspace.analysis.image.frame + step)

    def _convert_colours(self, convert: bool) -> None:
        self._workspace.set_colours("ybr" if convert else "stated")
        self.refresh()  # checked only once it is done: reading may fail, or be cancelled

    def _draw(self, **changes: object) -> None:
        vessels = replace(self._workspace.look.vessels, **changes)  # type: ignore[arg-type]
        self._workspace.set_vessels(vessels)

    def _tone(self, **changes: object) -> None:
        tone = replace(self._workspace.look.tone, **changes)  # type: ignore[arg-type]
        self._workspace.set_tone(tone)
