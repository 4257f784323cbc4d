"""Fuzzing of everything that reads what other hands wrote: ``doors.py`` lists it, ``change.py`` spoils inputs, ``corpus/`` keeps what was found."""
