"""What this room keeps of a person's record (記録の行), for requests for disclosure."""

from enishi.conferences.models import (
    DecisionWords,
    InformationRequest,
    Minutes,
    PartAnswer,
    RequestPart,
    SharedItem,
)
from enishi.sharing.record import Source

SOURCES = [
    Source(SharedItem, "会議で共有した情報", "item_id", ("text",), "at", nature="source"),
    Source(DecisionWords, "会議の決定", "item_id", ("text",), "at"),
    Source(Minutes, "会議録", "item_id", ("text",), "at"),
    Source(InformationRequest, "情報提供依頼", "item_id", ("necessity", "not_from_person"), "at"),
    Source(RequestPart, "依頼した項目", "item_id", ("text",), "at"),
    Source(PartAnswer, "項目への回答", "item_id", ("kind", "text"), "at"),
]
