"""Server-rendered pages, one module per page; templates belong to the front end."""
