"""Messages to customers: templates, their fields filled in, and what was prepared."""
