"""Layouts of lists of resources: which heads name which field, whose layout a file follows, and what kind it lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from enishi.agencies.rules.layouts import FIELDS as AGENCY_FIELDS
from enishi.community.terms import BarrierFree

_OWN: Mapping[str, tuple[str, ...]] = {
    "resource_id": ("資源ID",),
    "common_name": ("名称_通称", "名称通称", "通称", "common_name"),
    "kind": ("資源の種別",),
    "poi_code": ("POIコード", "poi_code"),
    "purposes": ("目的", "参加の目的"),
    "public_service": ("公的サービス",),
    "public": ("市民に公開",),
    "description": ("説明", "概要", "サービス内容", "活動内容", "description"),
    "barrier_words": ("バリアフリー情報",),
    "access": ("アクセス方法", "アクセス", "accessibility"),
    "parking": ("駐車場情報", "駐車場"),
    "fee": ("料金", "料金(基本)", "利用料", "参加費"),
    "fee_note": ("料金(詳細)", "料金備考"),
    "ages": ("受入年齢", "対象年齢"),
    "targets": ("対象", "対象者"),
    "day_care": ("一時預かりの有無",),
    "approved": ("認可等年月日",),
    "areas": ("対象の地区", "対象地区", "担当中学校区", "担当地区", "担当区域", "中学校区"),
    "available": ("空き", "空き人数"),
    "considerations": ("配慮できること",),
    "barrier_free": ("バリアフリー",),
    "fax": AGENCY_FIELDS["fax"],
}
_EVENT: Mapping[str, tuple[str, ...]] = {
    "event": ("イベント名", "イベント名称", "event_name"),
    "event_kana": ("イベント名_カナ",),
    "held_from": ("開始日", "start_date"),
    "held_to": ("終了日", "end_date"),
    "organiser": ("主催者",),
    "place": ("場所名称", "会場"),
    "contact": ("連絡先名称",),
    "contact_phone": ("連絡先電話番号",),
    "contact_extension": ("連絡先内線番号",),
    "held_note": ("開始日時特記事項",),
    "apply_by": ("参加申込終了日",),
    "apply_time": ("参加申込終了時間",),
    "apply_how": ("参加申込方法",),
}
FLAGS: Mapping[str, tuple[str, ...]] = {
    f"barrier_{BarrierFree.WHEELCHAIR}": ("車椅子可", "車いす可", "車椅子対応"),
    f"barrier_{BarrierFree.WHEELCHAIR_LENT}": ("車椅子貸出", "車いす貸出"),
    f"barrier_{BarrierFree.STICK_LENT}": ("ツエ貸出", "杖貸出", "つえ貸出"),
    f"barrier_{BarrierFree.TOILET}": ("バリアフリートイレ", "多目的トイレ", "車椅子使用者用トイレ有無"),
    f"barrier_{BarrierFree.SLOPE}": (
        "スロープ、エレベータ、エスカレータ",
        "スロープ",
        "エレベーター",
        "スロープ・エレベーター",
    ),
    f"barrier_{BarrierFree.TACTILE}": ("点字ブロック等の移動支援", "点字ブロック"),
    f"barrier_{BarrierFree.BRAILLE}": ("点字や読上による支援", "点字・読み上げ"),
    f"barrier_{BarrierFree.DOGS}": ("盲導犬・介助犬、聴導犬同伴", "盲導犬・介助犬・聴導犬"),
    f"barrier_{BarrierFree.CAPTIONS}": ("字幕",),
    f"barrier_{BarrierFree.NOTES}": ("筆談対応", "筆談"),
    f"barrier_{BarrierFree.PARKING}": ("優先駐車場",),
    f"barrier_{BarrierFree.OSTOMATE}": ("オストメイト対応トイレ", "オストメイト設置トイレ有無"),
}
"""Columns of GIF 436 that answer with 有 and 無."""

_NOT_OURS = {"code", "former_name", "kind", "parent_code", "catchments", "starts_on", "ends_on"}
FIELDS: Mapping[str, tuple[str, ...]] = {
    **{key: names for key, names in AGENCY_FIELDS.items() if key not in _NOT_OURS},
    **_OWN,
    **_EVENT,
    **FLAGS,
}

OWN_HEADS = (
    *(
        "資源ID",
        "資源の種別",
        "名称",
        "名称_カナ",
        "名称_通称",
        "POIコード",
        "サービス種別",
        "目的",
        "説明",
        "団体名",
    ),
    *(
        "法人番号",
        "事業所番号",
        "郵便番号",
        "所在地_連結表記",
        "緯度",
        "経度",
        "電話番号",
        "FAX番号",
        "メールアドレス",
        "URL",
    ),
    *(
        "利用可能曜日",
        "開所日時",
        "定休日",
        "収容定員",
        "空き",
        "対象",
        "対象の地区",
        "配慮できること",
        "バリアフリー",
        "バリアフリー情報",
    ),
    *("料金", "アクセス方法", "備考", "公的サービス", "市民に公開"),
)


@dataclass(frozen=True)
class ResourceLayout:
    """A way to publish resources. ``signs``: fields of which all must be there, the most particular layout first.

    ``services``: what it lists are services under a law (介護保険, 障害者総合支援法 …), not local resources.
    """

    key: str
    label: str
    signs: frozenset[str]
    kind: str
    credit: str = ""
    services: bool = False
    targets: tuple[str, ...] = ()
    numbers_are_keys: bool = False
    events: bool = False


CHILDCARE = "子育て施設一覧（推奨データセット・自治体標準）"
LAYOUTS = (
    ResourceLayout("enishi", "縁の資源一覧", frozenset({"resource_id", "kind", "name"}), "other"),
    ResourceLayout(
        "events",
        "イベント一覧（推奨データセット・自治体標準）",
        frozenset({"event", "held_from"}),
        "other",
        events=True,
    ),
    ResourceLayout(
        "wamnet",
        "WAM NET 障害福祉サービス等情報公表",
        frozenset({"hours_workdays", "office_number", "service", "block"}),
        "disability",
        "WAM NET",
        services=True,
        targets=("disability",),
        numbers_are_keys=True,
    ),
    ResourceLayout(
        "care",
        "介護サービス情報公表・推奨データセット（介護）",
        frozenset({"office_number", "service", "address", "municipality_code"}),
        "care",
        "介護サービス情報公表システム",
        services=True,
        targets=("elderly",),
    ),
    ResourceLayout(
        "childcare", CHILDCARE, frozenset({"ages", "municipality_code"}), "childcare", targets=("child",)
    ),
    ResourceLayout("childcare", CHILDCARE, frozenset({"day_care", "name"}), "childcare", targets=("child",)),
    ResourceLayout(
        "standard",
        "自治体標準オープンデータセット",
        frozenset({"source_number", "municipality_code", "city"}),
        "public",
    ),
    ResourceLayout(
        "facilities", "公共施設一覧（推奨データセット）", frozenset({"poi_code", "name"}), "public"
    ),
    ResourceLayout(
        "recommended",
        "推奨データセット",
        frozenset({"source_number", "municipality_code", "address"}),
        "public",
    ),
    ResourceLayout(
        "map", "施設一覧（緯度・経度・名称・住所）", frozenset({"latitude", "name", "address"}), "public"
    ),
    ResourceLayout("plain", "名称のある一覧", frozenset({"name"}), "other"),
)

KIND_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("desk", ("包括支援センター", "相談支援", "相談センター", "相談窓口", "福祉事務所")),
    ("dining", ("子ども食堂", "こども食堂", "地域食堂")),
    ("activity", ("地域活動支援センター",)),
    ("childcare", ("子育て支援", "子育て", "児童館", "保育", "こども園", "幼稚園", "学童", "おやこ", "親子", "児童クラブ")),
    ("helpers", ("お助け隊", "助け合い", "生活支援ボランティア")),
    ("salon", ("サロン", "通いの場", "ひだまり", "茶の間", "カフェ")),
    ("group", ("自主グループ", "サークル", "老人クラブ", "クラブ連合")),
    ("exchange", ("交流館", "交流センター", "コミュニティセンター", "公民館", "集会所", "会館", "ふれあい", "生涯学習センター")),
    ("care", ("介護", "老人ホーム", "グループホーム", "デイサービス", "小規模多機能", "老人福祉", "高齢者")),
    ("disability", ("就労継続支援", "就労移行支援", "障害", "障がい", "生活介護", "共同生活援助", "放課後等デイ", "児童発達支援")),
    ("housing", ("市営住宅", "県営住宅", "住宅")),
    ("medical", ("保健センター", "保健所", "病院", "診療所", "医院", "クリニック", "保健ステーション")),
    ("learning", ("学校", "図書館", "学習", "大学", "塾")),
    ("public", ("出張所", "支所", "市役所", "体育館", "公園", "センター")),
    ("business", ("株式会社", "有限会社", "合同会社", "農園", "商店", "工場")),
)  # fmt: skip
PURPOSE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("work", ("就労継続支援", "就労定着", "シルバー人材")),
    ("training", ("就労移行", "就労継続支援", "自立訓練", "機能訓練", "生活訓練")),
    (
        "place",
        ("サロン", "通いの場", "地域活動支援", "子ども食堂", "こども食堂", "放課後", "日中一時", "ひろば", "児童館", "交流"),
    ),
    ("meaning", ("自主グループ", "サークル", "老人クラブ", "ボランティア")),
)  # fmt: skip


def recognise_resources(fields: Collection[str]) -> ResourceLayout | None:
    """The layout whose signs all stand among the fields found, the most particular first."""
    found = set(fields)
    return next((layout for layout in LAYOUTS if layout.signs <= found), None)


DISABILITY_SERVICES = (
    *("就労継続支援", "就労移行支援", "就労定着支援", "就労選択支援", "障害", "障がい", "生活介護", "共同生活援助"),
    *("放課後等デイ", "児童発達支援", "重度訪問介護", "行動援護", "同行援護", "施設入所支援", "自立生活援助", "療養介護"),
)
"""Services of the 障害者総合支援法 and the 児童福祉法: some cities put them into one list with those of 介護保険."""


def is_disability_service(service: str) -> bool:
    return any(sign in service for sign in DISABILITY_SERVICES)


def kind_of(service: str, name: str, layout: ResourceLayout) -> str:
    """What it is, by the words of its service, else of its name, else by what the layout lists."""
    if layout.services and is_disability_service(service):
        return "disability"
    for words in (service, name):
        for kind, signs in KIND_WORDS:
            if any(sign in words for sign in signs):
                return layout.kind if layout.services and kind not in ("desk", "activity") else kind
        if layout.services:
            return layout.kind
    return layout.kind


def purposes_of(service: str, name: str) -> list[str]:
    """The purposes that the words name; none is guessed from the kind alone."""
    words = f"{service} {name}"
    return [purpose for purpose, signs in PURPOSE_WORDS if any(sign in words for sign in signs)]
