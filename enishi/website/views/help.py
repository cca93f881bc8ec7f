"""使い方: a short manual for each reader. It holds no content of the city and is open to all."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from enishi.office.doors import OPEN, door
from enishi.website import answers


@dataclass(frozen=True)
class Manual:
    slug: str
    title: str
    about: str


MANUALS = (
    Manual("sign-in", "サインイン", "はじめての日、いつもの日、スマートフォンをなくした日。"),
    Manual("counter", "窓口の方へ", "相談を受ける、同じ人を確かめる、つなぐ、席を離れる。"),
    Manual("partner", "つなぎを受ける機関の方へ", "届いたら、答えたら、見えるもの、期限つきリンク。"),
    Manual("promoter", "多機関調整推進員・チームの方へ", "ケースを始める、経過を書く、同意、役割、終結。"),
    Manual("coordinator", "多機関調整の管理者の方へ", "滞りを見る、相談に答える、実施報告を集める、名寄せを判断する。"),
    Manual("community", "地域の資源を整える方へ", "一覧の取り込み、確認、参加メニュー、活動の件数。市民に見えるもの。"),
    Manual("planner", "企画担当の方へ", "件数と地域の課題を読む。見えるものと見えないもの。"),
    Manual("administrator", "システム管理者の方へ", "職員と機関を入れる、異動、再登録。"),
    Manual("privacy", "個人情報保護の責任者・監査の方へ", "緊急閲覧の点検、記録、本人からの問い合わせ。"),
    Manual("keyboard", "キー操作", "手をキーボードから離さずに使う。"),
)


@door(OPEN)
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    return render(request, "website/help/index.html", {"pages": MANUALS})


@door(OPEN)
@require_safe
def manual(request: HttpRequest, reader: str) -> HttpResponse:
    page = next((one for one in MANUALS if one.slug == reader), None)
    if page is None:
        return answers.not_found()  # no line in the trail: anybody can ask for anything here
    trail = [{"label": "使い方", "url": reverse("website:help")}]
    return render(request, f"website/help/{page.slug}.html", {"page": page, "trail": trail})
