"""The page for ministry and supporters: what came of it all, and how much of that may be shown."""
