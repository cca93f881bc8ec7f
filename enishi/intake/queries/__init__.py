"""Lists and summaries of the room. Content is read only after a look."""
