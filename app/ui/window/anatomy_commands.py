"""The commands of disc, fovea, arteries and veins: what is shown of them, and their correction."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QAction, QActionGroup

from app.domain.structures import Structure
from app.settings.look import KindColours
from app.ui.canvas.tools import Tool
from app.ui.session.workspace import Workspace
from app.ui.window.actions import Keys, give_keys


class AnatomyCommands(QObject):
    """The actions of the anatomy, kept checked and enabled as the workspace is.

    Attributes:
        layers: by the name of what is shown or hidden in the settings.
        colours: of arteries and veins.
        unseen: that disc, cup or fovea cannot be seen.
        discard: goes back to the anatomy as it was found.
        accept_eye: sets the eye that disc and fovea suggest.
    """

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.layers = {
            name: self._switch(text, partial(self._show, name), keys)
            for name, (text, keys, _) in self._layers().items()
        }
        for name, (_, _, word) in self._layers().items():
            self.layers[name].setIconText(word)
        self.colours = self._colours()
        self.unseen = {
            structure: self._switch(text, partial(self._say_unseen, structure))
            for structure, text in (
                (Structure.DISC, self.tr("Optic disc is not in view")),
                (Structure.CUP, self.tr("Cup of the disc cannot be seen")),
                (Structure.FOVEA, self.tr("Fovea is not in view")),
            )
        }
        self.discard = self._make(
            self.tr("Discard corrections of the anatomy"), workspace.anatomy.discard
        )
        self.accept_eye = self._make(self.tr("Set the eye that disc and fovea suggest"), self._eye)
        for signal in (
            workspace.picture_changed,
            workspace.analysis_changed,
            workspace.anatomy_changed,
        ):
            signal.connect(self.refresh)
        self.refresh()

    def of_viewing(self) -> Sequence[QAction]:
        """Return the commands of what is shown."""
        return (*self.layers.values(), *self.colours.values())

    def of_editing(self) -> Sequence[QAction]:
        """Return the commands by which a person corrects what was found, besides the tools."""
        return (*self.unseen.values(), self.discard)

    def tools(self) -> Mapping[Tool, tuple[str, str, str]]:
        """Return the name, the key and the icon of each tool."""
        return {
            Tool.KIND: (self.tr("Change artery or vein"), "K", "kind"),
            Tool.DISC: (self.tr("Place the optic disc"), "D", "disc"),
            Tool.CUP: (self.tr("Place the cup of the disc"), "Shift+C", "cup"),
            Tool.FOVEA: (self.tr("Place the fovea"), "J", "fovea"),
        }

    def refresh(self) -> None:
        """Check and enable the actions as the workspace is."""
        workspace = self._workspace
        drawing, reading = workspace.look.anatomy, workspace.reading
        for name, action in self.layers.items():
            action.setChecked(getattr(drawing, name))
            action.setEnabled(workspace.image is not None)
        self.colours[drawing.colours].setChecked(True)
        for structure, action in self.unseen.items():
            action.setChecked(structure in reading.not_in_view)
            action.setEnabled(workspace.analysis is not None)
        self.discard.setEnabled(reading.corrects_anatomy)
        suggested, image = workspace.anatomy.suggested_eye, workspace.image
        fits = image is not None and image.laterality is suggested
        self.accept_eye.setEnabled(suggested is not None and not fits)

    def _layers(self) -> Mapping[str, tuple[str, str, str]]:
        """Return the name, the key and the short word of what can be shown."""
        return {
            "kinds": (self.tr("Arteries and veins"), "2", self.tr("A/V")),
            "disc": (self.tr("Optic disc"), "3", self.tr("Disc")),
            "cup": (self.tr("Cup of the disc"), "4", self.tr("Cup")),
            "fovea": (self.tr("Fovea"), "5", self.tr("Fovea")),
            "zone_b": (self.tr("Zone B"), "6", self.tr("Zone B")),
            "zone_c": (self.tr("Zone C"), "7", self.tr("Zone C")),
            "grid": (self.tr("ETDRS grid"), "8", self.tr("ETDRS")),
        }

    def _colours(self) -> dict[KindColours, QAction]:
        group = QActionGroup(self)
        actions = {}
        for pair, text in (
            (KindColours.RED_BLUE, self.tr("Arteries red, veins blue")),
            (KindColours.ORANGE_BLUE, self.tr("Arteries orange, veins blue (colour-blind)")),
        ):
            action = self._make(text, partial(self._show, "colours", pair))
            action.setCheckable(True)
            group.addAction(action)
            actions[pair] = action
        return actions

    def _show(self, name: str, value: object) -> None:
        self._workspace.draw_anatomy(**{name: value})

    def _say_unseen(self, structure: Structure, unseen: bool) -> None:
        self._workspace.anatomy.set_in_view(structure, not unseen)

    def _eye(self) -> None:
        suggested = self._workspace.anatomy.suggested_eye
        if suggested is not None:
            self._workspace.set_laterality(suggested)

    def _make(self, text: str, slot: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked: slot())  # type: ignore[arg-type]
        return action

    def _switch(self, text: str, slot: Callable[[bool], object], keys: Keys = None) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.triggered.connect(slot)  # type: ignore[arg-type]
        give_keys(action, keys, "")
        return action
