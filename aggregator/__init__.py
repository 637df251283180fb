"""A service that polls feeds and keeps their entries as articles of one schema."""
