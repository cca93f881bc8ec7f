"""Verbs of the room: the city stands by the words of a sheet, or no longer."""

from enishi.reporting.actions.approving import approve_wording, withdraw_approval

__all__ = ["approve_wording", "withdraw_approval"]
