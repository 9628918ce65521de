"""Run the segmentation network; apart from training, the only part that uses torch."""
