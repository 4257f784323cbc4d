"""What an author writes: one pydantic model for each kind of file, with Chinese titles; each knows how to lower itself to blocks."""
