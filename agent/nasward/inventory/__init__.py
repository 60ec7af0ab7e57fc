"""Ansible inventory and scope file → targets. Secrets stay references until they are used."""

from nasward.inventory.reader import Vault, load_targets
from nasward.inventory.scope import load_scope, refuse_outside

__all__ = ["Vault", "load_scope", "load_targets", "refuse_outside"]
