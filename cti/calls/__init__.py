"""Pure: see cti/calls/tracker.py."""
