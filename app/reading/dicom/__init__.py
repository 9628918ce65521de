"""What a DICOM file says and shows."""
