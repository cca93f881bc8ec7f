"""参加支援: profiles, matching with reasons, placements with follow-up of both sides."""
