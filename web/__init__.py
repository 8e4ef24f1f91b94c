"""The web part: pages, JSON API, websockets. Knows who asks and renders; never decides."""
