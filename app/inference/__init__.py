"""Run the segmentation network; beside training the only part that knows torch."""
