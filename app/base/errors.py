"""The errors a person may see: each says what happened, why, and what to do."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from app.base.messages import Message, message


class RetivascError(Exception):
    """A problem in one sentence, with a hint on what to do about it.

    It survives pickling and, by ``to_plain`` and ``error_from_plain``, JSON.
    """

    facts: ClassVar[tuple[str, ...]] = ()
    """Names of further facts that a kind of error carries, given by keyword: true or false."""

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"

    @property
    def kind(self) -> str:
        """Return the name of the error's class, as written to JSON."""
        return type(self).__name__

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        told = {"message": self.message.to_plain(), "hint": self.hint.to_plain()}
        return {"kind": self.kind, **told, **self._told_besides()}

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.message, self.hint, self._told_besides())

    def _told_besides(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.facts}


def error_from_plain(plain: Mapping[str, Any]) -> RetivascError:
    """Return the error that ``to_plain`` wrote; an unknown kind becomes a plain RetivascError.

    Raises:
        KeyError, TypeError, AttributeError: it is not what ``to_plain`` wrote.
    """
    kinds = {kind.__name__: kind for kind in _all_kinds(RetivascError)}
    kind = kinds.get(plain["kind"], RetivascError)
    told = (Message.from_plain(plain["message"]), Message.from_plain(plain["hint"]))
    return _rebuilt(kind, *told, {name: bool(plain[name]) for name in kind.facts})


def _rebuilt(
    kind: type[RetivascError], message: Message, hint: Message, besides: dict[str, Any]
) -> RetivascError:
    return kind(message, hint, **besides)


def _all_kinds(kind: type[RetivascError]) -> Iterator[type[RetivascError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _all_kinds(each)


class ImageReadError(RetivascError):
    """The file cannot be read or decoded."""


class UnsupportedImageError(RetivascError):
    """The file was read, but holds nothing that can be analysed."""


class ModelLoadError(RetivascError):
    """The segmentation model is missing, damaged or of another version."""


class InferenceError(RetivascError):
    """The segmentation did not finish."""


class ReportWriteError(RetivascError):
    """A result could not be written."""


class ArchiveError(RetivascError):
    """The archive did not accept a result, or could not be reached."""


class StoreError(RetivascError):
    """The store of cases cannot be opened, read or written."""


class ConfigurationError(RetivascError):
    """A training configuration or a command's inputs do not fit together."""


class TrainingError(RetivascError):
    """A training run cannot continue."""


class UnexpectedError(RetivascError):
    """Something failed that nobody foresaw; the log has the details."""


def unexpected(error: Exception) -> UnexpectedError:
    """Return the error for something that nobody foresaw."""
    if isinstance(error, MemoryError):
        return UnexpectedError(
            message("There is not enough memory for this photograph."),
            message("Close other programs to free memory, then try again."),
        )
    return UnexpectedError(
        message("Something unexpected went wrong ({kind}).", kind=type(error).__name__),
        message("Try again; if it happens again, send us the log file."),
    )
