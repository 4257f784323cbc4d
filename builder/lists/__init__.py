"""Lists that people keep in Excel: written out with their headings, read back, held against the YAML, and written into it.

``book`` is what commands call. The others in the order of the way: ``kinds`` says which lists there are and where they live,
``columns`` what a cell says about a field, ``reading`` takes a file apart, ``settle`` holds its rows against what is there, ``report`` tells it.
"""
