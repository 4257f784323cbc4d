"""Comments on a draft, in: returned forms, edited tables and commented drafts become records, and nothing that came in is lost.

``desk`` is what commands call. The others from a file to the record: ``intake`` (``columns``, ``markup``) reads, ``placing`` finds the clause,
``settle`` holds what came in against what is there, ``record`` writes.
"""
