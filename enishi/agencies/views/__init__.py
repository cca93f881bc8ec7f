"""Pages of the room: the directory for everybody, the rest for administrators, who see no person here."""
