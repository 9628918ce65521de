"""Replace whatever names a person by pseudonyms, consistently within one call."""

import datetime
import hmac
import re
import secrets
import uuid
from dataclasses import dataclass, field

from pydicom.uid import UID

from app.reading.dicom.text import parse_day

_LEAST_SHIFT = 30
_SHIFTS = 3650
"""Dates move back by 30 to 3679 days, so that none comes to lie in the future."""

_AGE = re.compile(r"(\d{3})([DWMY])")
_OLDEST_BAND = 90  # years; so few are older that their age would name them


@dataclass(frozen=True)
class Pseudonyms:
    """A map of identities to pseudonyms; two calls share nothing, as each draws its own secret.

    Attributes:
        numbers: the number of each patient seen so far, by what the files call the patient.
    """

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    numbers: dict[str, int] = field(default_factory=dict, repr=False)

    def uid(self, original: str) -> UID:
        """Return the new UID of an old one: a random-looking UUID, as PS3.5 B.2 writes it."""
        return UID(f"2.25.{uuid.UUID(bytes=self._digest('uid', original)[:16], version=4).int}")

    def patient(self, identity: str) -> str:
        """Return the pseudonym of a patient, RV-0001 for the first one."""
        number = self.numbers.setdefault(identity, len(self.numbers) + 1)
        return f"RV-{number:04d}"

    def shift(self, identity: str) -> datetime.timedelta:
        """Return by how much all dates of a patient move; intervals between them stay."""
        drawn = int.from_bytes(self._digest("dates", identity)[:8], "big") % _SHIFTS
        return -datetime.timedelta(days=_LEAST_SHIFT + drawn)

    def _digest(self, purpose: str, value: str) -> bytes:
        text = f"{purpose}\0{value}".encode(errors="surrogatepass")
        return hmac.digest(self.secret, text, "sha256")


def shifted(text: str, shift: datetime.timedelta) -> str:
    """Return a DICOM date moved by some days, without its time of day; empty if it is no date."""
    day = parse_day(text)
    try:
        return f"{day + shift:%Y%m%d}".rjust(8, "0") if day else ""
    except OverflowError:
        return ""


def age_band(age: str, birth: str, exam: str) -> str:
    """Return the decade of life as DICOM writes ages: 060Y for 60 to 69, 090Y for all above.

    Args:
        age: as the file states it, 063Y for instance; it comes first.
        birth: date of birth, used where no age is stated.
        exam: date of the examination.
    """
    years = _stated_years(age)
    if years is None:
        years = _years_between(parse_day(birth), parse_day(exam))
    if years is None:
        return ""
    return f"{min(years // 10 * 10, _OLDEST_BAND):03d}Y"


def _stated_years(age: str) -> int | None:
    found = _AGE.fullmatch(age.strip())
    if not found:
        return None
    count, unit = int(found[1]), found[2]
    return count // {"D": 365, "W": 52, "M": 12, "Y": 1}[unit]


def _years_between(birth: datetime.date | None, day: datetime.date | None) -> int | None:
    if birth is None or day is None or day < birth:
        return None
    had_birthday = (day.month, day.day) >= (birth.month, birth.day)
    return day.year - birth.year - (not had_birthday)
