"""Blank forms to be filled in Word and in Excel."""
