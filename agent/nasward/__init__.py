"""nasward: a configuration hardening agent for the NAS boxes of clinics."""

__version__ = "0.1.0"
