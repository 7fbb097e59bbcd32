"""Search and facets over published briefs, and the limits of what may be asked."""
