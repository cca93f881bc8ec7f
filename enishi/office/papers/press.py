"""Printing a paper as PDF. The font is read once; a thread keeps its compiler, because making one costs more than a page."""

import json
import threading
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from enishi.office.papers import font
from enishi.office.papers.blocks import Mark, Paper

_of_thread = threading.local()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font.path().parent)]
    )


@cache
def _template() -> bytes:
    return files("enishi.office.papers").joinpath("paper.typ").read_bytes()


def pdf(paper: Paper, mark: Mark) -> bytes:
    """The paper as PDF, tagged (PDF/UA-1), with the font in it. The same paper and mark give the same bytes."""
    return _printed(paper, mark, "pdf", pdf_standards=["ua-1"])[0]


def pictures(paper: Paper, mark: Mark, *, ppi: int = 96) -> list[bytes]:
    """Every page as PNG."""
    return _printed(paper, mark, "png", ppi=ppi)


def _printed(paper: Paper, mark: Mark, form: Any, **more: Any) -> list[bytes]:
    told = _holdable({**paper.told(), "mark": vars(mark), "font": font.FAMILY})
    compiler: typst.Compiler | None = getattr(_of_thread, "compiler", None)
    if compiler is None:
        compiler = _of_thread.compiler = typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True)
    inputs = {"paper": json.dumps(told, ensure_ascii=False)}
    found = compiler.compile(_template(), format=form, sys_inputs=inputs, timestamp=0, **more)
    return found if isinstance(found, list) else [found or b""]


def _holdable(value: Any) -> Any:
    if isinstance(value, str):
        return font.holdable(value)
    if isinstance(value, dict):
        return {key: _holdable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_holdable(one) for one in value]
    return value
