"""Measurements of the product against a yardstick, run by `cti bench`."""
