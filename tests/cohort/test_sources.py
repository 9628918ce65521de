import os
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.base.errors import ConfigurationError
from app.cohort.items import Item
from app.cohort.plan import read_list
from app.cohort.sources import Source, numbered, of_list, of_paths, of_store, together
from app.domain.photograph import Laterality
from app.reading.listing import Entry
from app.store.opening import open_store
from app.store.photographs import Location, keep_photograph
from app.store.search import Query
from tests.cohort.stand_in import a_study, an_analysis
from tests.support import encode, make_fundus


def write_csv(place: Path, text: str) -> Path:
    path = place / "list.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def items_of(path, columns=None):
    source = of_list(path, columns)
    return list(numbered(source.items)), source.covariates


def test_folders_are_searched_without_earlier_results(tmp_path):
    for name in ("a.png", "sub/b.png", "results/maps/c.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    items = list(numbered(of_paths([tmp_path, tmp_path / "sub"], tmp_path / "results")))
    assert [(item.number, item.id, item.entry.path.name) for item in items] == [
        (0, "0", "a.png"),
        (1, "1", "b.png"),
    ]
    assert items[0].root == tmp_path
    assert items[0].size == 1


def test_a_list_says_what_its_columns_are_called_for(tmp_path):
    path = write_csv(
        tmp_path,
        "file,id,eye,frame,spacing_mm,subject,day,site,age\n"
        "eyes/1.png,A-1,OS,2,0.005,007,2026-03-01,North,61\n"
        '/far/2.png,A-2,,,,,,"South, East",\n',
    )
    (one, two), covariates = items_of(path)
    assert covariates == ("site", "age")
    assert one.entry.path == tmp_path / "eyes" / "1.png"
    assert (one.id, one.eye, one.frame, one.spacing_mm) == ("A-1", Laterality.LEFT, 1, 0.005)
    assert (one.subject, one.day, one.covariates) == ("007", "20260301", ("North", "61"))
    assert two.entry.path == Path("/far/2.png")
    assert (two.eye, two.frame, two.subject, two.day) == (None, None, None, None)
    assert two.covariates == ("South, East", "")


def test_a_parquet_list_says_the_same(tmp_path):
    path = tmp_path / "list.parquet"
    pq.write_table(pa.table({"file": ["1.png"], "id": ["A"], "age": [61]}), path)
    (item,), covariates = items_of(path)
    assert (item.id, item.covariates, covariates) == ("A", ("61",), ("age",))


def test_only_the_columns_that_are_named_are_carried_along(tmp_path):
    path = write_csv(tmp_path, "file,name,site\n1.png,Doe^Jane,North\n")
    (item,), covariates = items_of(path, ("site",))
    assert (item.covariates, covariates) == (("North",), ("site",))
    assert items_of(path, ())[1] == ()
    with pytest.raises(ConfigurationError, match="no column “camera”"):
        of_list(path, ("camera",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("path\n1.png\n", "no column “file”"),
        ("file,id\n1.png,A\n2.png,A\n", "has the id “A” twice"),
        ("file,id\n1.png,A\n1.png,B\n", "has the photograph “.*1.png” twice"),
        ("file,site,site\n1.png,A,B\n", "two columns “site”"),
        ("file,eye\n1.png,left one\n", "Row 1 of the list has “left one” as eye"),
        ("file,frame\n1.png,first\n", "“first” as frame"),
        ("file,spacing_mm\n1.png,-1\n", "“-1” as spacing_mm"),
        ("file,day\n1.png,yesterday\n", "“yesterday” as day"),
        ("file,id\n,A\n", "“” as file"),
        ("file,id\n1.png\n", "cannot be read"),
    ],
)
def test_a_list_that_is_wrong_is_told_before_anything_is_begun(tmp_path, text, told):
    with pytest.raises(ConfigurationError, match=told):
        items_of(write_csv(tmp_path, text))


def test_a_list_that_is_none_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        of_list(tmp_path / "gone.csv", None)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        of_list(broken, None)


def test_sources_without_covariates_have_empty_ones(tmp_path):
    path = write_csv(tmp_path, "file,site\n1.png,North\n")
    photograph = Item(0, "", Entry(Path("/other.png")))
    source = together([Source([photograph]), of_list(path, None)])
    assert source.covariates == ("site",)
    assert [item.covariates for item in source.items] == [("",), ("North",)]


def test_the_store_knows_who_and_when(tmp_path):
    store = open_store(tmp_path / "store")
    path = tmp_path / "eye.png"
    path.write_bytes(encode(make_fundus(128).pixels))
    keep_photograph(store, replace(an_analysis().image, path=path), Location(path))
    (item,) = of_store(store, Query())
    assert (item.subject, item.day, item.eye) == ("4711", "20260301", Laterality.RIGHT)
    assert item.entry == Entry(path)
    assert list(of_store(store, Query(typed="nobody"))) == []
    store.close()


def test_a_list_keeps_names_that_are_no_text_and_problems(tmp_path):
    name = os.fsdecode(b"eye-\xff.png")
    try:
        (tmp_path / name).write_bytes(b"x")
    except OSError:
        pytest.skip("no file has such a name here")
    study = a_study(
        tmp_path,
        source=Source(of_paths([tmp_path / name, tmp_path / "notes"], tmp_path / "results")),
    )
    first, second = read_list(study.folder)
    assert first.entry.path == tmp_path / name
    assert "contains no photograph" in str(second.entry.problem)
