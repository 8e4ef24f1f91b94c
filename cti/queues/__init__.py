"""Pure: see cti/queues/tracker.py."""
