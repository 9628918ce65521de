"""The first page of a report on both eyes of a visit, in one language, before any layout."""

from dataclasses import dataclass, replace

from app.analysis.analysis import Analysis
from app.analysis.changes import Change, NumberChange
from app.analysis.comparison import differences
from app.base.messages import Message, message
from app.base.translation import Catalogue
from app.domain.photograph import Laterality
from app.measurement.measure import Measure
from app.measurement.measures import shown_measures
from app.report.content import Closing, ReportContent
from app.report.eyes_asymmetry import EyesAsymmetry, build_asymmetry
from app.report.picture import Picture
from app.report.report_text import Clinic
from app.report.wording import eye_name, format_amount, format_value

_OF_THE_PERSON = 4  # lines of the identification: name, ID, date of birth, sex
_EXPLAINED = message(
    "A difference between the eyes is told where it is more than two photographs of one eye "
    "differ by. Each number is of the whole field of its photograph; how certain it is stands on "
    "the pages of the eye."
)


@dataclass(frozen=True)
class EyeColumn:
    """What the page says of one eye.

    Attributes:
        pictures: of the photograph and of its vessels, where they are shown.
        facts: labels and values of how it was photographed.
        statement: heading and text of what the clinician states; where the text is empty, lines
            to write on.
        withheld: why nothing was measured; None when something was.
    """

    title: str
    pictures: tuple[Picture, ...]
    facts: tuple[tuple[str, str], ...]
    statement: tuple[tuple[str, str], ...]
    withheld: str | None = None


@dataclass(frozen=True)
class EyesLine:
    """One number of both eyes, and how they differ in words; its bands stand with each eye."""

    name: str
    right: str
    left: str
    difference: str


@dataclass(frozen=True)
class BothEyes:
    """Everything that the first page of a report on both eyes says, in one language.

    Attributes:
        columns: the right eye, then the left one, as they face the reader.
        titles: of the columns of the table of numbers.
        headings: of person, eyes and numbers.
        explained: what a difference in words means.
        asymmetry: of disc, fovea, arteries and veins; None where they were not looked for.
    """

    language: str
    title: str
    running_title: str
    page: str
    clinic: Clinic
    eye: str
    standing: tuple[str, ...]
    identification: tuple[tuple[str, str], ...]
    warnings_title: str
    warnings: tuple[str, ...]
    headings: tuple[str, str, str]
    columns: tuple[EyeColumn, EyeColumn]
    titles: tuple[str, str, str, str]
    lines: tuple[EyesLine, ...]
    explained: str
    closing: Closing
    intended_use: str
    footer: tuple[str, ...]
    unsuitable: None = None
    asymmetry: EyesAsymmetry | None = None

    def __post_init__(self) -> None:
        # A report may come from a file: what the layout relies on is made sure of here.
        if not all(column.pictures for column in self.columns):
            raise ValueError("an eye of the report has no picture")


def build_both_eyes(
    analyses: tuple[Analysis, Analysis],
    contents: tuple[ReportContent, ReportContent],
    catalogue: Catalogue,
) -> BothEyes:
    """Build the first page from the right and the left eye and what is said of each alone."""
    say, first = catalogue.say, contents[0]
    eye = say(eye_name(Laterality.BOTH))
    names = (say(eye_name(Laterality.RIGHT)), say(eye_name(Laterality.LEFT)))
    patient = analyses[0].image.patient
    told = (first.title, patient.name, patient.id, eye, *first.standing[:1])
    return BothEyes(
        language=first.language,
        title=first.title,
        running_title=" · ".join(part for part in told if part),
        page=first.page,
        clinic=first.clinic,
        eye=eye,
        standing=first.standing,
        identification=_person(contents),
        warnings_title=first.warnings_title,
        warnings=_warnings(contents),
        headings=(first.sections.examination, first.sections.pictures, first.sections.measurements),
        columns=(_column(contents[0]), _column(contents[1])),
        titles=(
            say(message("Measurement")),
            *names,
            say(message("Difference between the eyes")),
        ),
        lines=_lines(analyses, catalogue),
        explained=say(_EXPLAINED),
        closing=replace(first.closing, parts=()),
        intended_use=first.intended_use,
        footer=_footer(contents, eye),
        asymmetry=build_asymmetry(*analyses, names, catalogue),
    )


def _person(contents: tuple[ReportContent, ReportContent]) -> tuple[tuple[str, str], ...]:
    return contents[0].identification[:_OF_THE_PERSON]


def _column(content: ReportContent) -> EyeColumn:
    photograph, *_, last = content.pictures
    pictures = (photograph,) if last is photograph else (photograph, last)
    typed = tuple(part for part in content.closing.parts if part[1])
    return EyeColumn(
        title=content.eye,
        pictures=pictures,
        # The eye is the title of the column already.
        facts=(*content.identification[_OF_THE_PERSON + 1 :], content.quality),
        statement=typed or content.closing.parts[:1],
        withheld=content.unsuitable or content.withheld,
    )


def _warnings(contents: tuple[ReportContent, ReportContent]) -> tuple[str, ...]:
    """Return what must be known first: once where it is true of both eyes, else of which."""
    of_both = [warning for warning in contents[0].warnings if warning in contents[1].warnings]
    of_one = [
        f"{content.eye}: {warning}"
        for content in contents
        for warning in content.warnings
        if warning not in of_both
    ]
    return (*of_one, *of_both)


def _lines(analyses: tuple[Analysis, Analysis], catalogue: Catalogue) -> tuple[EyesLine, ...]:
    right, left = analyses
    spacing_known = all(each.image.spacing is not None for each in analyses)
    found = differences(left, right)
    return tuple(
        EyesLine(
            name=catalogue.say(measure.name),
            right=format_value(right.shown_measurements.numbers[measure.id], measure),
            left=format_value(left.shown_measurements.numbers[measure.id], measure),
            difference=catalogue.say(difference_in_words(found[measure.id], measure)),
        )
        for measure in shown_measures(spacing_known=spacing_known)
        if measure.width is None
    )


def difference_in_words(found: NumberChange, measure: Measure) -> Message:
    """Return how a number of the right eye, the second one, differs from that of the left."""
    if found.change is None:
        reason = found.first.reason or found.second.reason
        return reason or message("not measured in both eyes")
    amount = format_amount(abs(found.change), measure)
    if amount == format_amount(0.0, measure):
        return message("no difference")
    return {
        Change.HIGHER: message("OD higher by {amount}", amount=amount),
        Change.LOWER: message("OS higher by {amount}", amount=amount),
        Change.NOT_TOLD: message("no difference that can be told ({amount})", amount=amount),
    }.get(found.verdict, _untold(found.change, amount))


def _untold(change: float, amount: str) -> Message:
    """Return a difference of which it is not known whether chance explains it."""
    if change > 0:
        return message("OD higher by {amount}; whether by chance is not known", amount=amount)
    return message("OS higher by {amount}; whether by chance is not known", amount=amount)


def _footer(contents: tuple[ReportContent, ReportContent], eye: str) -> tuple[str, ...]:
    """Return whose the page is, and how the numbers of each eye were made."""
    whose = contents[0].footer[0].replace(contents[0].eye, eye, 1)
    how = [content.footer[1] for content in contents]
    return (whose, how[0] if how[0] == how[1] else " | ".join(dict.fromkeys(how)))
