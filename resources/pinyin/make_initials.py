"""Write initials.txt: the first letter of the pinyin of each character from U+4E00 to U+9FFF.

Needs pypinyin (0.55.0), which the program itself does not.
"""

import unicodedata
from pathlib import Path

from pypinyin.pinyin_dict import pinyin_dict

FIRST, LAST, A_LINE = 0x4E00, 0x9FFF, 96


def main() -> None:
    """Write the file beside this one; a character without pinyin is a full stop."""
    letters = "".join(initial(code) for code in range(FIRST, LAST + 1))
    lines = (letters[start : start + A_LINE] for start in range(0, len(letters), A_LINE))
    target = Path(__file__).with_name("initials.txt")
    target.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")


def initial(code: int) -> str:
    """Return the first letter of a character's usual pinyin."""
    pinyin = pinyin_dict.get(code, ".").partition(",")[0]
    letter = unicodedata.normalize("NFKD", pinyin)[0]
    return letter if "a" <= letter <= "z" else "."


if __name__ == "__main__":
    main()
