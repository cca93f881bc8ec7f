"""実施報告: what an agency says beside its figures, and what who coordinates answers."""

from enishi.cases.actions.reporting import ReportText
from enishi.cases.forms.fields import words
from enishi.office.forms import Form

NO_NAMES = "名前や住所など、だれのことか分かることは書かないでください。"


class ReportForm(Form):
    remarks = words("この月の様子", 5, help_text=NO_NAMES)
    worries = words(
        "困っていること", 5, help_text=f"管理者に知っておいてほしいこと、足りないもの。{NO_NAMES}"
    )

    def text(self) -> ReportText:
        return ReportText(self.cleaned_data["remarks"], self.cleaned_data["worries"])


class ReadForm(Form):
    text = words("返事", 3)


class ReturnForm(Form):
    text = words("差し戻す理由", 3, required=True)
