"""Where rooms beside and above make the decisions of a meeting act (決定の実行)."""

from datetime import datetime
from uuid import UUID

from enishi.agencies.hats import Hat
from enishi.office.hooks import Hook

adopt_plan: Hook[[UUID, UUID, UUID, Hat, datetime], UUID] = Hook(
    "conferences.adopt_plan",
    "When a meeting that was held adopts a plan: case, plan, decision, hat, moment. Answers the adopted version's id.",
)
use_participation: Hook[[UUID, UUID, Hat, datetime], UUID] = Hook(
    "conferences.use_participation",
    "When a meeting decides that 参加支援 is used: case, decision, hat, moment. Unanswered, it is a role of the team.",
)
