"""Why we say of a call what we say: its events in plain words, each with the messages behind it. Pure."""
