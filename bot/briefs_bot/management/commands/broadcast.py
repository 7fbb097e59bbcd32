"""Lists, pauses, resumes and cancels broadcasts, announces a brief, settles uncertain deliveries."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from briefs_bot import announce
from briefs_bot.models import Broadcast, Delivery

ON_BROADCAST = ("pause", "resume", "cancel")
ON_DELIVERY = ("mark-sent", "resend")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = (
            "list; pause, resume, cancel a broadcast; announce a brief to the followers who do not have it; "
            "mark an uncertain delivery as sent, or resend it"
        )
        parser.add_argument("action", choices=["list", "announce", *ON_BROADCAST, *ON_DELIVERY], help=words)
        parser.add_argument("id", nargs="?", type=int, help="of the broadcast, the brief or the delivery")

    def handle(self, *args: Any, action: str, id: int | None, **options: Any) -> None:
        if action == "list":
            return self._list()
        if id is None:
            raise CommandError(f"Say which one: broadcast {action} ID. `broadcast list` shows them.")
        if action == "announce":
            self._announce(id)
        elif action in ON_BROADCAST:
            self._control(self._find(Broadcast, id), action)
        else:
            self._decide(self._find(Delivery, id), action)

    def _list(self) -> None:
        for row in Broadcast.objects.all()[:50]:
            kept = row.delivery_counts
            counts = ", ".join(
                f"{status} {kept[status]}" for status in Delivery.Status.values if kept[status]
            )
            state = f" [paused: {row.paused_reason}]" if row.paused_at else ""
            state = " [cancelled]" if row.cancelled_at else state
            self.stdout.write(f"{row.pk}  {row.created_at:%Y-%m-%d %H:%M}  {row.title}{state}  {counts}")
            for delivery in row.deliveries.filter(status=Delivery.Status.UNCERTAIN).select_related("chat")[
                :20
            ]:
                self.stdout.write(
                    f"    delivery {delivery.pk} to {delivery.chat or 'nobody'}: {delivery.reason}"
                )

    def _announce(self, brief_id: int) -> None:
        try:
            broadcast = announce.announce(brief_id)
        except LookupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Broadcast {broadcast.pk} is on its way to the followers who do not have it yet.")

    def _control(self, broadcast: Broadcast, action: str) -> None:
        match action:
            case "pause":
                broadcast.pause("Paused by hand.")
            case "resume":
                broadcast.resume()
            case "cancel":
                self.stdout.write(f"{broadcast.cancel()} deliveries cancelled.")

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

    def _find(self, model: Any, pk: int) -> Any:
        found = model.objects.filter(pk=pk).first()
        if found is None:
            raise CommandError(f"There is no {model._meta.verbose_name} {pk}.")
        return found
