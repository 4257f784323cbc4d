"""The web desk: departments submit cases, editors review them and edit clauses, publishers see stages and builds.

What is stored is the YAML of the workspace; the desk adds drafts and records under ``desk/``, and its users.
"""
