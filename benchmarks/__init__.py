"""Measurements of speed: a generator of workspaces, and one module for each thing that is measured."""
