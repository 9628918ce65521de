"""Pictures as DICOM Secondary Captures: the overlay, and photographs that came as a picture."""

from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import SecondaryCaptureImageStorage

from app.analysis.analysis import Analysis
from app.domain.photograph import Rgb
from app.pacs.objects.equipment import Labels, label, new_dataset, state_eye
from app.pacs.objects.kinds import ObjectKind
from app.reading.facts import as_whole_numbers
from app.records.anatomy_pictures import tinted

_OVERLAY = "Vessels tinted over the photograph at its own size; threshold {threshold:.2f}"
_BY_HAND = ", corrected by hand"
_LOSS = ("LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod")


def capture_overlay(analysis: Analysis, labels: Labels) -> Dataset:
    """Return the photograph with its vessels tinted, at its own size, not compressed."""
    dataset = new_dataset(SecondaryCaptureImageStorage)
    dataset.ConversionType = "WSD"
    dataset.ImageType = ["DERIVED", "SECONDARY"]
    dataset.DerivationDescription = _OVERLAY.format(threshold=analysis.threshold) + (
        _BY_HAND if analysis.strokes else ""
    )
    dataset.SourceImageSequence = [labels.origin.source()]
    dataset.ReferencedSeriesSequence = [labels.origin.series()]
    _state_loss(dataset, labels.origin.image)
    if labels.origin.annotated is not None:  # nothing is burned in that was not there before
        dataset.BurnedInAnnotation = "YES" if labels.origin.annotated else "NO"
    _show(dataset, tinted(analysis), analysis)
    label(dataset, ObjectKind.SECONDARY_CAPTURE, labels)
    return dataset


def capture_photograph(analysis: Analysis, labels: Labels) -> Dataset:
    """Return the photograph of a picture file, so that the other objects can refer to it.

    Everything in it follows from the photograph: sent twice, it is the same instance.
    """
    dataset = new_dataset(SecondaryCaptureImageStorage)
    image = labels.origin.image
    dataset.SeriesInstanceUID = image.SeriesInstanceUID
    dataset.SOPInstanceUID = image.SOPInstanceUID
    dataset.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    dataset.ConversionType = "DI"
    dataset.ImageType = ["DERIVED", "PRIMARY"]
    dataset.DerivationDescription = "Photograph from a picture file, as it was decoded"
    _show(dataset, analysis.image.pixels, analysis)
    label(dataset, ObjectKind.PHOTOGRAPH, labels)
    return dataset


def _show(dataset: FileDataset, pixels: Rgb, analysis: Analysis) -> None:
    """Set the picture, uncompressed: what every archive takes and no decoder spoils."""
    dataset.Modality = "OP"
    state_eye(dataset, analysis.image.laterality)
    if "ImageLaterality" not in dataset:
        dataset.Laterality = ""  # of a paired organ: empty says that it is not known
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    if analysis.image.pixel_ratio != 1:
        dataset.PixelAspectRatio = list(as_whole_numbers(analysis.image.pixel_ratio))
    dataset.SamplesPerPixel = 3
    dataset.PhotometricInterpretation = "RGB"
    dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = dataset.BitsStored = 8
    dataset.HighBit = 7
    dataset.PixelRepresentation = 0
    content = pixels.tobytes()
    dataset.PixelData = content + b"\0" * (len(content) % 2)
    dataset["PixelData"].VR = "OB"


def _state_loss(dataset: Dataset, image: Dataset) -> None:
    """Pass on that the photograph was compressed lossily, once and for all."""
    for keyword in _LOSS:
        if keyword in image:
            setattr(dataset, keyword, image.get(keyword))
