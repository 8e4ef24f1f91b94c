"""Pure: see cti/agents/tracker.py."""
