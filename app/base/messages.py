"""Sentences for people, kept as a translatable source text and its values.

The layers below the window know nothing of Qt. They name a sentence once, in English, with
``message(...)``; the window and the report look its translation up in the catalogue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.base.text import plain_line

CONTEXT = "Core"


@dataclass(frozen=True)
class Message:
    """Hold one sentence: an English template and the values for its ``{placeholders}``."""

    source: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.fill(self.source, str)

    def fill(self, template: str, say: "Callable[[Message], str]") -> str:
        """Return a template with the values filled in; what they hold of a file is plain text.

        Args:
            template: the sentence in the language of the reader.
            say: words a sentence that is a value of this one.
        """
        return template.format(**{key: _plain(value, say) for key, value in self.values.items()})


def _plain(value: object, say: Callable[[Message], str]) -> str:
    return say(value) if isinstance(value, Message) else plain_line(value)


def message(context: str, source: str, /, **values: object) -> Message:
    """Make a translatable sentence.

    Args:
        context: always ``"Core"``; spelled at each call because the string extractor reads
            calls of this function the way it reads ``QCoreApplication.translate``.
        source: the English sentence, with ``{name}`` placeholders.
        values: what the placeholders stand for.

    Raises:
        ValueError: the context is not ``"Core"``.
    """
    if context != CONTEXT:
        raise ValueError(f"message context must be {CONTEXT!r}, not {context!r}")
    return Message(source, values)
