"""The doctor: examines the whole installation, and says what to do; changes nothing."""

from briefs_bot.doctor.examinations import diagnose

__all__ = ["diagnose"]
