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

SEARCHED = Days("community.search_days", 30, "参加支援プロジェクトに頼む前に、資源を探した結果が使える日数")
IDLE = Days("community.idle_months", 6, "出番のない会員として知らせるまで", "か月")
CONFIRM = Days("community.confirm_hours", 48, "入会の申込みを、メールの確認で有効にできる時間", "時間")
KEEP = Days("community.application_days", 90, "入会しなかった申込みを消すまで")
FROM_ONE = Days("community.applications_from_one", 5, "一つの送り元から1時間に受け付ける申込み", "件")
IN_ALL = Days("community.applications_in_all", 30, "あわせて1時間に受け付ける申込み", "件")
NETWORK = (SEARCHED, IDLE, CONFIRM, KEEP, FROM_ONE, IN_ALL)
