"""The index page of briefs: its mixin, its listing and the pages below it."""
