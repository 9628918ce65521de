"""What the clinician typed for a report, and whose report it is."""

from dataclasses import dataclass

BLANK = "___"
"""What templates leave for the clinician to fill in."""


@dataclass(frozen=True)
class ReportText:
    """What the clinician typed; empty texts leave lines to write on.

    Attributes:
        author: who signs.
    """

    findings: str = ""
    impression: str = ""
    recommendation: str = ""
    author: str = ""

    @property
    def empty(self) -> bool:
        """Return whether nothing was typed about the photograph."""
        return not (self.findings + self.impression + self.recommendation).strip()

    @property
    def has_blanks(self) -> bool:
        """Return whether a blank that a template left is not filled in."""
        return BLANK in self.findings + self.impression + self.recommendation


@dataclass(frozen=True)
class Signature:
    """Who signed a report; it was made when they did.

    Attributes:
        by: the name that they typed.
        account: of the operating system, and the computer.
        replaces: the version that this one takes the place of: its number, and which version of
            the report it was; None for the first.
    """

    by: str
    account: str
    replaces: tuple[str, int] | None = None


@dataclass(frozen=True)
class Clinic:
    """How the clinic heads its reports.

    Attributes:
        lines: below the name: address, telephone and the like.
        logo: PNG or JPEG; None for none.
        title: of the report; the program's own if empty.
    """

    name: str = ""
    lines: tuple[str, ...] = ()
    logo: bytes | None = None
    title: str = ""


NOTHING_TYPED = ReportText()
NO_CLINIC = Clinic()
