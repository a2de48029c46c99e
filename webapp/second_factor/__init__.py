"""The second factor: asked for when signing in, set up, and its recovery codes renewed."""
