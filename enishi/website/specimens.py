"""Fictional content for the gallery: every component in every state."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from enishi.office.forms import Form


@dataclass(frozen=True)
class Issue:
    code: str
    label: str
    ticked: bool = False
    worst: bool = False


class SpecimenForm(Form):
    """One field of each kind."""

    name = forms.CharField(label="氏名", help_text="わからないときは空のままで構いません。", required=False)
    kana = forms.CharField(label="カナ")
    born_on = forms.CharField(
        label="生年月日", help_text="例：昭和45年3月2日、S45.3.2、1970/3/2", required=False
    )
    means = forms.ChoiceField(
        label="受けた方法",
        choices=[
            ("phone", "電話"),
            ("visit", "来所"),
            ("outreach", "訪問"),
            ("letter", "手紙"),
            ("other", "その他"),
        ],
        widget=forms.RadioSelect,
    )
    considerations = forms.MultipleChoiceField(
        label="配慮",
        choices=[
            ("quiet", "静かな場所"),
            ("writing", "筆談"),
            ("interpreter", "通訳"),
            ("companion", "付き添い"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    office = forms.ChoiceField(
        label="つなぐ先",
        choices=[("", "選んでください"), ("elderly", "高齢福祉課"), ("child", "こども家庭課")],
    )
    story = forms.CharField(
        label="相談の内容", widget=forms.Textarea(attrs={"rows": 4}), help_text="聞いたまま、短く。"
    )
    anonymous = forms.BooleanField(label="匿名の相談として受ける", required=False)


ISSUES = [
    (
        "くらし・お金",
        [
            Issue("poverty", "経済的困窮", True),
            Issue("debt", "（多重・過重）債務", True, True),
            Issue("housing", "住まい不安定"),
            Issue("household", "家計管理の課題"),
        ],
    ),
    (
        "からだ・こころ",
        [
            Issue("illness", "病気"),
            Issue("disability", "障害（疑い）"),
            Issue("mental", "その他メンタルヘルスの課題（うつ・不眠・不安・依存症・適応障害など）"),
        ],
    ),
    (
        "家族・つながり",
        [
            Issue("isolation", "社会的孤立（ニート・ひきこもりなどを含む）", True),
            Issue("family", "家族関係・家族の問題"),
            Issue("carer", "ヤングケアラー"),
            Issue("8050", "8050問題"),
        ],
    ),
]

ROWS = [
    {
        "number": "2026-0412",
        "kana": "ヤマダ ハナコ",
        "name": "山田 花子",
        "received": "11/24 9:40",
        "worst": "（多重・過重）債務",
        "others": ["経済的困窮", "社会的孤立"],
        "holder": "福祉総合相談課 青木",
        "next": "11/25",
        "tone": "bad",
        "state": "返事の期限切れ",
    },
    {
        "number": "2026-0411",
        "kana": "スズキ イチロウ",
        "name": "鈴木 一郎",
        "received": "11/24 9:12",
        "worst": "住まい不安定",
        "others": ["病気"],
        "holder": "生活福祉課 井上",
        "next": "11/28",
        "tone": "warn",
        "state": "返事待ち",
    },
    {
        "number": "2026-0409",
        "kana": "",
        "name": "匿名（気になる家）",
        "received": "11/23 16:55",
        "worst": "",
        "others": ["8050問題"],
        "holder": "地域包括支援センター 馬場",
        "next": "12/1",
        "tone": "key",
        "state": "引き受け済み",
    },
    {
        "number": "2026-0402",
        "kana": "グエン ティ ラン",
        "name": "グエン・ティ・ラン",
        "received": "11/20 13:30",
        "worst": "ひとり親",
        "others": [],
        "holder": "こども家庭課 加藤",
        "next": "12/4",
        "tone": "good",
        "state": "初回連絡済み",
    },
]

STEPS = [
    {"label": "届いた", "state": "done", "at": "11/20 13:42"},
    {"label": "引き受け", "state": "done", "at": "11/21 9:05", "note": "こども家庭課 加藤"},
    {"label": "初回の連絡", "state": "current", "note": "期限 11/26"},
    {"label": "支援につながった", "state": "todo"},
]

LATE_STEPS = [
    {"label": "届いた", "state": "done", "at": "11/18 10:20"},
    {"label": "引き受け", "state": "late", "note": "期限 11/21・管理者に知らせました"},
    {"label": "初回の連絡", "state": "todo"},
    {"label": "支援につながった", "state": "todo"},
]

STOPPED_STEPS = [
    {"label": "届いた", "state": "done", "at": "11/18 10:20"},
    {"label": "辞退", "state": "stopped", "at": "11/19 15:00", "note": "担当の範囲ではないため"},
]


def specimens(request: HttpRequest) -> dict[str, Any]:
    """The context of the gallery."""
    refused = SpecimenForm(
        {"name": "", "kana": "やまだ", "born_on": "昭和65年3月2日", "means": "fax", "story": ""}
    )
    refused.add_error("born_on", "昭和は64年1月7日までです。")
    return {
        "form": SpecimenForm(initial={"means": "phone", "considerations": ["quiet"]}, prefix="a"),
        "refused": refused,
        "issues": ISSUES,
        "rows": ROWS,
        "page": Paginator(range(128), 20).get_page(request.GET.get("page", "3")),
        "steps": STEPS,
        "late_steps": LATE_STEPS,
        "stopped_steps": STOPPED_STEPS,
        "stages": [
            {"label": "受付", "state": "done"},
            {"label": "課題", "state": "current"},
            {"label": "振り分け", "state": "todo"},
        ],
        "tabs": [
            {"label": "経過", "url": "?tab=journal", "current": True, "count": 12},
            {"label": "つなぎ", "url": "?tab=referrals", "current": False, "count": 2},
            {"label": "書類", "url": "?tab=files", "current": False},
        ],
        "trail": [{"label": "今日", "url": "#"}, {"label": "相談", "url": "#"}],
        "options": [("elderly", "高齢福祉課"), ("child", "こども家庭課"), ("shakyo", "社会福祉協議会")],
        "tones": [
            ("neutral", "下書き"),
            ("key", "引き受け済み"),
            ("good", "支援につながった"),
            ("warn", "返事待ち"),
            ("bad", "期限切れ"),
            ("done", "終結"),
            ("plain", "聴き取り"),
            ("worst", "債務"),
            ("ticked", "病気"),
        ],
    }


SURROUNDINGS = {
    "shell": "specimen",
    "csrf_token": "a specimen opens no session",
    "addresses": dict.fromkeys(
        ["home", "search", "new_consultation", "inbox", "change_hat", "sign_out", "sign_in", "lock", "help"],
        "#",
    ),
    "inbox_count": 7,
    "idle_minutes": 0,
    "city_name": "縁市",
    "navigation": [
        {"label": label, "url": "#", "current": label == "相談"}
        for label in ("今日", "相談", "つなぎ", "人・世帯", "機関", "ひと目で", "設定")
    ],
}
