"""The language server: what ``zhunsheng check`` says, while an author types, and what an editor may ask about a place in a file.

``session`` keeps one workspace with its unsaved buffers, ``text`` and ``cursor`` find places, ``hover``, ``completion``, ``navigation`` and
``actions`` answer, and ``server`` speaks the protocol.
"""
