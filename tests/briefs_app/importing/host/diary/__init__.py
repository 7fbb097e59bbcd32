"""A host with pages, images and bodies of its own."""
