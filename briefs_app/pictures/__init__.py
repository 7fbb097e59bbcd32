"""Photos as other programs want them, without what cameras write into them."""
