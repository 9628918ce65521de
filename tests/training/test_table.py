import pytest

from app.base.errors import ConfigurationError
from app.training.table import Row, read_table
from tests.support import make_pipe, refused


@pytest.fixture
def folder(tmp_path):
    for kind in ("images", "labels", "masks"):
        (tmp_path / kind).mkdir()
        for name in ("a.png", "b.png"):
            (tmp_path / kind / name).touch()
    return tmp_path


def written(folder, text, encoding="utf-8"):
    path = folder / "table.csv"
    path.write_text(text, encoding=encoding, newline="")
    return path


def test_a_pipe_is_not_waited_for(tmp_path):
    refused(ConfigurationError, read_table, make_pipe(tmp_path / "table.csv"))


ROWS = "image,label\nimages/a.png,labels/a.png\nimages/b.png,labels/b.png\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_paths_start_at_the_folder_of_the_table(folder, encoding, newline):
    rows = read_table(written(folder, ROWS.replace("\n", newline), encoding))
    assert rows == [
        Row(folder / "images" / name, folder / "labels" / name) for name in ("a.png", "b.png")
    ]


def test_columns_in_any_order_with_mask_and_patient(folder):
    text = 'patient,mask,label,image\n"张, 三", masks/a.png ,labels/a.png,images/a.png\n'
    assert read_table(written(folder, text)) == [
        Row(
            folder / "images" / "a.png",
            folder / "labels" / "a.png",
            folder / "masks" / "a.png",
            "张, 三",
        )
    ]


def test_whole_paths_and_blank_lines(folder, tmp_path_factory):
    away = written(tmp_path_factory.mktemp("away"), "")
    away.write_text(f"image,label\n\n{folder}/images/a.png,{folder}/labels/b.png\n\n")
    assert read_table(away) == [Row(folder / "images" / "a.png", folder / "labels" / "b.png")]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("images/a.png,labels/a.png\n", 1, "images/a.png"),
        ("image,lable\nimages/a.png,labels/a.png\n", 1, "lable"),
        ("image,label,pateint\nimages/a.png,labels/a.png,7\n", 1, "pateint"),
        ("image,label,label\nimages/a.png,labels/a.png,labels/a.png\n", 1, "label"),
        ("", 1, "–"),
        (ROWS.replace(",labels/b.png", ""), 3, "as many cells"),
        (ROWS.replace("labels/b.png", "labels/b.png,x"), 3, "as many cells"),
        (ROWS.replace("labels/a.png", " "), 2, "“label” is empty"),
        ("image,label,patient\nimages/a.png,labels/a.png,\n", 2, "“patient” is empty"),
        (ROWS.replace("images/b.png", "images/c.png"), 3, "c.png” does not exist"),
        (ROWS.replace("labels/b.png", "labels"), 3, "labels” does not exist"),
        ('image,label\n"images/a.png,labels/a.png\n', 2, "as many cells"),
        (f"image,label\n{'a' * 140_000},labels/a.png\n", 2, "larger than"),
    ],
)
def test_a_bad_line_is_named(folder, text, line, why):
    error = refused(ConfigurationError, read_table, written(folder, text))
    assert "“table.csv”" in str(error.message)
    assert f"line {line}" in str(error.message)
    assert why in str(error.message)


def test_a_table_without_rows(folder):
    error = refused(ConfigurationError, read_table, written(folder, "image,label\n"))
    assert "lists no image" in str(error.message)


def test_what_is_no_table(folder):
    assert "gone.csv" in str(refused(ConfigurationError, read_table, folder / "gone.csv").message)
    refused(ConfigurationError, read_table, written(folder, ROWS, "utf-16"))
