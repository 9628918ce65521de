"""Pages of the manual that the program itself tells: its numbers, messages, settings and keys.

They are written in the language of the manual from the program's own tables and catalogue, so that
they cannot be out of date and need no translation of their own.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.base.messages import Message
from app.base.paths import default_model, sample_numbers
from app.base.translation import load_catalogue
from app.domain.calibration import read_calibration
from app.domain.quality import Verdict
from app.domain.repeatability import read_repeatability
from app.measurement.intervals import interval_of
from app.measurement.measure import Measure
from app.report.explained import limits, meaning
from app.report.manual import families, page_of
from app.report.wording import format_amount
from app.settings.preferences import DIALOG_ROWS, KINDS, WINDOW_STATE, Preferences
from app.settings.setting import Row
from messages import KINDS as MESSAGE_KINDS
from messages import told_by_kind
from words import WORDS


class Writer:
    """Writes the pages of one language."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._catalogue = load_catalogue(language)
        self._words = WORDS[language]
        self._calibration = read_calibration(_beside("calibration"))
        self._repeatability = read_repeatability(_beside("repeatability"))
        self._sample = json.loads(sample_numbers().read_text(encoding="utf-8"))

    def write(self, keys: Path | None = None) -> None:
        """Write all pages.

        Args:
            keys: the commands of the window, by groups, as JSON.
        """
        for measures in families().values():
            self._put(page_of(measures[0]), self._number_page(measures))
        self._list_numbers()
        self._put("messages", self._messages_page())
        self._put("settings-table", self._settings_page())
        if keys is not None and keys.is_file():
            self._put("keys-table", self._keys_page(json.loads(keys.read_text(encoding="utf-8"))))

    def _put(self, page: str, lines: Iterator[str]) -> None:
        path = self._folder / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")

    def _list_numbers(self) -> None:
        """Name the pages of numbers in the order of the program's table."""
        path = self._folder / "numbers.md"
        pages = "\n".join(page_of(measures[0]) for measures in families().values())
        text = path.read_text(encoding="utf-8").replace(":glob:\n", "").replace("numbers/*", pages)
        path.write_text(text, encoding="utf-8", newline="\n")

    # --- numbers ---------------------------------------------------------------------------

    def _number_page(self, measures: Sequence[Measure]) -> Iterator[str]:
        first, word = measures[0], self._words
        title = self._title(measures)
        picture = f"../pictures/numbers/{page_of(first).rpartition('/')[2]}.png"
        yield from (f"# {title}", "", f"![{word['drawing'].format(title)}]({picture})", "")
        for heading, words in (("meaning", meaning(first)), ("limits", limits(first))):
            if words is not None:
                yield from (f"## {word[heading]}", "", self._plain(words), "")
        yield from self._certainty(measures)
        yield from self._definitions(measures)
        yield from (word["withheld"], "")
        yield from self._bullets([each.reason for each in measures])

    def _title(self, measures: Sequence[Measure]) -> str:
        """Return the name of numbers without the words for whose vessels each is."""
        names = [each.name.values.get("number", each.name) for each in measures]
        plain = [self._plain(name) for name in names if isinstance(name, Message)]
        kinds = any("_artery" in each.id for each in measures[:1])
        return " / ".join(dict.fromkeys(plain)) if kinds else plain[0]

    def _certainty(self, measures: Sequence[Measure]) -> Iterator[str]:
        word = self._words
        yield from (f"## {word['certainty']}", "")
        rows = [row for each in measures if (row := self._certainty_row(each))]
        if not rows:
            yield from (word["uncertain"], "")
            return
        level = f"{self._calibration.level:.0%}"
        known = any(each.id in self._calibration.numbers for each in measures)
        of_interval = word["of_the_interval"].format(level=level) if known else word["no_interval"]
        before = (word["of_the_sample"], of_interval, word["of_the_change"])
        after = (word["own_interval"], word["of_the_threshold"])[0 if known else 1 :]
        yield from (self._sentences(before), "")
        yield from _table(
            [word["number"], word["sample"], word["interval"], word["detectable"]], rows
        )
        yield from (self._sentences(after), "")

    def _sentences(self, sentences: Sequence[str]) -> str:
        """Return sentences one after the other; Chinese ones have no space between them."""
        return ("" if self._catalogue.language == "zh_CN" else " ").join(sentences)

    def _certainty_row(self, measure: Measure) -> list[str] | None:
        value = self._sample.get(measure.id)
        change = self._repeatability.smallest_detectable(measure.id, Verdict.GOOD)
        interval = interval_of(measure.id, value, self._calibration) if value else None
        if interval is None and change is None:
            return None
        ends = (
            f"{_amount(interval.low, measure)} – {_amount(interval.high, measure)}"
            if interval is not None
            else "–"
        )
        shown = _amount(value, measure) if value is not None else "–"
        changed = _amount(change, measure) if change is not None else "–"
        return [self._plain(measure.name), shown, ends, changed]

    def _definitions(self, measures: Sequence[Measure]) -> Iterator[str]:
        word = self._words
        yield from (f"## {word['definition']}", "")
        rows = [
            [
                self._plain(each.name),
                f"`{each.id}`",
                self._plain_text(each.suffix.strip() or "1"),
                f"`{each.unit}`",
                self._plain(each.definition),
            ]
            for each in measures
        ]
        heads = ("number", "id", "unit", "unit_in_records", "definition")
        yield from _table([word[head] for head in heads], rows)

    def _bullets(self, sentences: Sequence[Message]) -> Iterator[str]:
        yield from dict.fromkeys(f"- {self._plain(each)}" for each in sentences)
        yield ""

    # --- messages --------------------------------------------------------------------------

    def _messages_page(self) -> Iterator[str]:
        word = self._words
        yield from (f"# {word['messages']}", "", word["messages_text"], "")
        told = told_by_kind()
        for kind in MESSAGE_KINDS:
            if not told[kind]:
                continue
            yield from (f"## {word[kind]}", "")
            rows = {(self._open(what), self._open(hint)): None for what, hint in told[kind]}
            yield from _table([word["what"], word["hint"]], [list(row) for row in rows])

    def _open(self, source: str) -> str:
        """Return a sentence in the language, with dots in the place of what it names."""
        said = self._catalogue.text("Core", source) or source
        return self._plain_text(_without_values(said))

    # --- settings and keys -----------------------------------------------------------------

    def _settings_page(self) -> Iterator[str]:
        word = self._words
        yield from (f"# {word['settings']}", "", word["settings_text"], "")
        by_page: dict[str, list[list[str]]] = {}
        for row in DIALOG_ROWS:
            assert row.setting.page is not None  # as the dialog asks for it
            by_page.setdefault(self._plain(row.setting.page), []).append(self._setting_row(row))
        for page, rows in by_page.items():
            yield from (f"## {page}", "")
            heads = ("setting", "name", "default", "remark")
            yield from _table([word[head] for head in heads], rows)
        others = sorted(set(KINDS) - WINDOW_STATE - {row.name for row in DIALOG_ROWS})
        yield from (word["settings_others"], "", ", ".join(f"`{name}`" for name in others), "")

    def _setting_row(self, row: Row) -> list[str]:
        setting, default = row.setting, Preferences().shown(row.name)
        choice = setting.choices.get(default) if setting.choices else None  # type: ignore[call-overload]
        shown = choice if choice is not None else json.dumps(default, ensure_ascii=False)
        label = self._say(setting.label)
        return [label, f"`{row.name}`", self._say(shown), self._say(setting.hint)]

    def _keys_page(self, groups: dict[str, list[list[str]]]) -> Iterator[str]:
        word = self._words
        yield from ("---", "orphan: true", "---", "", f"# {word['keys']}", "")
        for title, lines in groups.items():
            if lines:
                yield from (f"## {self._plain_text(title)}", "")
                rows = [[f"`{keys}`", self._plain_text(what)] for keys, what in lines]
                yield from _table([word["key"], word["does"]], rows)

    # --- words -----------------------------------------------------------------------------

    def _say(self, words: Message | str) -> str:
        return self._plain(words) if isinstance(words, Message) else self._plain_text(words)

    def _plain(self, sentence: Message) -> str:
        return self._plain_text(self._catalogue.say(sentence))

    def _plain_text(self, text: str) -> str:
        """Return a text as Markdown that shows it unchanged, in one line."""
        marked = "".join(f"\\{sign}" if sign in "\\`*_[]<>|#~" else sign for sign in text)
        return " ".join(marked.split())


def _beside(kind: str) -> Path:
    return default_model().with_suffix(f".{kind}.json")


def _amount(value: float, measure: Measure) -> str:
    return format_amount(value, measure)


def _without_values(sentence: str) -> str:
    parts, depth = [], 0
    for sign in sentence:
        depth += sign == "{"
        if not depth:
            parts.append(sign)
        elif sign == "}":
            depth -= 1
            parts.append("…")
    return "".join(parts)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from (f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}")
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""
