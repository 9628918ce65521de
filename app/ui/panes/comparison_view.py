"""The photograph and, beside it, the same photograph with its vessels; both move together."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.imaging.types import Laterality
from app.translation import Catalogue
from app.ui.panes.image_view import ImageView, Viewpoint
from app.ui.panes.layers import Layers
from app.ui.style import set_property
from app.ui.words import eye_abbreviation, eye_in_words


class EyeBadge(QLabel):
    """Say in large letters which eye is shown; in a warning colour when nobody knows."""

    def show_eye(self, laterality: Laterality, catalogue: Catalogue) -> None:
        """Show the eye."""
        words = catalogue.say(eye_in_words(laterality))
        self.setText(f"{eye_abbreviation(laterality)}  {words}")
        set_property(self, "unknown", laterality is Laterality.UNKNOWN)


class Pane(QFrame):
    """Frame one view with its title and the eye."""

    def __init__(self, title: str, view: ImageView) -> None:
        super().__init__()
        self.view = view
        self.eye = EyeBadge()
        heading = QLabel(title)
        heading.setObjectName("paneTitle")
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        top.addWidget(self.eye)
        top.addStretch()
        top.addWidget(heading, alignment=Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(view, stretch=1)


class ComparisonView(QWidget):
    """Keep two panes at the same place of the same photograph."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plain = ImageView(with_vessels=False)
        self.tinted = ImageView(with_vessels=True)
        self.plain.setAccessibleName(self.tr("Photograph"))
        self.tinted.setAccessibleName(self.tr("Photograph with vessels"))
        self._panes = (
            Pane(self.tr("Photograph"), self.plain),
            Pane(self.tr("Photograph with vessels"), self.tinted),
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        for pane in self._panes:
            layout.addWidget(pane, stretch=1)
            pane.view.fit_asked.connect(self.fit)
        self.plain.moved.connect(self.tinted.set_viewpoint)
        self.tinted.moved.connect(self.plain.set_viewpoint)

    @property
    def viewpoint(self) -> Viewpoint:
        """Return what both panes look at."""
        return self.plain.viewpoint

    def show_layers(self, layers: Layers) -> None:
        """Show another photograph in both panes."""
        self.plain.show_layers(layers)
        self.tinted.show_layers(layers)

    def show_eye(self, laterality: Laterality, catalogue: Catalogue) -> None:
        """Name the eye on both panes."""
        for pane in self._panes:
            pane.eye.show_eye(laterality, catalogue)

    def fit(self) -> None:
        """Show the whole photograph in both panes."""
        self.plain.fit()
        self.tinted.fit()

    def show_true_size(self) -> None:
        """Show one pixel of the photograph as one pixel of the screen."""
        self.plain.zoom_to(1 / self.devicePixelRatioF())

    def zoom_by(self, factor: float) -> None:
        """Zoom both panes at their centre."""
        self.plain.zoom_by(factor)
