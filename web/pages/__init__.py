"""Pages: a shell with the facts its scripts start from. What a page lists, its scripts ask the API for."""
