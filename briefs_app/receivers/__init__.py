"""Signal receivers: of pages that are published or withdrawn, of topics, images and dates."""
