"""Intervals of this room that a city sets (`office.city_settings`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Days:
    name: str
    default: int
    label: str
    unit: str = "日"
    unverified: bool = True


VERIFY = Days("community.verify_days", 365, "地域の資源の内容を確かめる間隔")
REMIND = Days("community.remind_days", 30, "資源の確認の期限の、何日前に知らせるか")
UNDECIDED = Days("community.load_days", 30, "取り込まなかった資源のファイルの中身を消すまで")
