"""``python -m builder`` is the same command as ``zhunsheng``."""

from builder.cli import main

main()
