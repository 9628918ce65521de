"""Sentences for people, kept as a translatable source text and its values.

The layers below the window know nothing of Qt. They name a sentence once, in English, with
``message(...)``; the window and the report look its translation up in the catalogue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.base.text import plain_line

CONTEXT = "Core"
"""Under which the catalogues keep the sentences."""


@dataclass(frozen=True)
class Message:
    """One sentence: an English template and the values for its ``{placeholders}``."""

    source: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.fill(self.source, str)

    def fill(self, template: str, say: "Callable[[Message], str]") -> str:
        """Return a template with the values filled in; texts taken from files become plain text.

        Args:
            template: the sentence in the language of the reader.
            say: words a sentence that is a value of this one.
        """
        return template.format(**{key: _plain(value, say) for key, value in self.values.items()})

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain values for JSON; anything but numbers and sentences becomes text."""
        values = {name: _as_plain(value) for name, value in self.values.items()}
        return {"source": self.source, "values": values}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Message":
        """Return the sentence that ``to_plain`` wrote.

        Raises:
            KeyError, TypeError, AttributeError: it is not what ``to_plain`` wrote.
        """
        values = {name: _from_plain(value) for name, value in plain["values"].items()}
        return cls(str(plain["source"]), values)


def _as_plain(value: object) -> object:
    if isinstance(value, Message):
        return value.to_plain()
    return value if isinstance(value, int | float) else str(value)


def _from_plain(value: object) -> object:
    return Message.from_plain(value) if isinstance(value, Mapping) else value


def _plain(value: object, say: Callable[[Message], str]) -> str:
    return say(value) if isinstance(value, Message) else plain_line(value)


def message(source: str, /, **values: object) -> Message:
    """Make a translatable sentence.

    Args:
        source: the English sentence, with ``{name}`` placeholders; the catalogues are made from
            the texts that stand literally at calls of this function.
        values: what the placeholders stand for.
    """
    return Message(source, values)
