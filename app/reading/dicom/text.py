"""Read the texts of a DICOM file for people: names in order, wrong character sets repaired."""

import re
import unicodedata
from datetime import date

from pydicom.charset import convert_encodings, decode_bytes
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.valuerep import PN_DELIMS, TEXT_VR_DELIMS, VR

_WESTERN = ("", "ISO_IR 6", "ISO_IR 100", "ISO 2022 IR 6", "ISO 2022 IR 100")
"""Character sets that are stated for want of the right one."""

_DAY = re.compile(r"(\d{4})[.:/-]?(\d{2})[.:/-]?(\d{2})")
_TRIED = ("utf-8", "gb18030")
_HAN = "CJK UNIFIED IDEOGRAPH"
_UNSPACED = (_HAN, "CJK COMPATIBILITY IDEOGRAPH", "HANGUL", "HIRAGANA", "KATAKANA")


def read_text(dataset: Dataset, keyword: str) -> str | None:
    """Return a text on one line, repaired where needed; None where it is absent or empty."""
    return _clean(_stated_or_repaired(dataset, keyword)[0])


def read_name(dataset: Dataset, keyword: str) -> str | None:
    """Return a person's name as people write it, in ideographs where the file has them."""
    alphabetic, *others = _stated_or_repaired(dataset, keyword)[0].split("=")
    chosen = others[0] if others and _clean(others[0].replace("^", " ")) else alphabetic
    parts = [part for part in map(_clean, chosen.split("^")) if part]
    unspaced = all(_is_unspaced(sign) for part in parts for sign in part)
    return ("" if unspaced else " ").join(parts) or None


def read_exact(dataset: Dataset, keyword: str) -> str:
    """Return a text with DICOM's delimiters, repaired where needed; empty where it is absent."""
    return _stated_or_repaired(dataset, keyword)[0].strip()


def parse_day(text: str) -> date | None:
    """Return the day at the beginning of a DICOM date or date with time; None if it is none."""
    found = _DAY.match(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def was_repaired(dataset: Dataset, keyword: str) -> bool:
    """Return whether a text is in another character set than the file states."""
    return _stated_or_repaired(dataset, keyword)[1]


def _stated_or_repaired(dataset: Dataset, keyword: str) -> tuple[str, bool]:
    element = dataset.get_item(keyword)
    if element is None or element.VR == VR.SQ:  # as damaged files have it
        return "", False
    raw = element.value
    if not isinstance(element, RawDataElement) or not isinstance(raw, bytes):
        return ("" if raw is None else str(raw)), False
    stated, trusted = _as_stated(dataset, raw, keyword)
    if raw.isascii():
        return stated, False
    for encoding in _TRIED if not trusted else _TRIED[:1]:
        repaired = _in_han(raw, encoding)
        if repaired is not None and repaired != stated:
            return repaired, True
    return stated, False


def _as_stated(dataset: Dataset, raw: bytes, keyword: str) -> tuple[str, bool]:
    """Return the text as the file states it, and whether that can be trusted."""
    sets = dataset.get("SpecificCharacterSet") or ""
    names = [sets] if isinstance(sets, str) else [str(name) for name in sets]
    encodings = convert_encodings(names)
    delimiters = PN_DELIMS | {ord("=")} if dictionary_VR(keyword) == VR.PN else TEXT_VR_DELIMS
    text = decode_bytes(raw, encodings, delimiters)
    return text.rstrip("\0 "), "\ufffd" not in text and not set(names) <= set(_WESTERN)


def _in_han(raw: bytes, encoding: str) -> str | None:
    """Return the text if it is sound in an encoding and its foreign words are purely Chinese.

    A Western word read as Chinese mixes both (“Müller” gives “M黮ler”): that is left alone.
    """
    try:
        text = raw.decode(encoding).rstrip("\0 ")
    except UnicodeDecodeError:
        return None
    words = [word for word in re.split(r"[\W\d_]+", text) if word and not word.isascii()]
    pure = all(unicodedata.name(sign, "").startswith(_HAN) for word in words for sign in word)
    return text if words and pure else None


def _is_unspaced(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith(_UNSPACED)


def _clean(text: str) -> str | None:
    """Return a text on one line, without terminal or writing direction controls."""
    return " ".join("".join(s if s.isprintable() else " " for s in text).split()) or None
