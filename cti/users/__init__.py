"""Accounts and what their roles may do."""
