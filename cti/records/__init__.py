"""Call records: from domain events to rows, none lost."""
