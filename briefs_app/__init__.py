"""Analytical briefs for any Wagtail site."""
