"""Embeds of videos and posts: readers see what is stored; only editors and a command ask providers.

wanted      an embed as a body asks for it, and those inside rich text
stored      looks embeds up in Wagtail's table, a link where there is none
rich_text   rich text whose embeds are looked up so
blocks      the blocks of a body that show them, and fetch them when an editor saves
fetching    asks a provider, for a bounded time, and stores the answer
briefs      the embeds of briefs, and fetching those that are missing or expired
"""
