"""The errors a person may see: each says what happened, why, and what to do."""

from app.base.messages import Message, message


class RetivascError(Exception):
    """Report a problem in one sentence, with a hint at what to do about it."""

    def __init__(self, message: Message, hint: Message) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"

    @property
    def kind(self) -> str:
        """Name the class of error, as written to JSON."""
        return type(self).__name__


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
    """The archive did not take a result, or could not be reached."""


class ConfigurationError(RetivascError):
    """A training configuration or a command's inputs do not fit together."""


class TrainingError(RetivascError):
    """A training run cannot go on."""


class UnexpectedError(RetivascError):
    """Something failed that nobody foresaw; the log has the details."""


def unexpected(error: Exception) -> UnexpectedError:
    """Word an error that nobody foresaw."""
    if isinstance(error, MemoryError):
        return UnexpectedError(
            message("Core", "There is not enough memory for this photograph."),
            message("Core", "Close other programs to free memory, then try again."),
        )
    return UnexpectedError(
        message("Core", "Something unexpected went wrong ({kind}).", kind=type(error).__name__),
        message("Core", "Try again; if it happens again, send us the log file."),
    )
