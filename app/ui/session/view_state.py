"""Everything that undo brings back."""

from dataclasses import dataclass, field

from app.domain.reading import Reading
from app.settings.look import Look


@dataclass(frozen=True)
class ViewState:
    """Everything that undo brings back."""

    reading: Reading = field(default_factory=Reading)
    look: Look = field(default_factory=Look)
