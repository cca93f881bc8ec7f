"""Tasks and notices for an agency or one membership (やること・お知らせ). A text holds a reference, never a name."""

from datetime import date, datetime
from uuid import UUID, uuid4

from enishi.office.models import Notice, Task


def assign(
    holder_id: UUID, word: str, text: str, due_on: date, *, binder_id: UUID | None = None, url: str = "", at: datetime
) -> UUID:
    """Give somebody something to do by a day, in the transaction of the verb. Returns the task's id."""
    task = Task(
        id=uuid4(),
        holder_id=holder_id,
        word=word,
        text=text,
        due_on=due_on,
        binder_id=binder_id,
        url=url,
        made_at=at,
    )
    task.save(force_insert=True)
    return task.pk


def tell(
    holder_id: UUID, word: str, text: str, *, binder_id: UUID | None = None, url: str = "", at: datetime
) -> UUID:
    """Let somebody know that something happened, in the transaction of the verb. Returns the notice's id."""
    notice = Notice(
        id=uuid4(), holder_id=holder_id, word=word, text=text, binder_id=binder_id, url=url, made_at=at
    )
    notice.save(force_insert=True)
    return notice.pk
