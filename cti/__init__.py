"""The core: calls, queues, agents, scripts. No SQL, no HTTP."""
