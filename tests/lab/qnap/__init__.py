"""The QNAP-style host of the lab. README.md says which fact each emulated answer comes from."""
