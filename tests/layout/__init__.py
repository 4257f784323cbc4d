"""Every layout fact of GB/T 1.1—2020 that drafts follow, measured on generated files."""
