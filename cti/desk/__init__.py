"""The agent's desk: what agents do, and the present as they may see it."""
