import ssl
from collections.abc import Iterator

import pytest
from highdicom import _standard_utils

from app.pacs.objects import building as objects
from app.pacs.objects.building import ObjectKind
from app.self_test import archive
from app.self_test.archive import check_archive


@pytest.fixture
def _data_again() -> Iterator[None]:
    """Read highdicom's data anew in this test and after it."""
    caches = [each for each in vars(_standard_utils).values() if hasattr(each, "cache_clear")]
    assert caches
    for function in caches:
        function.cache_clear()
    yield
    for function in caches:
        function.cache_clear()


def failures(analysis):
    return {check.name: check.failure for check in check_archive(analysis) if not check.passed}


def test_every_object_is_made_and_read_back(analysis):
    checks = list(check_archive(analysis))
    assert len(checks) == len(ObjectKind) + 1
    assert all(check.passed for check in checks)


@pytest.mark.usefixtures("_data_again")
def test_data_files_of_highdicom_that_are_missing_are_found_out(monkeypatch, analysis):
    def missing(package, name):
        raise FileNotFoundError(f"{package}/{name}")

    monkeypatch.setattr(_standard_utils.pkgutil, "get_data", missing)
    failed = failures(analysis)
    assert failed["DICOM object: segmentation"].startswith("FileNotFoundError: highdicom/_standard")
    assert "DICOM object: pdf" not in failed


@pytest.mark.parametrize(
    ("function", "kinds"),
    [
        ("encapsulate_pdf", ["photograph", "pdf"]),  # the one is written with the other
        ("segment_structures", ["segmentation"]),
        ("report_measurements", ["structured report"]),
        ("capture_overlay", ["secondary capture"]),
        ("capture_photograph", list(ObjectKind)),  # which all the others refer to
    ],
)
def test_an_object_that_cannot_be_made_is_found_out(monkeypatch, analysis, function, kinds):
    def broken(*_):
        raise ValueError("it is broken")

    monkeypatch.setattr(objects, function, broken)
    told = "ValueError: it is broken"
    assert failures(analysis) == {f"DICOM object: {kind}": told for kind in kinds}


def test_pixels_that_are_not_those_of_the_sample_are_found_out(monkeypatch, analysis):
    right = objects.encode

    def broken(dataset):
        dataset.PixelData = bytes(len(dataset.get("PixelData", b"")))
        return right(dataset)

    monkeypatch.setattr(archive, "encode", broken)
    assert failures(analysis)["DICOM object: photograph"] == (
        "what was read back differs from what was written"
    )
    assert "DICOM object: segmentation" in failures(analysis)


def test_encryption_that_does_not_load_is_found_out(monkeypatch, analysis):
    def broken():
        raise ssl.SSLError("no library")

    monkeypatch.setattr(ssl, "create_default_context", broken)
    assert list(failures(analysis)) == ["DICOM: everything needed for sending is there"]
