"""The drawn ground of みのり市 and its places: towns on a grid, an outline, 300 resources. All invented."""

import csv
import io
import json
import random
from typing import Any

from enishi.demo.people import TOWNS

PREFECTURE, CITY = "愛知県", "みのり市"
WEST, SOUTH, STEP = 137.10, 35.02, 0.018
DIGITS = "一二三四五"
DAYS = "月火水木金"

LOCAL: tuple[tuple[str, str, str, str, str, list[str]], ...] = (
    ("salon", "ふれあいサロン", "place", "毎週{day}曜 10:00〜11:30", "お茶を飲みながら、近所の人と話します。", ["elderly"]),
    ("salon", "男の茶の間", "place", "第1・3{day}曜 13:30〜15:30", "定年のあとの男性が集まります。", ["elderly"]),
    ("helpers", "お助け隊", "meaning", "毎週{day}曜 9:00〜12:00", "庭の草とり、電球の交換、買い物の付き添い。", []),
    ("group", "歌の会", "meaning", "第2・4{day}曜 14:00〜16:00", "昭和の歌をうたいます。", ["elderly"]),
    ("group", "家庭菜園クラブ", "meaning", "毎週{day}曜 9:30〜11:00", "畑の世話をします。", []),
    ("dining", "みんなの食堂", "place", "第2{day}曜 17:00〜19:30", "子どもも大人も、いっしょに夕ごはん。", ["child"]),
    ("childcare", "親子ひろば", "place", "毎週{day}曜 10:00〜12:00", "小さな子と親がすごします。", ["child", "carer"]),
    ("exchange", "交流館", "place", "火〜日 9:00〜21:00", "だれでも使える部屋があります。", []),
    ("activity", "地域活動支援センターわかば", "place", "月〜金 10:00〜16:00", "すごし方は自分で決めます。", ["disability"]),
    ("learning", "夜の学び場", "experience", "毎週{day}曜 18:00〜20:00", "宿題、学び直し、なんでも。", ["child", "youth"]),
    ("business", "製作所", "work", "月〜金 9:00〜16:00", "部品の箱づめ、検品。短い時間から。", ["youth", "poverty"]),
    ("business", "農園", "training", "月〜金 8:30〜12:00", "季節の野菜を育て、袋につめます。", ["disability", "youth"]),
    ("business", "古本カフェ", "experience", "火〜土 11:00〜17:00", "本の仕分け、店番の手伝い。", ["youth"]),
    ("salon", "家族の会", "place", "最終{day}曜 19:00〜20:30", "ひきこもりの人の家族が話します。", ["carer"]),
    ("other", "おもちゃの病院", "meaning", "隔週{day}曜 13:00〜15:00", "こわれたおもちゃを直します。", []),
)  # fmt: skip
"""kind, name, purpose, hours, description, targets: one of each in each of the eight towns."""
MENUS = {
    "製作所": (("箱づめの手伝い", "work"), ("工場見学", "experience")),
    "農園": (("種まきと草とり", "training"), ("収穫祭の手伝い", "experience")),
    "古本カフェ": (("本の仕分け", "experience"), ("店番", "work")),
    "みんなの食堂": (("配膳の手伝い", "meaning"),),
    "お助け隊": (("隊員といっしょに庭仕事", "meaning"),),
}
CARE = ("通所介護", "訪問介護", "認知症対応型共同生活介護", "小規模多機能型居宅介護", "居宅介護支援")
DISABILITY = ("就労継続支援B型", "就労移行支援", "生活介護", "放課後等デイサービス", "計画相談支援")
CARE_NAMES = ("ひなた", "つくし", "あおぞら", "なのはな", "せせらぎ", "こもれび", "みずうみ", "やまびこ")
NEEDS = (
    (
        "夕方に子どもだけで過ごせる場所がない",
        "川西中",
        "childcare",
        "passed",
        "定例会に地域の課題として挙げた",
    ),
    ("男性が来られるサロンが少ない", "若葉中", "prevention", "met", "男の茶の間を三つの町で始めた"),
    ("バスが減り、サロンに来られない人がいる", "東山中", "living", "open", ""),
    ("日曜に開いている居場所がない", "みのり中", "activity", "open", ""),
    (
        "外国につながる親が、集まりのことを知らない",
        "港中",
        "childcare",
        "met",
        "やさしい日本語の案内を作った",
    ),
    ("ごみ出しを手伝う人が足りない", "朝日中", "mutual", "open", ""),
    (
        "畑を手放したい人と、畑をしたい人がいる",
        "清流中",
        "mutual",
        "passed",
        "参加支援プロジェクトに相談した",
    ),
    (
        "スマートフォンの使い方を聞ける場所がほしい",
        "若葉中",
        "living",
        "dropped",
        "交流館の講座を紹介することにした",
    ),
)
CAPABILITIES: tuple[tuple[str, str, list[str], str], ...] = (
    ("1010", "どこに相談したらよいかわからない人の相談", [], "予約はいりません。電話でも窓口でも。"),
    ("1040", "家計が回らない世帯の相談", ["poverty"], "同じ日に会えます。"),
    ("1080", "こころの健康の訪問", ["youth", "carer"], "保健師が二人で伺います。"),
    ("1100", "住まいを失いそうな人の入居の相談", ["poverty"], "空きのある月に限ります。"),
    ("2001", "地域の居場所への付き添い", [], "CSWが初めの二回を一緒に行きます。"),
    ("2002", "お金の管理の手伝い", ["elderly", "disability"], "契約までひと月ほどかかります。"),
    ("3001", "高齢の人の家への訪問", ["elderly"], "みのり中学校区。"),
    ("3101", "障がいのある人のサービスの計画", ["disability"], "電話で予約してください。"),
    ("3103", "働くことに踏み出せない若者の相談", ["youth"], "15〜49歳。"),
    ("3105", "借金の整理に向けた家計の記録の手伝い", ["poverty"], "週に一度、六回。"),
    ("7001", "農作業の見学と体験", ["disability", "youth"], "朝の二時間から。"),
    ("8001", "夜の居場所", ["youth"], "金曜の夜。"),
)


def towns_file() -> bytes:
    """The register of the drawn city, in the form of Geolonia's files."""
    rows = [
        {
            "town": f"{town}{DIGITS[number]}丁目",
            "koaza": "",
            "lat": round(latitude, 6),
            "lng": round(longitude, 6),
        }
        for place, town in enumerate(TOWNS)
        for number, (longitude, latitude) in enumerate(_points(place))
    ]
    return json.dumps(rows, ensure_ascii=False).encode("utf-8")


def _points(place: int) -> list[tuple[float, float]]:
    column, row = place % 4, place // 4
    west, south = WEST + column * STEP * 2.2, SOUTH + row * STEP * 2.6
    spots = ((0.3, 0.4), (1.4, 0.3), (0.9, 1.1), (0.3, 1.9), (1.5, 1.8))
    return [(west + x * STEP * 0.9, south + y * STEP * 0.9) for x, y in spots]


def outline_file() -> bytes:
    """The outline of the drawn city: a bean, not a place that is."""
    edge = (
        (0.0, 0.2), (0.5, -0.1), (1.9, 0.1), (3.2, -0.2), (5.0, 0.0), (7.0, -0.1), (8.6, 0.3), (9.1, 1.4), (8.8, 2.6),
        (9.0, 3.9), (8.4, 5.1), (6.6, 5.4), (5.0, 5.1), (3.0, 5.5), (1.2, 5.2), (0.1, 4.6), (-0.2, 3.0), (0.1, 1.4),
    )  # fmt: skip
    ring = [[round(WEST + x * STEP, 6), round(SOUTH + y * STEP, 6)] for x, y in (*edge, edge[0])]
    feature = {
        "type": "Feature",
        "properties": {"name": CITY},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False).encode(
        "utf-8"
    )


def address(chance: random.Random, town: str) -> str:
    return f"{CITY}{town}{chance.randint(1, 5)}丁目{chance.randint(1, 30)}番{chance.randint(1, 20)}号"


def local_resources(chance: random.Random) -> list[tuple[str, dict[str, Any]]]:
    """(name without its town, values) of the 120 resources that staff register by hand."""
    found = []
    for town in TOWNS:
        for kind, name, purpose, hours, words, targets in LOCAL:
            capacity = chance.choice([None, 6, 8, 10, 15, 20])
            values: dict[str, Any] = {
                "name": f"{town}{name}",
                "kind": kind,
                "purposes": [purpose],
                "hours": hours.format(day=chance.choice(DAYS)),
                "closing_words": chance.choice(["年末年始", "祝日、年末年始", "12月29日〜1月3日", ""]),
                "description": words,
                "targets": list(targets),
                "address": address(chance, town),
                "phone": f"0565-00-{chance.randint(1000, 9999)}",
                "capacity": capacity,
                "available": None if capacity is None else chance.randint(0, max(1, capacity // 3)),
                "public": kind != "business",
                "considerations": {
                    flag: chance.choice(["yes", "yes", "no"]) for flag in chance.sample(FLAGS, 4)
                },
                "barrier_free": {
                    flag: chance.choice(["yes", "no"]) for flag in ("wheelchair", "toilet", "slope")
                },
                "asks_per_month": chance.choice([1, 2, 3]) if kind == "business" else None,
            }
            found.append((name, values))
    return found


FLAGS = (
    "quiet",
    "small",
    "pauses",
    "alone",
    "companion",
    "pickup",
    "same_gender",
    "easy_japanese",
    "no_blades",
    "no_cash",
)


def facilities_file(chance: random.Random) -> bytes:
    """60 public facilities as 推奨データセット writes them."""
    heads = ["都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "名称", "POIコード", "住所", "電話番号",
             "利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項"]  # fmt: skip
    names = (
        "自治会館",
        "児童館",
        "体育館",
        "図書室",
        "保健センター分室",
        "老人福祉センター",
        "こども園",
        "公園管理棟",
    )
    rows = [
        ["239999", number + 1, PREFECTURE, CITY, f"{TOWNS[number % 8]}{names[number // 8 % 8]}", "1301", address(chance, TOWNS[number % 8]),
         f"0565-00-{number + 2000}", chance.choice(["月火水木金", "火水木金土日", "月水金"]), "9:00", chance.choice(["17:00", "21:00"]),
         chance.choice(["祝日は休み", "年末年始は休み", ""])]
        for number in range(60)
    ]  # fmt: skip
    return _sheet(heads, rows)


def services_file(chance: random.Random, kind: str) -> bytes:
    """60 services of 介護 or 障がい福祉 as the national lists write them."""
    services = CARE if kind == "care" else DISABILITY
    word = "ケア" if kind == "care" else "ワークス"
    heads = ["都道府県コード又は市町村コード", "No", "都道府県名", "市区町村名", "事業所名", "サービスの種類", "住所", "電話番号",
             "法人の名称", "事業所番号", "利用可能曜日", "定員"]  # fmt: skip
    rows = []
    for number in range(60):
        name = f"{CARE_NAMES[number % 8]}{word}{'第二' if number >= 40 else ''}"
        rows.append(
            ["239999", number + 1, PREFECTURE, CITY, name, services[number // 8 % 5], address(chance, TOWNS[number % 8]),
             f"0565-00-{number + (3000 if kind == 'care' else 4000)}", f"社会福祉法人{CARE_NAMES[number % 8]}会",
             f"23{number:08d}", "平日", chance.choice(["10", "18", "20", ""])]
        )  # fmt: skip
    return _sheet(heads, rows)


def _sheet(heads: list[str], rows: list[list[Any]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode("utf-8-sig")
