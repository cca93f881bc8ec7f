"""The inventory of personal data by room and table: a draft of the 個人情報ファイル簿 (個人情報保護法75条), from the code."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from enishi.office.privacy import PrivacyClass, declared
from enishi.office.privacy_of_libraries import TABLES

NOT_PERSONAL = frozenset({PrivacyClass.PUBLIC, PrivacyClass.WORK})
SPECIAL_CARE = frozenset(
    {PrivacyClass.SENSITIVE, PrivacyClass.JUSTICE, PrivacyClass.WELFARE, PrivacyClass.CHILD, PrivacyClass.CONFIDENTIAL}
)
PURPOSES: dict[str, str] = {
    "office": "事務の記録と監査、やること・お知らせ、下書き、添付ファイルの保管",
    "agencies": "支援関係機関と職員の名簿、所属・役割・守秘の誓約の管理、サインイン",
    "community": "地域づくり（社会福祉法106条の4第2項3号）の場所・活動・資源・参加メニューの名簿と、参加支援プロジェクトの会員・依頼（支援を受ける人の名前は持たない）",
    "sharing": "同意・つなぎ・法令などの根拠による閲覧の管理、封印、緊急閲覧の点検",
    "residents": "支援を受ける住民と世帯の名簿、支援措置による居所の保護、名寄せ",
    "intake": "包括的相談支援（社会福祉法106条の4第2項1号）の相談受付と、つなぎ",
    "cases": "多機関協働とアウトリーチ等（社会福祉法106条の4第2項4号・5号・6号）のケース、役割分担、支援経過、アセスメント、支援プラン",
    "conferences": "支援会議（社会福祉法106条の6）・重層的支援会議などの招集、守秘の確認、情報の共有、決定と会議録",
    "participation": "参加支援（社会福祉法106条の4第2項2号）の希望、受入先の案、受入れと、本人・受入先のフォロー",
    "reporting": "公式の様式と本人に渡す紙の作成、国報告の記入状況の確認",
}


def tables() -> Iterator[tuple[type[Model], dict[str, PrivacyClass]]]:
    """Every table of the house with the class of each column, in the order of rooms and names."""
    found = [one for one in apps.get_models() if one.__module__.startswith("enishi.")]
    for model in sorted(found, key=lambda one: (list(PURPOSES).index(one._meta.app_label), one._meta.db_table)):
        yield model, declared(model)


def page() -> str:
    """The whole page as Markdown."""
    lines = [
        "# 個人情報の一覧（個人情報ファイル簿の下書き）",
        "",
        "`enishi manage personal_data` がモデルの宣言から作る。手で直さない。",
        "記録範囲・収集方法・経常的な提供先・保存期間は市が書き加える。",
        "",
        "要配慮の欄: とくに慎重な扱いを求められる区分を含む表。",
        "実際に要配慮個人情報（個人情報保護法2条3項）に当たるかは、記載の内容による（要確認）。",
        "",
    ]
    for label, purpose in PURPOSES.items():
        room = [(model, classes) for model, classes in tables() if model._meta.app_label == label]
        lines += [f"## {apps.get_app_config(label).verbose_name}（{label}）", "", f"利用目的: {purpose}", ""]
        lines += ["| ファイル | 表 | 記録項目（区分） | 要配慮 |", "|---|---|---|---|"]
        lines += [_row(model, classes) for model, classes in room if set(classes.values()) - NOT_PERSONAL]
        rest = [
            f"{model._meta.verbose_name}（`{model._meta.db_table}`）"
            for model, classes in room
            if not set(classes.values()) - NOT_PERSONAL
        ]
        lines += ["", f"個人情報を含まない表: {'、'.join(rest) or 'なし'}", ""]
    lines += ["## 使っているライブラリの表", "", "| 表 | 項目（区分） |", "|---|---|"]
    lines += [f"| `{table}` | {_items(columns, None)} |" for table, columns in sorted(TABLES.items())]
    return "\n".join(lines) + "\n"


def _row(model: type[Model], classes: dict[str, PrivacyClass]) -> str:
    special = "あり" if set(classes.values()) & SPECIAL_CARE else "なし"
    return f"| {model._meta.verbose_name} | `{model._meta.db_table}` | {_items(classes, model)} | {special} |"


def _items(classes: dict[str, PrivacyClass], model: type[Model] | None) -> str:
    by_class: dict[PrivacyClass, list[str]] = {}
    for column, kind in classes.items():
        by_class.setdefault(kind, []).append(_name(column, model))
    return "<br>".join(f"**{kind}** {'・'.join(names)}" for kind, names in sorted(by_class.items()))


def _name(column: str, model: type[Model] | None) -> str:
    if model is None:
        return column
    label = str(getattr(model._meta.get_field(column), "verbose_name", column))
    return label if any(ord(letter) > 127 for letter in label) else column
