"""One module per command of the `cti` program; each offers a click command named `command`."""
