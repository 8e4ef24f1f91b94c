"""The database: repositories behind the store ports of cti; rows never leave this package."""
