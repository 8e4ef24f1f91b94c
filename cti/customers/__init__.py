"""Customers: what they are, how their numbers are read, how a file of them is read. Pure."""
