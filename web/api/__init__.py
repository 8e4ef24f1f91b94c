"""The JSON API, one module per noun; `ROUTES` of each is what web/routes.py serves and documents."""
