"""The least vendor: a bare host with SSH only. Shows what a seed owes a host, and serves the lab's own tests."""
