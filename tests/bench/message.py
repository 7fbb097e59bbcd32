"""The message that every sender sends: a brief as our bot announces it, with its two buttons."""

SUMMARY = (
    "The two sides agreed to resume joint patrols on the northern road from Monday. Observers count fewer "
    "incidents than in any week since spring, yet the crossing for lorries stays closed and both capitals "
    "keep their reservists in place. What decides is whether the mandate is prolonged before the month ends."
)
TITLE = "Patrols resume on the northern road"
TOPIC = "Security"
URL = "https://briefs.example.org/briefs/patrols-resume/"
HTML = f"▲ <b>Improved</b> · {TOPIC}\n\n<b>{TITLE}</b>\n\n{SUMMARY}"
BUTTONS = (("Read the brief", {"url": URL}), ("More on Security", {"callback_data": "topic:5ec"}))
# How Telegram gives it back.
SHOWN = {
    "text": f"▲ Improved · {TOPIC}\n\n{TITLE}\n\n{SUMMARY}",
    "entities": [
        {"type": "bold", "offset": 2, "length": 8},
        {"type": "bold", "offset": 23, "length": len(TITLE)},
    ],
    "reply_markup": {"inline_keyboard": [[{"text": text, **action}] for text, action in BUTTONS]},
}
FIRST_CHAT = 5_000_001


def chats(count: int, first: int = FIRST_CHAT) -> range:
    return range(first, first + count)
