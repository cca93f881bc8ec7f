"""What a page looks like, for the eye and against what sticks out. Pictures are kept when ENISHI_SHOTS names a folder."""

import os
from pathlib import Path
from typing import Any

SHOTS = os.environ.get("ENISHI_SHOTS", "")
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def shot(page: Any, name: str) -> None:
    """On a desk and on a phone; nothing may stick out to the side. The size is left as it was."""
    before = page.viewport_size
    for label, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} sticks out by {wide}px on a {label}"
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{label}.png"), full_page=True)
    page.set_viewport_size(before)


def printed(page: Any, name: str) -> None:
    """On A4, without buttons, forms, and what the screen has just answered."""
    page.emulate_media(media="print")
    assert page.locator(".button:visible").count() == 0, f"{name} prints a button"
    assert page.locator("#notices:visible").count() == 0, f"{name} prints what was said on the screen"
    if SHOTS:
        page.pdf(path=str(Path(SHOTS) / f"{name}.pdf"), format="A4", prefer_css_page_size=True)
    page.emulate_media(media="screen")
