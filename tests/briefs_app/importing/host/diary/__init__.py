"""A host with its own pages, images and bodies."""
