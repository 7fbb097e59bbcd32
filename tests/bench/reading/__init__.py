"""What readers of a site ask for; a package for each site: ours, and one built on wagtail-roost."""
