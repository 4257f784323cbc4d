"""Zhunsheng 准绳: structured standards and cases in, a checked web site and Word drafts out."""

__version__ = "0.1.0"
