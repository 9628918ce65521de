import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.analysis.analysis import analyse
from app.base.errors import ReportWriteError
from app.base.messages import message
from app.domain.photograph import Order
from app.pacs.objects.building import ObjectKind, build_objects, encode, read_source
from app.reading.dicom.file import decode_dicom
from app.reading.dicom.header import FUNDUS_CLASSES
from app.reading.opening import read_image
from app.segmentation.network_input import InputSpec
from tests.pacs.examples import (
    PDF,
    STUDY,
    analysed,
    built,
    built_one,
    contents,
    corrected_example,
    dicom_example,
    errors_of,
    of_study,
    picture_example,
    pixels,
    references,
    right_eye,
)
from tests.readings import altered, reread
from tests.support import (
    ROOT,
    FakePredictor,
    data_folder,
    dicom_bytes,
    make_dicom,
    refused,
)
from tests.support import (
    encode as encode_picture,
)

FROM_FILE = tuple(kind for kind in ObjectKind if kind is not ObjectKind.PHOTOGRAPH)


@pytest.mark.parametrize("name", contents())
def test_objects_conform(name: str, tmp_path: Path) -> None:
    objects = built(*dicom_example(name))
    assert tuple(objects) == FROM_FILE
    for kind, dataset in objects.items():
        assert errors_of(dataset, tmp_path) == [], kind


@pytest.mark.parametrize("sop_class", FUNDUS_CLASSES)
def test_objects_of_every_class_of_photograph_conform(sop_class: str, tmp_path: Path) -> None:
    analysis, _ = dicom_example("right")
    content = dicom_bytes(right_eye(SOPClassUID=sop_class))
    for dataset in built(analysis, content).values():
        assert errors_of(dataset, tmp_path) == []
        assert {item.ReferencedSOPClassUID for item in references(dataset)} == {sop_class}


def test_corrected_objects_conform(tmp_path: Path) -> None:
    for dataset in built(*corrected_example()).values():
        assert errors_of(dataset, tmp_path) == []


def test_objects_of_a_picture_conform(tmp_path: Path) -> None:
    objects = built(picture_example(), None)
    assert tuple(objects) == tuple(ObjectKind)
    for dataset in objects.values():
        assert errors_of(dataset, tmp_path) == []


def test_objects_of_the_sample_conform(tmp_path: Path) -> None:
    path = ROOT / "resources" / "samples" / "chase_db1_09r.dcm"
    analysis = analyse(read_image(path), FakePredictor())
    objects = built(analysis, path.read_bytes())
    for dataset in objects.values():
        assert errors_of(dataset, tmp_path) == []
        assert dataset.PatientID == "CHASE_DB1-09"
    assert objects[ObjectKind.SEGMENTATION].LossyImageCompressionRatio == 47.5


def real_file(name: str) -> Path:
    path = data_folder("dicom") / "pydicom-data" / name
    if not path.is_file():
        pytest.skip(f"{name} is not here")
    return path


@pytest.mark.filterwarnings("ignore")  # pydicom's, on values of theirs
def test_objects_of_a_real_file_conform(tmp_path: Path) -> None:
    path = real_file("mlut_18.dcm")
    # A model of another modality: what it finds is shown in any picture.
    whole = InputSpec(min_diameter=256, max_diameter=512, field="frame")
    analysis = analyse(read_image(path), FakePredictor(input_spec=whole))
    objects = built(analysis, path.read_bytes())
    assert len(objects) == len(FROM_FILE)
    for dataset in objects.values():
        assert errors_of(dataset, tmp_path) == []


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["RG3_J2KI.dcm", "explicit_VR-UN.dcm"])
def test_nothing_is_filed_of_real_files_of_other_kinds(name: str) -> None:
    path = real_file(name)
    error = refused(ReportWriteError, built, analysed(read_image(path)), path.read_bytes())
    assert "not a photograph of the retina" in str(error.message)


def test_every_object_is_a_new_series_of_the_same_study_and_patient() -> None:
    objects = built(*dicom_example("right"))
    series = {str(each.SeriesInstanceUID) for each in objects.values()}
    assert len(series) == len(FROM_FILE)
    assert STUDY["SeriesInstanceUID"] not in series
    assert len({each.SOPInstanceUID for each in objects.values()}) == len(FROM_FILE)
    assert [each.SeriesNumber for each in objects.values()] == [9001, 9002, 9003, 9004]
    for each in objects.values():
        assert each.file_meta.MediaStorageSOPInstanceUID == each.SOPInstanceUID
        for keyword, value in (STUDY | {"PatientID": "4711", "PatientSex": "F"}).items():
            assert keyword == "SeriesInstanceUID" or each[keyword].value == value
        assert each.PatientName == "Doe^Jane"
        assert each.PatientBirthDate == "19500102"
        assert each.StudyDate == "20260301"


def test_every_object_names_the_program_and_the_model() -> None:
    analysis, _ = dicom_example("right")
    for each in built(*dicom_example("right")).values():
        assert each.Manufacturer == "Retivasc"
        assert list(each.SoftwareVersions) == [
            f"Retivasc {analysis.provenance.software_version}",
            "fake 1",
            "SHA-256 0000000000000000",
        ]


@pytest.mark.parametrize("name", ["right", "second frame", "secondary capture"])
def test_references_point_to_the_photograph(name: str) -> None:
    analysis, content = dicom_example(name)
    source = read_source(content)
    assert source is not None
    for kind, dataset in built(analysis, content).items():
        found = list(references(dataset))
        assert found, kind
        for item in found:
            assert item.ReferencedSOPInstanceUID == source.SOPInstanceUID
            assert item.ReferencedSOPClassUID == source.SOPClassUID


def test_only_one_of_several_frames_is_numbered() -> None:
    for kind, dataset in built(*dicom_example("second frame")).items():
        numbers = [item.get("ReferencedFrameNumber") for item in references(dataset)]
        assert 2 in numbers, kind
        assert set(numbers) <= {2, None}  # in lists of whole instances there is none
    for dataset in built(*dicom_example("right")).values():
        assert all("ReferencedFrameNumber" not in item for item in references(dataset))


@pytest.mark.parametrize(
    ("name", "written"), [("Chinese", "Wang^Xiaodong=王^小东"), ("unstated Chinese", "王^小东")]
)
def test_chinese_names_are_written_in_unicode(name: str, written: str) -> None:
    for dataset in built(*dicom_example(name)).values():
        assert dataset.SpecificCharacterSet == "ISO_IR 192"
        assert str(dataset.PatientName) == written


def test_plain_texts_need_no_character_set() -> None:
    assert "SpecificCharacterSet" not in built_one(ObjectKind.SEGMENTATION)


def test_a_name_of_any_length_and_script_is_kept_whole() -> None:
    name = "مريم" + "x" * 300
    with pytest.warns(UserWarning, match="exceeds the maximum length"):
        dataset = of_study(make_dicom(pixels()), SpecificCharacterSet="ISO_IR 192", PatientID=name)
    analysis, _ = dicom_example("unknown eye")
    objects = built(analysis, dicom_bytes(dataset))
    with pytest.warns(UserWarning, match="exceeds the maximum length"):
        assert {each.PatientID for each in objects.values()} == {name}


def test_values_that_are_no_values_are_left_empty() -> None:
    content = dicom_bytes(of_study(make_dicom(pixels()), PatientSex="X"))
    content = content.replace(b"101500", b"noon  ")
    dataset = built(dicom_example("right")[0], content)[ObjectKind.SEGMENTATION]
    assert dataset.PatientSex == ""
    assert dataset.StudyTime == ""


@pytest.mark.parametrize(
    ("time", "kept"),
    [("235959", True), ("240000", False), ("246060", False), ("990000", False), ("106000", False)],
)
def test_an_hour_that_no_day_has_is_not_passed_on(time: str, kept: bool) -> None:
    content = dicom_bytes(of_study(make_dicom(pixels()))).replace(b"101500", time.encode())
    for dataset in built(dicom_example("right")[0], content).values():
        assert dataset.StudyTime == (time if kept else "")


@pytest.mark.parametrize("zone", ["+1459", "-1300", "+9900", "+0560"])
def test_a_zone_that_is_none_is_not_passed_on(zone: str) -> None:
    source = read_source(
        dicom_bytes(right_eye(TimezoneOffsetFromUTC="+0530")).replace(b"+0530", zone.encode())
    )
    created = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
    objects = build_objects(
        dicom_example("right")[0], source, pdf=PDF, title="Report", created=created
    )
    expected = created.astimezone().strftime("%z")
    assert {each.TimezoneOffsetFromUTC for each in objects.values()} == {expected}


def test_a_file_that_was_de_identified_stays_so() -> None:
    for dataset in built(*dicom_example("de-identified")).values():
        assert dataset.PatientIdentityRemoved == "YES"
        (method,) = dataset.DeidentificationMethodCodeSequence
        assert method.CodeMeaning == "Basic Application Confidentiality Profile"


def test_an_object_that_is_changed_changes_no_other() -> None:
    analysis, content = dicom_example("right")
    objects = build_objects(analysis, read_source(content), pdf=PDF, title="Report")
    objects[ObjectKind.PDF].PatientID = "another"
    assert objects[ObjectKind.SEGMENTATION].PatientID == "4711"


def test_the_time_is_in_the_zone_of_the_study() -> None:
    analysis, _ = dicom_example("right")
    source = read_source(dicom_bytes(right_eye(TimezoneOffsetFromUTC="+0530")))
    created = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
    objects = build_objects(analysis, source, pdf=PDF, title="Report", created=created)
    for dataset in objects.values():
        assert (dataset.ContentDate, dataset.ContentTime) == ("20260302", "033000")
        assert dataset.TimezoneOffsetFromUTC == "+0530"


def test_without_another_time_it_is_that_of_the_analysis() -> None:
    created = dicom_example("right")[0].provenance.created
    dataset = built_one(ObjectKind.PDF)
    assert dataset.ContentDate == created.strftime("%Y%m%d")
    assert dataset.TimezoneOffsetFromUTC == created.strftime("%z")


@pytest.mark.parametrize("keyword", ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"])
def test_a_file_of_no_study_is_refused(keyword: str) -> None:
    analysis, content = dicom_example("right")
    source = read_source(content)
    assert source is not None
    delattr(source, keyword)
    refused(ReportWriteError, build_objects, analysis, source, pdf=PDF, title="Report")


def test_a_picture_gets_a_study_of_its_own_and_no_patient() -> None:
    objects = built(picture_example(), None)
    photograph = objects[ObjectKind.PHOTOGRAPH]
    assert len({str(each.StudyInstanceUID) for each in objects.values()}) == 1
    for kind, dataset in objects.items():
        assert dataset.StudyInstanceUID.is_valid
        for keyword in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex"):
            assert dataset[keyword].value in ("", None)
        if kind is not ObjectKind.PHOTOGRAPH:
            assert {item.ReferencedSOPInstanceUID for item in references(dataset)} == {
                photograph.SOPInstanceUID
            }


def test_the_photograph_of_a_picture_is_the_same_instance_each_time() -> None:
    analysis = picture_example()
    later = altered(
        reread(analysis, threshold=0.7),
        provenances=(
            replace(
                analysis.provenance, model_name="another", created=datetime(2030, 1, 1, tzinfo=UTC)
            ),
        ),
    )
    first, second = (
        build_objects(each, None, pdf=PDF, title="Report")[ObjectKind.PHOTOGRAPH]
        for each in (analysis, later)
    )
    assert encode(first) == encode(second)


def test_another_photograph_is_of_another_study() -> None:
    analysis = picture_example()
    other = altered(analysis, image=replace(analysis.image, sha256="1" * 64))
    studies = {
        build_objects(each, None, pdf=PDF, title="")[ObjectKind.PDF].StudyInstanceUID
        for each in (analysis, other)
    }
    assert len(studies) == 2


def test_a_picture_whose_eye_was_set_is_another_instance() -> None:
    analysis = picture_example()
    eye = altered(analysis, image=replace(analysis.image, laterality="R"))
    first, second = (
        build_objects(each, None, pdf=PDF, title="")[ObjectKind.PHOTOGRAPH]
        for each in (analysis, eye)
    )
    assert first.SOPInstanceUID != second.SOPInstanceUID
    assert first.StudyInstanceUID == second.StudyInstanceUID


def test_results_of_a_picture_go_back_to_the_order_it_was_taken_for() -> None:
    analysis = picture_example()
    plain = built(analysis, None)
    planned = altered(analysis, image=replace(analysis.image, order=Order("1.2.3", "A-9")))
    for kind, each in built(planned, None).items():
        assert (each.StudyInstanceUID, each.AccessionNumber) == ("1.2.3", "A-9")
        assert each.SeriesInstanceUID != plain[kind].SeriesInstanceUID


def test_a_photograph_of_an_archive_stays_in_its_study_whatever_was_planned() -> None:
    analysis, content = dicom_example("right")
    planned = altered(analysis, image=replace(analysis.image, order=Order("1.2.3", "A-9")))
    source = read_source(content)
    assert source is not None
    for each in built(planned, content).values():
        assert each.StudyInstanceUID == source.StudyInstanceUID


@pytest.mark.parametrize("order", [Order("1.2.3", "A" * 17), Order("1.2.x"), Order("1.2", "A\\B")])
def test_an_order_that_no_archive_could_have_is_refused(order: Order) -> None:
    analysis = picture_example()
    planned = altered(analysis, image=replace(analysis.image, order=order))
    refused(ReportWriteError, build_objects, planned, None, pdf=PDF, title="Report")


def test_all_but_the_uids_follows_from_the_analysis() -> None:
    for first, second in zip(
        built(*corrected_example()).values(), built(*corrected_example()).values(), strict=True
    ):
        # Identifiers are of any length, and with them the header's.
        varying = r"2\.25\.\d+|1\.2\.826\.[\d.]+|File Meta Information Group Length.*"
        texts = [re.sub(varying, "", str(each)) for each in (first, second)]
        assert texts[0] == texts[1]
        assert first.get("PixelData") == second.get("PixelData")
        assert first.SOPInstanceUID != second.SOPInstanceUID


def test_only_what_is_wanted_is_built() -> None:
    analysis, content = dicom_example("right")
    source = read_source(content)
    without_pdf = build_objects(analysis, source, pdf=None, title="")
    assert ObjectKind.PDF not in without_pdf
    assert len(without_pdf) == 3
    kinds = [ObjectKind.PHOTOGRAPH, ObjectKind.SEGMENTATION]
    one = build_objects(analysis, source, pdf=PDF, title="", kinds=kinds)
    assert tuple(one) == (ObjectKind.SEGMENTATION,)
    assert build_objects(analysis, None, pdf=PDF, title="", kinds=()) == {}


def test_a_picture_has_no_source() -> None:
    assert read_source(encode_picture(pixels())) is None


def test_a_source_has_no_pixels() -> None:
    source = read_source(contents()["right"][0])
    assert source is not None
    assert "PixelData" not in source


def test_how_lossy_a_photograph_is_follows_from_how_it_is_stored() -> None:
    _, content = dicom_example("lossy")
    source = read_source(content)
    assert source is not None
    assert source.LossyImageCompression == "01"
    assert source.LossyImageCompressionMethod == "ISO_10918_1"
    assert 3 < float(source.LossyImageCompressionRatio) < 100


def test_a_ratio_that_is_no_number_is_left_out() -> None:
    content = dicom_bytes(right_eye(LossyImageCompression="01", LossyImageCompressionRatio="12.5"))
    analysis, _ = dicom_example("right")
    dataset = built(analysis, content)[ObjectKind.SEGMENTATION]
    assert dataset.LossyImageCompressionRatio == 12.5
    damaged = content.replace(b"12.5", b"12,5")
    dataset = built(analysis, damaged)[ObjectKind.SEGMENTATION]
    assert dataset.LossyImageCompression == "01"
    assert "LossyImageCompressionRatio" not in dataset


def test_the_photograph_can_be_read_again() -> None:
    objects = build_objects(picture_example(), None, pdf=PDF, title="Report")
    again = decode_dicom(encode(objects[ObjectKind.PHOTOGRAPH]), Path("again.dcm"), "")
    assert (again.pixels == pixels()).all()


def test_uids_are_valid_and_short_enough() -> None:
    for dataset in built(picture_example(), None).values():
        for uid in (dataset.SOPInstanceUID, dataset.SeriesInstanceUID, dataset.StudyInstanceUID):
            assert uid.is_valid
            assert len(uid) <= 64


def test_nothing_is_filed_of_what_is_no_retina() -> None:
    content = dicom_bytes(right_eye(Modality="XA"))
    analysis = analysed(decode_dicom(content, Path("heart.dcm"), "hash"))
    source = read_source(content)
    error = refused(ReportWriteError, build_objects, analysis, source, pdf=PDF, title="Report")
    assert "not a photograph of the retina" in str(error.message)


def test_of_what_is_unsuitable_no_vessels_are_filed() -> None:
    content = dicom_bytes(right_eye())
    analysis = analysed(decode_dicom(content, Path("eye.dcm"), "hash"))
    damaged = altered(analysis, unsuitable=message("It is cut off."))
    assert set(built(damaged, content)) == {ObjectKind.PDF, ObjectKind.STRUCTURED_REPORT}
