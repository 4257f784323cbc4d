"""Writers: each prints finished documents in one format and computes nothing."""
