"""The photograph and, next to it, the same photograph with its vessels; both move together."""

from PyQt5.QtCore import QPointF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.base.translation import Catalogue
from app.domain.photograph import FundusImage, Laterality
from app.settings.look import Layout
from app.ui.canvas.image_view import ImageView
from app.ui.canvas.overview import Overview
from app.ui.canvas.projection import Viewpoint
from app.ui.canvas.splitter import Splitter
from app.ui.canvas.tools import Tool, Toolbox
from app.ui.canvas.zoom_view import ZoomView
from app.ui.look.style import set_property
from app.ui.look.words import eye_abbreviation, eye_in_words
from app.ui.session.workspace import Workspace

_LARGE = 30_000_000  # pixels: what takes long enough to be told
_PAN_STEP = 0.1  # of a pane
_CURTAIN_STEP = 0.02
_MARGIN, _OVERVIEW_MARGIN = 6, 10  # pixels
_SHORTENED = Qt.TextElideMode.ElideRight
_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class EyeBadge(QLabel):
    """Large letters that show which eye this is, in a warning colour when it is unknown."""

    def show_eye(self, laterality: Laterality, catalogue: Catalogue) -> None:
        """Show the eye."""
        words = catalogue.say(eye_in_words(laterality))
        self.setText(f"{eye_abbreviation(laterality)}  {words}")
        set_property(self, "unknown", laterality is Laterality.UNKNOWN)


class Heading(QLabel):
    """The name of a pane, as far as there is room next to the eye."""

    @override
    def minimumSizeHint(self) -> QSize:
        """Return no width: two panes at large letters must not outgrow the screen."""
        return QSize(0, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the name, shortened where it must be."""
        text = self.fontMetrics().elidedText(self.text(), _SHORTENED, self.width())
        painter, style = QPainter(self), self.style()
        assert style is not None
        style.drawItemText(
            painter, self.rect(), _RIGHT, self.palette(), True, text, self.foregroundRole()
        )


class Pane(QFrame):
    """Frame one view with its title and the eye."""

    def __init__(self, title: str, view: ZoomView) -> None:
        super().__init__()
        self.view = view
        view.setAccessibleName(title)
        self.eye = EyeBadge()
        self.heading = Heading(title)
        self.heading.setObjectName("paneTitle")
        top = QHBoxLayout()
        top.setContentsMargins(10, 3, 10, 3)
        top.setSpacing(12)
        top.addWidget(self.eye)
        top.addWidget(self.heading, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(view, stretch=1)
        self._top = top

    @property
    def head_height(self) -> int:
        """Return how much of its height the pane takes for itself, in pixels."""
        return self._top.sizeHint().height() + 1


class ComparisonView(QWidget):
    """Two panes at the same place of the same photograph; both follow the workspace.

    Signals:
        tool_changed: dragging does something else; a Tool.
        note_asked: where the user wants to write a note, a Point.
        brush_radius_changed: in pixels of the photograph.
        poor_parts_toggled: poor parts of the photograph are shaded, or no longer.
    """

    tool_changed = pyqtSignal(Tool)
    note_asked = pyqtSignal(tuple)
    brush_radius_changed = pyqtSignal(float)
    poor_parts_toggled = pyqtSignal(bool)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._toolbox = Toolbox(self)
        self._fitted = True
        self.poor_parts_shown = True
        self.plain = ImageView(workspace, self._toolbox, with_vessels=False)
        self.tinted = ImageView(workspace, self._toolbox, with_vessels=True)
        self._views = (self.plain, self.tinted)
        self.overview = Overview(self.tinted)
        self.overview_shown = True
        self._panes = (
            Pane(self.tr("Photograph"), self.plain),
            Pane(self.tr("Vessels"), self.tinted),
        )
        self._splitter = Splitter()
        for pane in self._panes:
            self._splitter.addWidget(pane)
        self._splitter.make_equal()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.addWidget(self._splitter)
        self._connect()
        self._show_picture()
        self._take_field()
        self._show_eye()
        self._show_layout()
        self._name_tinted()

    def _name_tinted(self) -> None:
        """Show when vessels are hidden, so that the eye does not seem to have none."""
        workspace, title = self._workspace, self.tr("Vessels")
        analysis = workspace.analysis
        if analysis is None and workspace.image is not None:
            title = self._under_way(workspace.image)
        elif analysis is not None and not analysis.shows_vessels:
            title = self.tr("Not measured")
        elif not self._workspace.look.vessels.visible:
            title = self.tr("Vessels hidden")
        self._panes[1].heading.setText(title)

    def _under_way(self, image: FundusImage) -> str:
        """Return what is being done; of a large photograph, how long that should take."""
        pixels = image.width * image.height
        if not self._workspace.opening:
            return self.tr("Not analysed")
        if pixels < _LARGE:
            return self.tr("Analysing…")
        expected = self._workspace.queue.expected_s(pixels)
        size = round(pixels / 1e6)
        if expected is None:
            return self.tr("Analysing {size} megapixels, which takes a while…").format(size=size)
        text = self.tr("Analysing {size} megapixels, about {seconds} s…")
        return text.format(size=size, seconds=max(round(expected), 1))

    def _connect(self) -> None:
        for view in self._views:
            view.moved.connect(self._look_at)
            view.fit_asked.connect(self.fit)
            view.resized.connect(self._stay_fitted)
            self._toolbox.sketch_changed.connect(view.update)
            self._toolbox.selected_changed.connect(view.update)
            self._toolbox.brush_radius_changed.connect(view.update)
        self._toolbox.tool_changed.connect(self.tool_changed)
        self._toolbox.note_asked.connect(self.note_asked)
        self._toolbox.brush_radius_changed.connect(self.brush_radius_changed)
        workspace = self._workspace
        workspace.picture_changed.connect(self._show_picture)
        self.overview.place_asked.connect(self._look_there)
        workspace.picture_changed.connect(self._show_eye)
        workspace.picture_changed.connect(self._name_tinted)
        workspace.opening_changed.connect(self._name_tinted)
        workspace.analysed.connect(self._take_field)
        workspace.analysis_changed.connect(self._show_eye)
        workspace.layout_changed.connect(self._show_layout)
        workspace.vessels_changed.connect(self._name_tinted)
        workspace.analysis_changed.connect(self._name_tinted)
        for changed in (
            workspace.analysis_changed,
            workspace.vessels_changed,
            workspace.threshold_changed,
        ):
            changed.connect(self.tinted.update)
        for changed in (
            workspace.analysis_changed,
            workspace.tone_changed,
            workspace.rulers_changed,
            workspace.anatomy_changed,
        ):
            for view in self._views:
                changed.connect(view.update)

    # --- where the panes look --------------------------------------------------------------

    @property
    def viewpoint(self) -> Viewpoint:
        """Return what both panes look at."""
        return self.tinted.viewpoint

    def fit(self) -> None:
        """Show the whole photograph in both panes, and keep doing so at every size."""
        self._fitted = True
        layers = self._workspace.layers
        if layers is not None:
            scale = min(view.fitting_scale for view in self._visible_views())
            self._set_viewpoint(Viewpoint(layers.width / 2, layers.height / 2, scale))

    def show_true_size(self) -> None:
        """Show one pixel of the photograph as one pixel of the screen."""
        self.tinted.zoom_to(1 / self.devicePixelRatioF())

    def zoom_by(self, factor: float) -> None:
        """Zoom both panes at their centre."""
        self.tinted.zoom_by(factor)

    def pan(self, dx: float, dy: float) -> None:
        """Move the view to the right and down, by fractions of a pane."""
        self.tinted.pan_by(QPointF(-dx * self.tinted.width(), -dy * self.tinted.height()))

    def _look_at(self, viewpoint: Viewpoint) -> None:
        """Follow the pane that the user moved."""
        self._fitted = False
        self._set_viewpoint(viewpoint)

    def _set_viewpoint(self, viewpoint: Viewpoint) -> None:
        for view in self._views:
            view.set_viewpoint(viewpoint)
        self._show_overview()

    def _stay_fitted(self) -> None:
        if self._fitted:
            self.fit()
        self._show_overview()

    def _look_there(self, place: QPointF) -> None:
        scale = self.viewpoint.scale
        self._look_at(Viewpoint(place.x(), place.y(), scale))

    def _show_overview(self) -> None:
        """Show which part is seen, in the corner where nothing is written but the size."""
        view, layers = self.tinted, self._workspace.layers
        self.overview.show_part(layers, view.projection, wanted=self.overview_shown)
        below = view.fontMetrics().height() + 2 * _OVERVIEW_MARGIN
        self.overview.move(_OVERVIEW_MARGIN, view.height() - self.overview.height() - below)

    def _visible_views(self) -> list[ZoomView]:
        return [pane.view for pane in self._panes if not pane.isHidden()]

    # --- tools -----------------------------------------------------------------------------

    @property
    def tool(self) -> Tool:
        """Return what dragging does."""
        return self._toolbox.tool

    def set_tool(self, tool: Tool) -> None:
        """Switch to another tool; what was begun with the previous one is given up."""
        self._toolbox.set_tool(tool)
        for view in self._views:
            view.give_up()
            view.update()

    @property
    def brush_radius(self) -> float:
        """Return the brush's radius in pixels of the photograph."""
        return self._toolbox.brush_radius

    def set_brush_radius(self, radius: float) -> None:
        """Set the brush's radius in pixels of the photograph."""
        self._toolbox.set_brush_radius(radius)

    def take_over(self, former: "ComparisonView") -> None:
        """Continue where another view of the same workspace left off."""
        self.set_tool(former.tool)
        self.set_brush_radius(former.brush_radius)
        self.tinted.move_curtain(former.tinted.curtain)
        self.set_poor_parts_shown(former.poor_parts_shown)
        self.set_overview_shown(former.overview_shown)
        if not former._fitted:
            self._look_at(former.viewpoint)

    def select_ruler(self, index: int | None) -> None:
        """Let one of the lines and other marks stand out; None for none."""
        self._toolbox.select(index)

    def remove_last_ruler(self) -> None:
        """Remove the selected mark, or else the one that was drawn last."""
        rulers, chosen = self._workspace.reading.rulers, self._toolbox.selected
        which = len(rulers) - 1 if chosen is None or chosen >= len(rulers) else chosen
        self._toolbox.select(None)
        self._workspace.set_rulers((*rulers[: max(which, 0)], *rulers[which + 1 :]))

    # --- how they are shown ----------------------------------------------------------------

    def set_patient_shown(self, shown: bool) -> None:
        """Choose whether patient and examination are written over the photograph."""
        for view in self._views:
            view.set_patient_shown(shown)

    def set_overview_shown(self, shown: bool) -> None:
        """Choose whether a map shows which part of the photograph is seen."""
        self.overview_shown = shown
        self._show_overview()

    def set_poor_parts_shown(self, shown: bool) -> None:
        """Choose whether poor parts of the photograph are shaded."""
        self.poor_parts_shown = shown
        self.poor_parts_toggled.emit(shown)
        for view in self._views:
            view.set_poor_parts_shown(shown)

    def set_blinking(self, blinking: bool) -> None:
        """Show the photograph instead of its vessels, while a key is held."""
        self.tinted.set_blinking(blinking)

    def _show_picture(self) -> None:
        for view in self._views:
            view.forget()
        self._arrange()
        self.fit()
        self._show_overview()

    def _take_field(self) -> None:
        analysis = self._workspace.analysis
        if analysis is not None:
            self._toolbox.set_field_diameter(analysis.field.diameter_px)

    def _show_eye(self) -> None:
        image = self._workspace.image
        eye = image.laterality if image else Laterality.UNKNOWN
        for pane in self._panes:
            pane.eye.show_eye(eye, self._workspace.catalogue)

    def _show_layout(self) -> None:
        layout = self._workspace.look.layout
        self._panes[0].setVisible(layout.two_panes)
        self.tinted.set_curtain_drawn(layout is Layout.CURTAIN)
        self._arrange()
        self._stay_fitted()

    def _arrange(self) -> None:
        """Put two panes side by side or one above the other."""
        beside, stacked = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        layout = self._workspace.look.layout
        chosen = {Layout.SIDE_BY_SIDE: beside, Layout.STACKED: stacked}.get(layout)
        if layout is Layout.AUTOMATIC:
            chosen = stacked if self._stacked_shows_more() else beside
        if chosen is not None and chosen != self._splitter.orientation():
            self._splitter.setOrientation(chosen)
            self._splitter.make_equal()

    def _stacked_shows_more(self) -> bool:
        """Return whether the photograph is larger in panes that lie one above the other."""
        extent = self.tinted.extent
        if extent is None:
            return False
        # The splitter itself follows a moment later.
        width, height = self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN
        head = self._panes[1].head_height
        beside = min(width / 2 / extent[0], (height - head) / extent[1])
        return min(width / extent[0], (height / 2 - head) / extent[1]) > beside

    @override
    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Arrange the panes as the new size suggests."""
        super().resizeEvent(event)
        self._arrange()

    # --- keys ------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Pan by the arrow keys, with Ctrl move the curtain."""
        assert event is not None
        key = event.key()
        if key in _WAYS:
            self._move_by_key(*_WAYS[Qt.Key(key)], event.modifiers())
        else:
            super().keyPressEvent(event)

    def _move_by_key(self, x: int, y: int, modifiers: Qt.KeyboardModifiers) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier and x:
            self.tinted.move_curtain(self.tinted.curtain + x * _CURTAIN_STEP)
        else:
            self.pan(x * _PAN_STEP, y * _PAN_STEP)
