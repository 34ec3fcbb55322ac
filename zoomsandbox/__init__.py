"""A stand-in of Zoom for demos, rehearsals and tests. This is not Zoom."""
