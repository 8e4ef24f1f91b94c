"""All that knows what Asterisk's manager interface (AMI) looks like."""
