"""Filled forms come in: read by tag or by label, judged as every case is, stored, or sent back with a comment on each wrong field."""
