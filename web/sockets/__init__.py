"""The websocket: who receives what (audience, hub, stream, tab) and one session per browser tab."""
