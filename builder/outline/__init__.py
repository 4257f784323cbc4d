"""Chapters and annexes as a tree of fields and lists made from their JSON Schema, and the steps by which an editor changes their structure.

Nothing here knows the web: data go in, data come out, and the careful writer stores them.
"""
