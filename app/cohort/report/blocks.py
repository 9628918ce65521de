"""What a report of a cohort is made of; page, PDF and CSV files are drawn from the same blocks."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.cohort.report.charts import Chart


@dataclass(frozen=True)
class Heading:
    """The title of a section."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table; it is written as CSV, too.

    Attributes:
        name: of its file, without suffix.
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Charts:
    """Charts next to each other."""

    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class Picture:
    """A small photograph: its field alone, so that no writing in it can be read.

    Attributes:
        jpeg: None where the photograph cannot be reached from here.
    """

    jpeg: bytes | None
    caption: str


@dataclass(frozen=True)
class Pictures:
    """Photographs next to each other."""

    pictures: tuple[Picture, ...]


Block = Heading | Text | Table | Charts | Pictures


@dataclass(frozen=True)
class CohortReport:
    """A report of a cohort in one language.

    Attributes:
        language: as HTML names it.
        use: what it must not be used for.
    """

    language: str
    title: str
    use: str
    blocks: tuple[Block, ...]

    def tables(self) -> Sequence[Table]:
        """Return the tables."""
        return [block for block in self.blocks if isinstance(block, Table)]
