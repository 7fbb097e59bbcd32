"""Shows and controls broadcasts, settles uncertain deliveries, and lets a silent installation send."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from briefs_bot import announce, guard
from briefs_bot.models import Broadcast, Delivery
from briefs_bot.operations import broadcast_facts, takeover

WITHOUT_ID = ("list", "adopt")
ON_BROADCAST = ("show", "pause", "resume", "cancel")
ON_DELIVERY = ("mark-sent", "resend")
LISTED = 50


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = (
            "list the newest; show, pause, resume, cancel a broadcast; announce a brief to the followers who "
            "do not have it; mark an uncertain delivery as sent, or resend it; adopt: let a copy or a "
            "restored backup send"
        )
        actions = [*WITHOUT_ID, "announce", *ON_BROADCAST, *ON_DELIVERY]
        parser.add_argument("action", choices=actions, help=words)
        parser.add_argument("id", nargs="?", type=int, help="of the broadcast, the brief or the delivery")
        parser.add_argument("--json", action="store_true", help="write JSON, for programs")

    def handle(self, *args: Any, action: str, id: int | None, json: bool = False, **options: Any) -> None:
        self.as_json = json
        if action in WITHOUT_ID:
            self._list() if action == "list" else self._adopt()
        elif id is None:
            raise CommandError(f"Say which one: broadcast {action} ID. `broadcast list` shows them.")
        elif action == "announce":
            self._announce(id)
        elif action in ON_BROADCAST:
            self._control(self._find(Broadcast, id), action)
        else:
            self._decide(self._find(Delivery, id), action)
        if silence := guard.silence():
            self.stderr.write(f"Nothing is sent: {silence} `broadcast adopt` lets this installation send.")

    def _list(self) -> None:
        rows = list(Broadcast.objects.all()[:LISTED])
        if self.as_json:
            return self._write([broadcast_facts.of(row) for row in rows])
        self._write(*broadcast_facts.table(rows))

    def _announce(self, brief_id: int) -> None:
        try:
            broadcast = announce.announce(brief_id)
        except LookupError as error:
            raise CommandError(str(error)) from error
        said = f"Broadcast {broadcast.pk} is on its way to the followers who do not have it yet."
        self._write(broadcast_facts.of(broadcast) if self.as_json else said)

    def _control(self, broadcast: Broadcast, action: str) -> None:
        said: list[str] = []
        match action:
            case "pause":
                broadcast.pause("Paused by hand.")
            case "resume":
                broadcast.resume()
            case "cancel":
                said = [f"{broadcast.cancel()} deliveries cancelled."]
            case "show":
                said = list(broadcast_facts.lines(broadcast_facts.of(broadcast)))
        self._write(*([broadcast_facts.of(broadcast)] if self.as_json else said))

    def _decide(self, delivery: Delivery, action: str) -> None:
        if delivery.status != Delivery.Status.UNCERTAIN:
            raise CommandError(f"Delivery {delivery.pk} is {delivery.status}, not uncertain.")
        if action == "resend" and delivery.broadcast.is_over:
            raise CommandError("It was cancelled or withdrawn, or its time ran out: nothing more is sent.")
        if action == "resend" and delivery.chat_id is None:
            raise CommandError("Its chat asked to be forgotten: nothing more is sent to it.")
        if action == "mark-sent":
            delivery.arrived()
        else:
            delivery.send_again()
        if self.as_json:
            delivery.refresh_from_db()
            self._write(broadcast_facts.of_delivery(delivery))

    def _adopt(self) -> None:
        try:
            held = takeover.take_over()
        except LookupError as error:
            raise CommandError(str(error)) from error
        if self.as_json:
            return self._write({"held": [broadcast.pk for broadcast in held]})
        self._write("This installation sends from now on. End every other one that has the same bots.")
        for broadcast in held:
            self._write(
                f"Paused, as it may have been sent already: {broadcast.title}. `broadcast resume "
                f"{broadcast.pk}` sends it, `broadcast cancel {broadcast.pk}` does not."
            )

    def _write(self, *values: Any) -> None:
        """Write a line for each value: text as it is, anything else as JSON."""
        for value in values:
            self.stdout.write(value if isinstance(value, str) else json.dumps(value, indent=2))

    def _find(self, model: Any, pk: int) -> Any:
        found = model.objects.filter(pk=pk).first()
        if found is None:
            name = model._meta.verbose_name
            raise CommandError(f"There is no {name} {pk}. `broadcast list` and `broadcast show` have them.")
        return found
