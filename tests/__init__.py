"""Tests of nasward, and the lab of simulated NAS hosts they run against."""
