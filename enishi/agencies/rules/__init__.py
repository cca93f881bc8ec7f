"""Pure rules of the room: opening times, layouts of files, what a row means, what a file would change."""
