"""People who write to the bot of the stage, and the answers that they got."""

from collections import Counter

import requests

OPEN_UPDATES = "SELECT count(*) FROM briefs_bot_incomingupdate WHERE handled_at IS NULL"


class People:
    """They have never started the bot; each asks for help once."""

    def __init__(self, stage, size):
        self.stage, self.http = stage, requests.Session()
        self.ids = self._post("users", count=size)["ids"]

    def ask(self):
        for person in self.ids:
            self.write(person, "/help")

    def write(self, person, text):
        self._post(f"chats/{person}/write", user_id=person, text=text)

    def answers(self):
        told = Counter(message["chat_id"] for message in self.stage.sent())
        return {person: told[person] for person in self.ids}

    def are_answered(self):
        return all(self.answers().values())

    def _post(self, path, **values):
        return self.http.post(f"{self.stage.sandbox}/{path}", json=values, timeout=10).json()
