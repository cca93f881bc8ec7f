"""What the columns of the three files are called, in Japanese and English; the first name is the documented one."""

from __future__ import annotations

NEED_IDS = (
    *("need_id", "person_id", "need", "id", "番号", "ニーズ番号", "本人番号", "対象者番号", "利用者番号", "人番号", "対象者"),
    *("本人", "利用者", "希望番号", "ケース番号", "対象者ID", "利用者ID", "本人ID", "person", "item", "job", "item_id", "job_id"),
)  # fmt: skip
PLACE_IDS = (
    *("place_id", "resource_id", "place", "id", "番号", "場所番号", "受入先番号", "事業所番号", "資源番号", "受入先", "場所"),
    *("事業所", "場所ID", "受入先ID", "事業所ID", "host_id", "resource", "host", "agent", "agent_id"),
)  # fmt: skip
NEEDS = {
    "id": NEED_IDS,
    "priority": ("priority", "優先度", "優先", "優先順位点", "待ち日数", "waiting_days"),
    "load": ("load", "負荷", "必要数", "必要量", "weight", "demand", "枠数"),
    "days": ("days", "曜日", "希望曜日", "行ける曜日"),
    "kinds": ("kinds", "kind", "希望", "希望する形", "種別", "目的", "purpose"),
    "latitude": ("lat", "latitude", "緯度"),
    "longitude": ("lon", "lng", "longitude", "経度"),
    "max_km": ("max_km", "最大距離", "行ける距離", "行ける距離km", "max_distance_km"),
}
PLACES = {
    "id": PLACE_IDS,
    "capacity": ("capacity", "定員", "空き", "空き数", "受入可能数", "受入可能人数", "受入枠", "枠", "容量"),
    "used": ("recent", "最近の受入数", "最近の受入", "これまでの受入数", "受入実績", "used", "hosted"),
    "days": ("days", "曜日", "開所曜日", "実施曜日"),
    "kinds": ("kinds", "kind", "種別", "目的", "形", "purpose"),
    "latitude": ("lat", "latitude", "緯度"),
    "longitude": ("lon", "lng", "longitude", "経度"),
}
PAIRS = {
    "need": tuple(name for name in NEED_IDS if name not in ("id", "番号")),
    "place": tuple(name for name in PLACE_IDS if name not in ("id", "番号")),
    "cost": ("cost", "費用", "コスト", "点", "点数", "score", "距離", "value", "重み"),
    "load": ("load", "負荷", "必要数", "必要量", "weight", "demand", "枠数"),
    "allowed": ("allowed", "可否", "可", "ok", "feasible"),
    "reason": ("reason", "理由", "不可の理由"),
}
LABELS = {
    "id": "番号", "priority": "優先度", "load": "負荷", "capacity": "定員", "used": "最近の受入数", "need": "本人の番号",
    "place": "場所の番号", "cost": "費用", "allowed": "可否", "reason": "理由", "days": "曜日", "kinds": "種別",
    "latitude": "緯度", "longitude": "経度", "max_km": "行ける距離",
}  # fmt: skip
