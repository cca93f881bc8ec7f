"""The open form of the project: its questions, and what becomes of the answers. It is drawn at the outer edge."""

from collections.abc import Mapping
from dataclasses import dataclass

from enishi.community.rules.joining import MOST_TEXT, Particulars
from enishi.community.terms import MemberKind, Purpose, Target
from enishi.office.cards import AGREE, CHOICE, EMAIL, PHONE, TEXT, TICKS, Ask, Card

NAME = "join"
EITHER = (("phone", "email"),)
WHERE = "例：みのり中、若葉中。「、」で区切ります。どこでもよいときは、書かなくてかまいません。"
WHO = (
    Ask("kind", "種類", CHOICE, required=True, choices=tuple(MemberKind.choices)),
    Ask(
        "name",
        "お店・施設・団体などの名前",
        TEXT,
        required=True,
        most=120,
        hint="個人の方は、自分の名前",
        fills="organization",
    ),
    Ask("kana", "名前のカナ", TEXT, most=160),
)
BY_WHICH_WAY = (
    Ask("person", "連絡する人の名前", TEXT, most=80, fills="name"),
    Ask("email", "メール", EMAIL, most=254, hint="電話かメールの、どちらかは必ず書いてください。", fills="email"),
    Ask("phone", "電話", PHONE, most=40, fills="tel"),
)
WHAT = (
    Ask("areas", "どの地区でできますか", TEXT, most=200, hint=WHERE),
    Ask(
        "fields",
        "どんな人といっしょにできますか",
        TICKS,
        choices=tuple(Target.choices),
        hint="いくつでも。決まっていなければ、選ばなくてかまいません。",
    ),
    Ask("purposes", "どんなことができますか", TICKS, choices=tuple(Purpose.choices), hint="いくつでも選べます。"),
    Ask("offers", "くわしく教えてください", TEXT, most=MOST_TEXT, hint="例：週に1回、畑の草取り。2人まで。"),
    Ask("message", "伝えたいこと", TEXT, most=MOST_TEXT),
)
CALL = (
    "いっしょに活動してくださる、お店・会社・施設・団体・個人の方を募集しています。"
    "お金はかかりません。できることだけで、だいじょうぶです。"
)


def asks(privacy_notice: str = "") -> tuple[Ask, ...]:
    """The questions in their order. ``privacy_notice`` stands above the last."""
    notice = f"個人情報の扱い：{privacy_notice}" if privacy_notice else ""
    return (*WHO, *BY_WHICH_WAY, *WHAT, Ask("agreed", "個人情報の扱いを読みました", AGREE, required=True, hint=notice))


@dataclass(frozen=True)
class Project:
    """What the page says of the project."""

    name: str
    about: str
    contact: str
    privacy_notice: str
    takes: bool


def page(project: Project, *, mails: bool) -> Card:
    """What stands at the edge. ``mails``: whether a mail can go out; else the office confirms by telephone."""
    office = f"事務局：{project.contact}" if project.contact else ""
    if not project.takes:
        closed = "いまは、申込みを受け付けていません。"
        return Card(project.name, "", lead="\n".join(filter(None, [project.about, closed, office])))
    second = (
        "メールが届きます。メールのページを開いて、確認のボタンを押します。"
        if mails
        else "事務局が、電話で確かめます。"
    )
    way = ["下の欄に書いて、送ります。", second, "事務局から連絡します。話をしてから、会員になります。"]
    return Card(
        project.name,
        "",
        lead="\n".join(filter(None, [project.about, CALL])),
        texts=[
            ("申込みのながれ", "\n".join(f"{number}. {words}" for number, words in enumerate(way, start=1))),
            *([("わからないとき", f"{office}に聞いてください。")] if office else []),
        ],
        asks=asks(project.privacy_notice),
        either=EITHER,
        button="送る",
        thanks="\n".join(filter(None, [*_next(mails), office])),
    )


def _next(mails: bool) -> list[str]:
    if not mails:
        return ["事務局から電話かメールで、申込みを確かめます。それまでお待ちください。"]
    return [
        "メールを書いた方は、まだ終わっていません。数分のうちに、確認のメールが届きます。メールのページを開いて、ボタンを押してください。",
        "届かないときは、迷惑メールの箱を見てください。それでもないときは、もう一度申し込むか、事務局に電話してください。",
        "電話だけを書いた方には、事務局から電話します。",
    ]


def confirmation(project: Project, number: str) -> Card:
    """The page of the mail's link: opening it changes nothing (mail programs open links); the button does."""
    return Card(
        "申込みの確認",
        project.name,
        lead=f"{project.name}への申込み（番号 {number}）です。あなたが申し込んだものなら、ボタンを押してください。\n"
        "申し込んでいないときは、何もしないで閉じてください。",
        button="この申込みを確認する",
        thanks="確認しました。ありがとうございます。\n次は、事務局が内容を読んで、連絡します。1週間くらいかかることがあります。",
    )


def particulars(given: Mapping[str, str]) -> Particulars:
    """The answers as a member is made of them."""
    words = [one.strip() for one in given.get("areas", "").replace(",", "、").split("、")]
    fields, purposes = (
        tuple(filter(None, given.get(name, "").split(","))) for name in ("fields", "purposes")
    )
    return Particulars(
        name=given.get("name", ""),
        kind=given.get("kind", ""),
        kana=given.get("kana", ""),
        offers=given.get("offers", ""),
        person=given.get("person", ""),
        phone=given.get("phone", ""),
        email=given.get("email", ""),
        fields=fields,
        purposes=purposes,
        areas=tuple(dict.fromkeys(one[:60] for one in words if one)),
    )
