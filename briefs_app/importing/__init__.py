"""Import old articles as briefs.

sources       choose the reader of a file (plain_text, web_page, csv_table, wordpress), yield its briefs
folders       list the files of a folder, and count the files that no reader takes
old_brief     an old article as plain values, as every reader returns it
html_*        convert HTML to the blocks of a body: text, lists, tables, inline markup
fields        convert an OldBrief to the fields of a page: its Content
importer      decide whether an old brief becomes a page, a draft, an update or nothing; blockers give reasons
writer        find the existing page and write the content to it; records remember what was written
images        store the images; topics find the topics; redirects send old addresses to the new pages
dry_run       replace writer, images, topics and redirects in a dry run
report        print the outcomes; csv_report writes them as a table
similar       find the similar briefs at the end
"""
