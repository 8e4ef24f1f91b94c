"""Screen pop: who is shown which caller, and when."""
