"""Old briefs become pages.

sources     which reader takes a file: text, page (HTML), table (CSV) or wordpress; each yields OldBriefs
folders     which files there are, and what is passed over
blocks      the body from HTML, with its bullets, its grid (tables) and what stands inline
fitting     makes an OldBrief fit the fields of a page: its Content
importer    decides what becomes of it; hindrances say why not
shelf       finds its page and puts the content there; album keeps the images, redirects the old addresses
rehearsal   stands in for these in a dry run
report      tells what happened; protocol writes it as a table
kin         finds the similar briefs at the end
"""
