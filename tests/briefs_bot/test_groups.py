"""Groups and channels: who may change what, threads, names of bots, and groups that move."""

from briefs_bot.models import Chat


def test_a_group_is_answered_also_by_the_bots_name(make_brief, publish, telegram, says):
    publish(make_brief("Patrols resume"))
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    says(anna, "/start")

    assert "Patrols resume" in says(anna, "/latest@briefs_sandbox_bot", chat=group)[-1]
    assert says(anna, "/latest@some_other_bot", chat=group) == []


def test_in_a_group_an_answer_replies_to_who_asked(make_brief, publish, telegram, says):
    publish(make_brief("Patrols resume"))
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna, telegram.add_user("Ivan")])

    says(anna, "/latest", chat=group)
    question = next(m for m in telegram.messages(group.id) if m.text == "/latest")
    assert telegram.messages(group.id)[-1].reply_to == question.id
    says(anna, "/latest")
    assert telegram.messages(anna.id)[-1].reply_to is None


def test_only_administrators_change_what_a_group_follows(security, telegram, says, presses, bot_reads):
    anna, ivan = telegram.add_user("Anna"), telegram.add_user("Ivan")
    group = telegram.add_group("Newsroom", members=[anna, ivan])
    bot_reads()

    presses(ivan, "Security", chat=group)
    assert telegram.toasts[-1].text == "Only administrators of this group can do that."
    assert says(ivan, "/stop", chat=group) == ["Only administrators of this group can do that."]
    assert not Chat.objects.get(telegram_id=group.id).following

    presses(anna, "Security", chat=group)
    assert Chat.objects.get(telegram_id=group.id).following.topics == {security.translation_key}


def test_a_channel_gets_everything_and_its_buttons_lead_to_the_bot(
    make_brief, publish, telegram, bot_reads, presses
):
    anna = telegram.add_user("Anna")
    channel = telegram.add_channel("Daily briefs", owner=anna)
    bot_reads()
    publish(make_brief("Patrols resume"))
    posts = telegram.messages(channel.id)
    assert ["Patrols resume" in post.text for post in posts] == [True]

    presses(anna, "More on Security", chat=channel)

    assert len(telegram.messages(channel.id)) == 1
    assert telegram.toasts[-1].url.endswith("?start=t_security")


def test_a_migrated_group_keeps_what_it_follows(make_brief, publish, security, telegram, presses, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    presses(anna, "Security", chat=group)

    successor = telegram.migrate(group)
    bot_reads()
    publish(make_brief("Patrols resume"))

    assert Chat.objects.filter(kind="group").get().telegram_id == successor.id
    assert "Patrols resume" in telegram.messages(successor.id)[-1].text


def test_a_group_that_moved_before_the_bot_read_of_it_keeps_its_language(
    make_brief, publish, russian_index, security, telegram, presses, bot_reads
):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    presses(anna, "Security", chat=group)
    presses(anna, "Русский", chat=group)

    successor = telegram.migrate(group)
    publish(make_brief("Чай", parent=russian_index))
    bot_reads()
    publish(make_brief("Ещё чай", parent=russian_index))

    assert Chat.objects.get(kind="group").telegram_id == successor.id
    assert ["Чай" in m.text for m in telegram.messages(successor.id)[-2:]] == [True, False]
    assert "Ещё чай" in telegram.messages(successor.id)[-1].text


def test_a_group_stays_stopped_though_telegram_tells_its_move_twice(security, telegram, says, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    says(anna, "/stop", chat=group)
    telegram.migrate(group)

    bot_reads(times=2)

    assert not Chat.objects.get(kind="group").is_active


def test_only_administrators_restart_a_stopped_group(security, telegram, says, bot_reads):
    anna, ivan = telegram.add_user("Anna"), telegram.add_user("Ivan")
    group = telegram.add_group("Newsroom", members=[anna, ivan])
    bot_reads()
    says(anna, "/stop", chat=group)

    assert says(ivan, "/start", chat=group) == ["Only administrators of this group can do that."]
    assert not Chat.objects.get(telegram_id=group.id).is_active


def test_a_stopped_group_stays_stopped_when_it_moves(security, telegram, says, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()
    says(anna, "/stop", chat=group)
    telegram.migrate(group)
    bot_reads()

    assert not Chat.objects.get(kind="group").is_active


def test_the_answer_comes_to_the_thread_where_it_was_asked(security, telegram, bot_reads):
    anna = telegram.add_user("Anna")
    forum = telegram.add_group("Forum", members=[anna])
    news = telegram.add_topic(forum, "News")
    for thread in (news, None):
        telegram.write(forum, "/topics", user=anna, thread_id=thread)
    bot_reads()

    answers = [message for message in telegram.messages(forum.id) if message.from_bot]
    assert [message.thread_id for message in answers[-2:]] == [news, None]


def test_a_command_of_another_bot_whose_name_begins_like_ours_is_not_answered(telegram, says, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()

    assert says(anna, "/weather@briefs_sandbox_bot_helper_bot", chat=group) == []


def test_a_mention_with_a_topic_is_understood(security, telegram, says, bot_reads):
    anna = telegram.add_user("Anna")
    group = telegram.add_group("Newsroom", members=[anna])
    bot_reads()

    assert says(anna, "@briefs_sandbox_bot security", chat=group)[0].startswith("Security")
