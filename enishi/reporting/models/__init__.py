from enishi.reporting.models.approval import WordingApproval

__all__ = ["WordingApproval"]
