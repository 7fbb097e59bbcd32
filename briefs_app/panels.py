"""Panels of the edit form."""

from wagtail.admin.panels import MultipleChooserPanel


class RelatedPanel(MultipleChooserPanel):
    """Chooses several pages at once, and has a second button for an outside link."""

    class BoundPanel(MultipleChooserPanel.BoundPanel):
        template_name = "briefs_app/admin/related_panel.html"
