"""Verbs of the register: check, change, record, tell, in one transaction."""

from enishi.residents.actions.registering import register_resident

__all__ = ["register_resident"]
