"""The installation guard: a copy of the database, or a restored older one, sends nothing to anybody."""

from briefs_bot.guard.adopting import adopt
from briefs_bot.guard.asking import renew, silence
from briefs_bot.guard.silence import Silence

__all__ = ["Silence", "adopt", "renew", "silence"]
