"""Where things lie in a retina: vessel trees, arteries and veins, disc, fovea, zones."""
