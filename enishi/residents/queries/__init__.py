"""Lists and summaries of residents. Content is read only after a look by the caller, unless a docstring says so."""

from enishi.residents.queries.faces import Face, faces
from enishi.residents.queries.finding import Found, find_residents

__all__ = ["Face", "Found", "faces", "find_residents"]
