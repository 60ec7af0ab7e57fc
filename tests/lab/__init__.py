"""The lab: simulated NAS hosts in Linux namespaces. Start with README.md."""
