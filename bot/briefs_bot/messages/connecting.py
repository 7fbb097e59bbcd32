"""Texts for linking a chat to an editor, and for connecting a channel or group."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.translation import gettext as _

from briefs_bot.messages.wording import signed
from briefs_bot.values import ChatRequest, Message


def test_post(signature: str, silent: bool) -> Message:
    """Return the post by which a channel manager tries a channel or group."""
    said = _("This is a test, posted as new briefs are. There is nothing to do.")
    return Message(signed(escape(said), signature), silent=silent)


def linked(editor: str) -> Message:
    said = _("Done: tests of drafts that %(editor)s sends from the admin come here. /stop ends that.")
    return Message(escape(said % {"editor": editor}))


def link_expired() -> Message:
    said = _("This link has expired or was used already. Get a new one in the admin: Account, Telegram.")
    return Message(escape(said))


def link_is_private() -> Message:
    said = _(
        "This link works in your private chat with me only, and is void now as others here could read it. "
        "Get a new one in the admin: Account, Telegram."
    )
    return Message(escape(said))


def chat_is_taken() -> Message:
    said = _("Tests of another editor come here already. /stop ends that; then open the link once more.")
    return Message(escape(said))


def choose_kind(is_channel: bool) -> str:
    return _("Choose a channel") if is_channel else _("Choose a group")


def choose_chat(requests: tuple[ChatRequest, ...], trouble: Message | None = None) -> Message:
    """Return the message with the buttons by which a channel or group is chosen, first or once more."""
    said = _(
        "Which channel or group shall get briefs? Choose it with the buttons below. "
        "Telegram then asks you to let me post there."
    )
    return Message(trouble.html if trouble else escape(said), requests=requests)


def choose_group(request: ChatRequest) -> Message:
    """Return the message with the button by which an administrator chooses a group to set up in private."""
    said = _("Which group? Choose it with the button below: one that I am in, and that you administer.")
    return Message(escape(said), requests=(request,))


def group_chosen(title: str) -> Message:
    """Return what comes before the settings of a group in private, and gives the keyboard back."""
    return Message(escape(_("Here you choose what “%(title)s” gets.") % {"title": title}), requests=())


def not_in_group(title: str) -> Message:
    """Return the refusal where the bot is not in the group, or the person does not administer it."""
    said = _("I can set up “%(title)s” only with its administrators, and while I am in it.")
    return Message(escape(said % {"title": title}), requests=())


def connected(title: str, arrival: str, languages: Sequence[str]) -> Message:
    """Return what is said after connecting a chat; `arrival` says when briefs come there, in `languages`."""
    said = _(
        "Done: new briefs will appear in “%(title)s”. %(arrival)s What it gets can be changed in the admin: "
        "Telegram, Chats."
    )
    return Message(escape(_with(languages, said % {"title": title, "arrival": arrival})), requests=())


def connecting_expired() -> Message:
    said = _("This link has expired or was used already. Get a new one in the admin: Telegram, Chats.")
    return Message(escape(said), requests=())


def connect_privately() -> Message:
    said = _(
        "This link works in your private chat with me only, and is void now as others here could use it. "
        "Get a new one in the admin: Telegram, Chats."
    )
    return Message(escape(said))


def not_inside(title: str, is_channel: bool) -> Message:
    said = (
        _("I am not in “%(title)s”. Make me an administrator there, then choose it once more.")
        if is_channel
        else _("I am not in “%(title)s”. Add me to it, then choose it once more.")
    )
    return Message(escape(said % {"title": title}))


def missing_rights(title: str, is_channel: bool) -> Message:
    said = (
        _(
            "I may not post in “%(title)s”. Open it in Telegram, Administrators, and give me the right to "
            "post messages. Whoever connects it then chooses it once more."
        )
        if is_channel
        else _(
            "I may not write in “%(title)s”. Open it in Telegram, Permissions, and let me send messages, or "
            "make me an administrator. Whoever connects it then chooses it once more."
        )
    )
    return Message(escape(said % {"title": title}))


def not_administrator(title: str) -> Message:
    return Message(escape(_("Only administrators of “%(title)s” can connect it.") % {"title": title}))


def added(title: str, is_channel: bool, gets_briefs: bool, arrival: str, languages: Sequence[str]) -> Message:
    """Return what whoever added the bot by hand is told in private.

    `arrival` says when briefs come, in `languages`; these are empty where there is only one.
    """
    if is_channel:
        said = _(
            "I am in “%(title)s” now, and new briefs will appear there. %(arrival)s A channel manager can "
            "change what it gets in the admin: Telegram, Chats."
        )
    elif gets_briefs:
        said = _(
            "I am in “%(title)s” now, and new briefs will appear there. %(arrival)s Its administrators can "
            "change what it gets with the buttons that I sent there."
        )
    else:
        said = _(
            "I am in “%(title)s” now. Its administrators choose topics with the buttons that I sent there, "
            "or a channel manager does in the admin: Telegram, Chats."
        )
    said = said % {"title": title, "arrival": arrival}
    return Message(escape(_with(languages, said) if gets_briefs else said))


def added_without_rights(title: str, is_channel: bool, gets_briefs: bool) -> Message:
    """Return what whoever added the bot by hand is told in private where it may not write."""
    if is_channel:
        said = _(
            "I am in “%(title)s” now, but may not post there. Open it in Telegram, Administrators, and give "
            "me the right to post messages: then new briefs will appear there."
        )
    elif gets_briefs:
        said = _(
            "I am in “%(title)s” now, but may not write there. Open it in Telegram, Permissions, and let me "
            "send messages, or make me an administrator: then new briefs will appear there."
        )
    else:
        said = _(
            "I am in “%(title)s” now, but may not write there. Open it in Telegram, Permissions, and let me "
            "send messages, or make me an administrator: then I send the buttons by which its "
            "administrators choose topics."
        )
    return Message(escape(said % {"title": title}))


def _with(languages: Sequence[str], said: str) -> str:
    """Return what was said with a line that names the languages of the briefs."""
    return f"{said}\n{_('Briefs in')}: {', '.join(languages)}" if languages else said
