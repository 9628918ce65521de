"""How a setting is declared: once, next to the type and the default of its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import msgspec
from msgspec import Meta

from app.base.messages import Message, message

GENERAL = message("General")
REPORT = message("Report")
ARCHIVE = message("Archive")

_WIDGETS = {bool: "switch", int: "count", float: "number", str: "text"}


@dataclass(frozen=True)
class Setting:
    """How a setting is asked for and who may set it; it is part of the field's annotation.

    Attributes:
        page: of the dialog; None if the dialog does not ask, as it is set where it is used.
        label, hint: what the dialog calls it and says below it.
        example: what is used, or may be typed, where nothing is.
        choices: what each value is called, if there are only a few.
        widget: where the type does not tell it: a "percent", several "lines", a "file".
        step: of a number.
        of_window: each window remembers it for itself; nobody sets or locks it for all users.
    """

    page: Message | None = None
    label: Message | str = ""
    hint: Message | str = ""
    example: Message | str = ""
    choices: Mapping[str | None, Message | str] = field(default_factory=dict)
    widget: Literal["", "percent", "lines", "file"] = ""
    step: float = 1.0
    of_window: bool = False


@dataclass(frozen=True)
class Row:
    """One row of the table of settings, read from a field.

    Attributes:
        name: of the field.
        kind: its type, with its bounds.
        setting: how it was declared.
    """

    name: str
    kind: Any
    setting: Setting

    @property
    def widget(self) -> str:
        """Return what it is asked with, as its declaration or its type says."""
        if self.setting.choices:
            return "choice"
        return self.setting.widget or _WIDGETS[get_args(self.kind)[0]]

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the least and the greatest value that its type allows.

        Raises:
            ValueError: its type has no bounds.
        """
        (bounds,) = ((m.ge, m.le) for m in self._metas if m.ge is not None and m.le is not None)
        return bounds

    @property
    def pattern(self) -> str:
        """Return the regular expression that its type demands; empty if it demands none."""
        return next((meta.pattern for meta in self._metas if meta.pattern), "")

    @property
    def _metas(self) -> list[Meta]:
        return [each for each in get_args(self.kind)[1:] if isinstance(each, Meta)]


def read_rows(struct: type[msgspec.Struct]) -> tuple[Row, ...]:
    """Return the row of each field of a struct, in their order.

    Raises:
        ValueError: a field is not declared as a setting.
    """
    return tuple(_read_row(field.name, field.type) for field in msgspec.structs.fields(struct))


def _read_row(name: str, kind: object) -> Row:
    (setting,) = (each for each in get_args(kind) if isinstance(each, Setting))
    return Row(name, kind, setting)
