"""Tells from the bot's own membership of a channel or group whether it may post there."""

from enum import Enum

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted


class Standing(Enum):
    OUTSIDE = "outside"
    SILENCED = "silenced"
    MAY_POST = "may post"


def standing(member: ChatMember, is_channel: bool) -> Standing:
    """Return the standing: in a channel only administrators post, in a group all who are not restricted."""
    if member.status in (ChatMember.LEFT, ChatMember.BANNED):
        return Standing.OUTSIDE
    if isinstance(member, ChatMemberRestricted):
        if not member.is_member:
            return Standing.OUTSIDE
        may_post = member.can_send_messages and not is_channel
    elif isinstance(member, ChatMemberAdministrator):
        may_post = bool(member.can_post_messages) or not is_channel
    else:
        may_post = not is_channel or member.status == ChatMember.OWNER
    return Standing.MAY_POST if may_post else Standing.SILENCED
