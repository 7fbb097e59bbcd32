"""The same project with wagtail-roost instead of our apps."""
