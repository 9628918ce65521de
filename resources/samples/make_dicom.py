"""Make the sample's DICOM twin: an Ophthalmic Photography 8-bit file with the same pixels.

Run from the top folder: python resources/samples/make_dicom.py
"""

from pathlib import Path

import numpy as np
from PIL import Image
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code
from pydicom.uid import (
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    OphthalmicPhotography8BitImageStorage,
    generate_uid,
)

FOLDER = Path(__file__).parent
NAME = "chase_db1_09r"


def item(code: Code) -> Sequence:
    """Return a code sequence of one item."""
    entry = Dataset()
    entry.CodeValue, entry.CodingSchemeDesignator, entry.CodeMeaning = code[:3]
    return Sequence([entry])


def uid(role: str) -> str:
    """Return the same UID for the same role at every run."""
    return generate_uid(entropy_srcs=["retivasc-sample", NAME, role])


def identification(dataset: Dataset) -> None:
    """State who, when and what; the person photographed is not known, and nothing is invented."""
    dataset.PatientName = "CHASE_DB1^09"
    dataset.PatientID = "CHASE_DB1-09"
    dataset.PatientBirthDate = ""
    dataset.PatientSex = ""
    dataset.StudyInstanceUID = uid("study")
    dataset.StudyDate = dataset.StudyTime = dataset.ReferringPhysicianName = ""
    dataset.StudyID = dataset.AccessionNumber = ""
    dataset.Modality = "OP"
    dataset.SeriesInstanceUID = uid("series")
    dataset.SeriesNumber = 1
    dataset.Manufacturer = "Nidek"
    dataset.ManufacturerModelName = "NM-200-D"
    dataset.DeviceSerialNumber = "not recorded"
    dataset.SoftwareVersions = "not recorded"
    dataset.SynchronizationFrameOfReferenceUID = uid("clock")
    dataset.SynchronizationTrigger = "NO TRIGGER"
    dataset.AcquisitionTimeSynchronized = "N"
    dataset.InstanceNumber = 1
    dataset.ImageType = ["DERIVED", "PRIMARY", "RECODED", "COLOR"]
    dataset.PatientOrientation = ""
    # When the photograph was taken is not published. The standard wants a day; this one, when the
    # file was made, is marked as standing for nothing.
    dataset.ContentDate, dataset.ContentTime = "20261121", "000000"
    dataset.LongitudinalTemporalInformationModified = "REMOVED"
    dataset.ImageComments = "CHASE_DB1 Image_09R, Kingston University London, CC BY 4.0"
    source = Dataset()
    source.ReferencedSOPClassUID = OphthalmicPhotography8BitImageStorage
    source.ReferencedSOPInstanceUID = uid("source")
    source.PurposeOfReferenceCodeSequence = item(codes.DCM.UncompressedPredecessor)
    dataset.SourceImageSequence = Sequence([source])


def acquisition(dataset: Dataset) -> None:
    """State what is known of the camera's work; the rest is present and empty."""
    dataset.ImageLaterality = "R"
    dataset.AnatomicRegionSequence = item(codes.SCT.Eye)
    dataset.AcquisitionDeviceTypeCodeSequence = item(codes.SCT.FundusCamera)
    dataset.PatientEyeMovementCommanded = ""
    dataset.RefractiveStateSequence = Sequence()
    dataset.EmmetropicMagnification = None
    dataset.IntraOcularPressure = None
    dataset.HorizontalFieldOfView = 30.0
    dataset.PupilDilated = ""
    dataset.IlluminationTypeCodeSequence = Sequence()
    dataset.LightPathFilterTypeStackCodeSequence = Sequence()
    dataset.ImagePathFilterTypeStackCodeSequence = Sequence()
    dataset.LensesCodeSequence = Sequence()
    dataset.DetectorType = ""
    dataset.AcquisitionContextSequence = Sequence()


def picture(dataset: Dataset, pixels: np.ndarray) -> None:
    """Add the pixels."""
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    dataset.NumberOfFrames = 1
    dataset.FrameIncrementPointer = 0x00181065
    dataset.FrameTimeVector = [0]
    dataset.SamplesPerPixel = 3
    dataset.PhotometricInterpretation = "RGB"
    dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit = 7
    dataset.PixelRepresentation = 0
    dataset.BurnedInAnnotation = "NO"
    dataset.LossyImageCompression = "01"
    # The published JPEG has 60524 bytes.
    dataset.LossyImageCompressionRatio = round(pixels.nbytes / 60524, 1)
    dataset.LossyImageCompressionMethod = "ISO_10918_1"
    dataset.PixelData = pixels.tobytes()


def main() -> None:
    """Write the file."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = OphthalmicPhotography8BitImageStorage
    meta.MediaStorageSOPInstanceUID = uid("image")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = meta.MediaStorageSOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    identification(dataset)
    acquisition(dataset)
    picture(dataset, np.asarray(Image.open(FOLDER / f"{NAME}.png").convert("RGB")))
    dataset.PhotometricInterpretation = "YBR_RCT"  # as it will be inside the JPEG 2000 stream
    dataset.compress(JPEG2000Lossless, generate_instance_uid=False)
    dataset.save_as(FOLDER / f"{NAME}.dcm", enforce_file_format=True)


if __name__ == "__main__":
    main()
