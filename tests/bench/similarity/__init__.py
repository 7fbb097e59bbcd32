"""How well similar briefs are found, by people's judgement, and what finding them costs."""
