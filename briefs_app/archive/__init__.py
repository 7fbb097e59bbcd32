"""Old briefs, saved as text, become pages: parsed in `text`, fitted in `content`, put in place by `shelf`."""
