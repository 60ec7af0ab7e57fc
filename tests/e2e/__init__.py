"""The program as a user runs it, on simulated NAS hosts."""
