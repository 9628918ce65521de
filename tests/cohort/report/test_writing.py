import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from app.base.errors import ConfigurationError
from app.base.paths import sample
from app.cohort.columns import covariate_column
from app.cohort.folder import folder_of
from app.cohort.items import Item
from app.cohort.plan import LIST, listed
from app.cohort.report.html_page import render_page
from app.cohort.report.writing import report_of, write_report
from app.reading.listing import Entry
from tests.cohort.report.synthetic import invented_cohort, invented_rows

SECRETS = ("Doe", "MRN", "/study", "20260301")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return invented_cohort(tmp_path_factory.mktemp("cohort") / "results")


@pytest.fixture(scope="module")
def written(folder):
    return write_report(folder)


def test_the_page_tells_what_is_in_the_numbers(written):
    text = visible(written[0].read_text("utf-8"))
    for heading in (
        "What failed, and why",
        "Image quality",
        "Distribution of each number",
        "By eye",
        "By camera",
        "By site",
        "By age",
        "Outliers",
        "Rank correlations of the numbers",
        "Right and left eyes, and repeats",
    ):
        assert heading in text
    assert "By name" not in text
    assert "160 photographs" in text


def test_nothing_in_it_tells_whom_the_photographs_show(written):
    page, pdf, tables = written
    pages = PdfReader(pdf).pages
    texts = [
        page.read_text("utf-8"),
        "".join(each.extract_text() for each in pages),
        *(table.read_text("utf-8") for table in tables.iterdir()),
    ]
    assert [secret for secret in SECRETS for text in texts if secret in text] == []
    assert "Distribution of each number" in texts[1]


def test_the_page_loads_nothing_and_runs_nothing(written):
    page = written[0].read_text("utf-8")
    assert "default-src 'none'" in page
    assert re.findall(r"<(?:script|link|iframe|object)\b", page) == []
    assert re.findall(r"""(?:src|href)=["']?(?!data:)""", page) == []
    assert "http" not in page.replace("http-equiv", "")


class _Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, _attributes):
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_startendtag(self, _tag, _attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def visible(page):
    parser = _Balanced()
    parser.feed(page)
    assert parser.open == []
    return " ".join(parser.text)


def test_tables_are_csv_with_the_numbers_of_the_page(written):
    tables = written[2]
    text = (tables / "numbers.csv").read_text("utf-8-sig")
    rows = {row["Number"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["Tortuosity"]["Photographs"] == "144"
    assert float(rows["Fractal dimension"]["Mean"]) == pytest.approx(1.46, abs=0.03)
    text = (tables / "agreement.csv").read_text("utf-8-sig")
    lower = [float(row["Lower limit"]) for row in csv.DictReader(io.StringIO(text))]
    assert max(lower) < 0
    assert sorted(path.stem for path in tables.iterdir()) == [
        *("agreement", "by-camera", "by-covariate-1", "by-covariate-2", "by-eye"),
        *("correlations", "counts", "failures", "numbers", "outliers", "quality", "repeats"),
    ]


def test_words_from_a_list_are_text_on_the_page(tmp_path):
    rows = [row | {"site": f"<img src=x>{row['site']}"} for row in invented_rows(20)]
    page = render_page(report_of(invented_cohort(tmp_path / "results", rows=rows))).decode()
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page


def test_it_can_be_read_in_chinese(folder):
    page = render_page(report_of(folder, "zh_CN")).decode()
    assert 'lang="zh-CN"' in page
    assert "Distribution of each number" not in page


def test_outliers_are_shown_by_their_field_alone(tmp_path):
    folder = invented_cohort(tmp_path / "results")
    item = Item(0, "Doe^Jane-0", Entry(sample()), covariates=("", "", ""))
    write_list(folder.list, item)
    report = report_of(folder)
    (pictures,) = (block.pictures for block in report.blocks if hasattr(block, "pictures"))
    assert pictures[0].jpeg.startswith(b"\xff\xd8")
    assert "data:image/jpeg;base64," in render_page(report).decode()
    write_list(folder.list, replace(item, entry=Entry(tmp_path / "gone.png")))
    (pictures,) = (
        block.pictures for block in report_of(folder).blocks if hasattr(block, "pictures")
    )
    assert pictures[0].jpeg is None


def write_list(path, item):
    pq.write_table(pa.Table.from_pylist([listed(item)], schema=LIST), path)


def test_a_cohort_in_which_nothing_was_measured_has_a_report(tmp_path):
    rows = [{"number": 0, "id": "0", "state": "failed", "failure": "It is damaged."}]
    page = render_page(report_of(invented_cohort(tmp_path / "results", rows=rows))).decode()
    assert "No photograph was measured." in visible(page)


def test_a_folder_without_a_cohort_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="holds no cohort"):
        write_report(folder_of(tmp_path, key=None))


def test_a_covariate_that_is_called_as_a_column_gets_another_name():
    assert covariate_column("camera") == "list_camera"
    assert covariate_column("site") == "site"


def test_a_browser_shows_it(written, tmp_path):
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("there is no Chromium here")
    done = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--enable-logging=stderr",
            "--dump-dom",
            written[0].as_uri(),
        ],
        capture_output=True,
        check=True,
    )
    dom = done.stdout.decode()
    assert dom.count("<svg") == written[0].read_text("utf-8").count("<svg") > 20
    assert "Right and left eyes, and repeats" in dom
    # What the page itself complains of, such as a policy that it breaks.
    assert [line for line in done.stderr.decode().splitlines() if "CONSOLE" in line] == []
