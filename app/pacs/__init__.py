"""Results as DICOM objects, and their way into the clinic's archive."""
