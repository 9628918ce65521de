import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.batch.ledger import LOCK
from app.cli.parser import main
from app.field.shapes import disc
from tests.support import (
    ROOT,
    dicom_bytes,
    encode,
    encode_picture,
    make_dicom,
    make_fundus,
)

FUNDUS = make_fundus(256)
DENSITY = np.count_nonzero(FUNDUS.vessels) / np.count_nonzero(FUNDUS.field)


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    return write(tmp_path / "eye.png", FUNDUS.vessels)


@pytest.fixture
def field(tmp_path: Path) -> Path:
    return write(tmp_path / "field.gif", FUNDUS.field, "gif")


def write(path: Path, pixels, suffix: str = "png", **options) -> Path:
    path.write_bytes(encode(pixels, suffix, **options))
    return path


def measure(
    output: Path, *inputs: Path, field: object = "whole", more: tuple[str, ...] = ()
) -> int:
    given = [*map(str, inputs), "--field", str(field), "--output", str(output)]
    return main(["measure", *given, *more])


def load(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def density(output: Path, name: str = "eye") -> float:
    return load(output / f"{name}.json")["measurements"]["vessel_density"]["value"]


def test_a_circle_of_links_among_the_masks_fails_alone(mask, output, tmp_path, capsys):
    (tmp_path / "circle.png").symlink_to("circle.png")
    assert measure(output, tmp_path / "circle.png", mask, tmp_path / ("n" * 300)) == 1
    told = capsys.readouterr().err
    assert "Too many levels of symbolic links" in told
    assert "File name too long" in told
    assert (output / "eye.json").is_file()


def test_record_is_that_of_an_analysis_without_model_and_bands(mask, field, output):
    assert measure(output, mask, field=field) == 0
    record = load(output / "eye.json")
    assert record["schema"] == "retivasc.analysis/2"
    assert record["model"] is record["band"] is record["threshold"] is record["quality"] is None
    assert record["warnings"] == []
    assert record["image"]["path"] == str(mask)
    assert (record["image"]["width"], record["image"]["height"]) == (256, 256)
    assert record["field_of_view"]["method"] == "mask"
    assert record["field_of_view"]["file"] == str(field)
    found = record["measurements"]["vessel_density"]
    assert found["value"] == pytest.approx(DENSITY, rel=0.03)
    assert found["low"] is found["high"] is None
    assert record["measurements"]["fractal_dimension"]["value"] > 1.2
    assert record["measurements"]["mean_calibre_um"]["value"] is None


def test_record_has_every_entry_that_analyze_writes(mask, field, model, output):
    photo = write(mask.with_name("photo.png"), FUNDUS.pixels)
    given = [str(photo), "--output", str(output), "--model", model, "--no-report"]
    assert main(["analyze", *given]) == 0
    assert measure(output, mask, field=field) == 0
    analysed, measured = load(output / "photo.json"), load(output / "eye.json")
    assert analysed.keys() == measured.keys()
    for entry in ("image", "measurements", "quadrants"):
        assert analysed[entry].keys() == measured[entry].keys()


def test_neither_torch_nor_qt_is_loaded(mask, output):
    program = (
        "import sys; from app.cli.parser import main; main(sys.argv[1:]); "
        "print(*({'torch', 'PyQt5'} & sys.modules.keys()), file=sys.stderr)"
    )
    given = ["measure", str(mask), "--field", "whole", "--output", str(output)]
    done = subprocess.run(
        [sys.executable, "-c", program, *given], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stderr.strip() == b""
    assert (output / "eye.json").exists()


GREY = FUNDUS.vessels.astype(np.uint8)
RGBA = np.dstack([GREY * 255] * 3 + [np.full_like(GREY, 255)])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("1-bit.png", encode(FUNDUS.vessels)),
        ("grey.png", encode(GREY * 255)),
        ("classes.png", encode(GREY)),
        ("16-bit.png", encode(GREY.astype(np.uint16) * 65535)),
        ("alpha.png", encode(RGBA)),
        ("palette.gif", encode(FUNDUS.vessels, "gif")),
        ("fax.tif", encode(FUNDUS.vessels, "tiff", compression="group4")),
        ("smooth.jpg", encode(GREY * 255, "jpeg", quality=90)),
        ("grey.dcm", dicom_bytes(make_dicom(GREY * 255))),
    ],
)
def test_masks_of_every_kind_of_file_measure_the_same(name, content, field, tmp_path, output):
    path = tmp_path / name
    path.write_bytes(content)
    assert measure(output, path, field=field) == 0
    assert density(output, path.stem) == pytest.approx(DENSITY, rel=0.04)


def test_inverted_mask(field, tmp_path, output):
    path = write(tmp_path / "eye.png", ~FUNDUS.vessels)
    assert measure(output, path, field=field, more=("--inverted",)) == 0
    assert density(output) == pytest.approx(DENSITY, rel=0.03)
    assert measure(output, path, field=field) == 0
    assert "perhaps the vessels are the black pixels" in " ".join(
        load(output / "eye.json")["warnings"]
    )


def test_photograph_is_no_mask(tmp_path, output, capsys):
    assert measure(output, write(tmp_path / "photo.png", FUNDUS.pixels)) == 1
    assert "“photo.png” is not a mask" in capsys.readouterr().err
    assert load(output / "photo.json")["error"]["kind"] == "UnsupportedImageError"


def test_field_found_in_a_photograph(mask, tmp_path, output):
    photo = write(tmp_path / "photo.png", FUNDUS.pixels)
    assert measure(output, mask, field=photo) == 0
    assert load(output / "eye.json")["field_of_view"]["method"] == "circle"
    assert density(output) == pytest.approx(DENSITY, rel=0.04)


def test_fields_of_a_pattern_go_with_the_masks_in_order(tmp_path, output):
    half = FUNDUS.field.copy()
    half[:, 128:] = False
    masks = [write(tmp_path / f"{name}_drawn.png", FUNDUS.vessels) for name in "ba"]
    write(tmp_path / "a_field.png", FUNDUS.field)
    write(tmp_path / "b_field.png", half)
    assert measure(output, *masks, field=tmp_path / "?_field.png") == 0
    fields = [load(output / f"{name}_drawn.json")["field_of_view"] for name in "ab"]
    assert [Path(field["file"]).name for field in fields] == ["a_field.png", "b_field.png"]
    assert fields[1]["area_px"] < 0.6 * fields[0]["area_px"]


def test_masks_of_several_folders_get_the_fields_of_their_names(tmp_path, output):
    for place in ("a", "b", "fields"):
        (tmp_path / place).mkdir()
    masks = [write(tmp_path / name, FUNDUS.vessels) for name in ("a/2.png", "b/1.png")]
    for name in "12":
        write(tmp_path / "fields" / f"{name}.png", FUNDUS.field)
    assert measure(output, *masks, field=tmp_path / "fields" / "*.png") == 0
    for name in "12":
        used = load(output / f"{name}.json")["field_of_view"]["file"]
        assert Path(used).name == f"{name}.png"


def test_masks_of_one_name_and_one_field_do_not_pair_up(tmp_path, output, capsys):
    for place in ("a", "b", "fields"):
        (tmp_path / place).mkdir()
    masks = [write(tmp_path / name, FUNDUS.vessels) for name in ("a/1.png", "b/1.png")]
    for name in "12":
        write(tmp_path / "fields" / f"{name}.png", FUNDUS.field)
    assert measure(output, *masks, field=tmp_path / "fields" / "*.png") == 1
    assert "The mask “1” has no field of the same name." in capsys.readouterr().err


def test_fields_that_do_not_pair_up_are_refused(mask, tmp_path, output, capsys):
    assert measure(output, mask, field=tmp_path / "*.tif") == 1
    assert "No field matches" in capsys.readouterr().err
    (tmp_path / "fields").mkdir()
    for name in ("1", "2"):
        write(tmp_path / "fields" / f"{name}.png", FUNDUS.field)
    assert measure(output, mask, field=tmp_path / "fields" / "*.png") == 1
    assert "(1 masks, 2 fields)" in capsys.readouterr().err
    assert (
        measure(
            output,
            mask,
            write(tmp_path / "2.png", FUNDUS.vessels),
            field=tmp_path / "fields" / "*.png",
        )
        == 1
    )
    assert "The mask “eye” has no field of the same name." in capsys.readouterr().err
    assert not output.exists()


def test_field_round_the_vessels_is_told_to_be_an_estimate(mask, output, capsys):
    assert measure(output, mask, field="auto") == 0
    record = load(output / "eye.json")
    assert "estimate" in record["warnings"][0]
    assert "estimate" in capsys.readouterr().out
    assert record["field_of_view"]["method"] == "circle"
    assert record["field_of_view"]["confidence"] == 0
    found = record["field_of_view"]
    circle = disc((256, 256), found["center"], found["diameter_px"] / 2)
    assert (circle | ~FUNDUS.vessels).all()


def test_whole_frame_is_told_to_lower_the_density(mask, field, output, capsys):
    assert measure(output, mask) == 0
    assert "black corners" in capsys.readouterr().out
    whole = density(output)
    assert measure(output, mask, field=field) == 0
    assert whole == pytest.approx(density(output) * FUNDUS.field.mean(), rel=0.04)


def test_spacing_gives_millimetres_and_its_origin(mask, field, output):
    assert measure(output, mask, field=field, more=("--spacing", "0.05")) == 0
    record = load(output / "eye.json")
    assert record["image"]["spacing_mm"] == [0.05, 0.05]
    assert record["image"]["spacing_source"] == "user"
    calibre = record["measurements"]["mean_calibre"]["value"]
    across = 0.05 * record["field_of_view"]["diameter_px"]
    assert record["measurements"]["mean_calibre_um"]["value"] == pytest.approx(
        1000 * calibre * across, rel=1e-4
    )


@pytest.mark.parametrize("spacing", ["0.01", "1"])
def test_spacing_of_no_retina_is_refused(spacing, mask, field, output, capsys):
    assert measure(output, mask, field=field, more=("--spacing", spacing)) == 0
    assert "nothing is given in millimetres" in capsys.readouterr().out
    record = load(output / "eye.json")
    assert record["image"]["spacing_mm"] is None
    assert record["measurements"]["mean_calibre_um"]["value"] is None
    assert record["measurements"]["vessel_density"]["value"] is not None


@pytest.mark.parametrize("spacing", ["0", "-1", "nan", "inf", "wide"])
def test_spacing_that_is_no_length_is_wrong_usage(spacing, mask, output):
    with pytest.raises(SystemExit, match="2"):
        measure(output, mask, more=("--spacing", spacing))


def test_pixels_that_are_not_square_are_refused(tmp_path, output, capsys):
    path = tmp_path / "eye.dcm"
    path.write_bytes(dicom_bytes(make_dicom(GREY * 255, PixelSpacing=[0.04, 0.05])))
    assert measure(output, path) == 1
    assert "not square" in capsys.readouterr().err


def test_empty_mask_has_no_vessels_to_measure(field, tmp_path, output, capsys):
    path = write(tmp_path / "eye.png", np.zeros((256, 256), np.uint8))
    assert measure(output, path, field=field) == 0
    assert "No vessels are drawn" in capsys.readouterr().out
    measured = load(output / "eye.json")["measurements"]
    assert measured["vessel_density"]["value"] == 0
    assert measured["fractal_dimension"]["reason"]
    assert measure(output, path, field="auto") == 1
    assert "shows no vessels" in capsys.readouterr().err


def test_full_mask_is_a_filled_disc(field, tmp_path, output):
    path = write(tmp_path / "eye.png", np.full((256, 256), 255, np.uint8))
    assert measure(output, path, field=field) == 0
    measured = load(output / "eye.json")["measurements"]
    assert measured["vessel_density"]["value"] == pytest.approx(1, abs=0.001)
    assert measured["fractal_dimension"]["value"] == pytest.approx(2, abs=0.1)


def test_field_that_misses_the_vessels_is_told(mask, tmp_path, output, capsys):
    beside = np.zeros((256, 256), np.uint8)
    beside[50:, 200:] = 255
    assert measure(output, mask, field=write(tmp_path / "f.png", beside)) == 0
    assert "lies outside the field" in capsys.readouterr().out


def test_one_pixel_is_told(field, tmp_path, output, capsys):
    dot = np.zeros((256, 256), np.uint8)
    dot[100, 100] = 255
    path = write(tmp_path / "eye.png", dot)
    assert measure(output, path, field=field) == 0
    assert load(output / "eye.json")["measurements"]["fractal_dimension"]["value"] is None
    assert measure(output, path, field="auto") == 1
    assert "is only 1 pixels across" in capsys.readouterr().err
    assert measure(output, write(tmp_path / "eye.png", dot[100:101, 100:101])) == 1


def test_mask_of_another_size_than_its_field(mask, tmp_path, output, capsys):
    small = write(tmp_path / "small.png", FUNDUS.field[:200])
    assert measure(output, mask, field=small) == 1
    assert "256 × 200" in capsys.readouterr().err


def test_empty_field_mask(mask, tmp_path, output, capsys):
    assert measure(output, mask, field=write(tmp_path / "f.png", 0 * GREY)) == 1
    assert "“f.png” is empty" in capsys.readouterr().err


def test_bad_files_do_not_stop_the_others(mask, tmp_path, output, capsys):
    bad = tmp_path / "bad.png"
    bad.write_text("not a picture")
    assert measure(output, bad, mask, tmp_path / "absent.png") == 1
    assert set(load(output / "bad.json")["error"]) == {"kind", "message", "hint"}
    assert load(output / "absent.json")["error"]["kind"] == "ImageReadError"
    assert load(output / "eye.json")["measurements"]
    assert "Traceback" not in capsys.readouterr().err


def test_error_that_nobody_foresaw_does_not_stop_the_others(mask, output, monkeypatch):
    def fails(*_, **__):
        raise MemoryError

    monkeypatch.setattr("app.analysis.measured_mask.read_drawing", fails)
    assert measure(output, mask) == 1
    assert load(output / "eye.json")["error"]["kind"] == "UnexpectedError"


def test_folders_patterns_and_archives(tmp_path, output):
    (tmp_path / "masks").mkdir()
    write(tmp_path / "masks" / "a.png", FUNDUS.vessels)
    write(tmp_path / "b1.png", FUNDUS.vessels)
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("c.png", encode(FUNDUS.vessels))
    inputs = (tmp_path / "masks", tmp_path / "b*.png", tmp_path / "more.zip")
    assert measure(output, *inputs) == 0
    assert {path.name for path in output.iterdir()} == {"a.json", "b1.json", "c.json", LOCK}


def test_picture_that_was_cut_off_is_refused(tmp_path, output, capsys):
    content = encode_picture(Image.fromarray(255 * GREY), "jpeg")
    path = tmp_path / "eye.jpg"
    path.write_bytes(content[: len(content) // 2])
    assert measure(output, path) == 1
    assert "Traceback" not in capsys.readouterr().err
