"""Are these two the same entry, the same page, the same piece? With the reason. Pure."""
