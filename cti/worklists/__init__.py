"""Whom to call next: promised callbacks, missed callers, tasks. Pure; time comes with the question."""
