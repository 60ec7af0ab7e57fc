"""Findings to a plan, a plan to an Ansible bundle, its run, and what became of each finding."""
