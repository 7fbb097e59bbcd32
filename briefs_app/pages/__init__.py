"""Ready-made pages, an app of their own: leave it out if you build your own pages from the mixins."""
