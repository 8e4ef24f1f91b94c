"""Survey and call scripts: documents, branching, answers, what the agent sees. Pure."""
