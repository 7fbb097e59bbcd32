"""The BRIEFS_TELEGRAM_… settings of the host site, each with its type and default."""

from collections.abc import Sequence

from django.conf import settings as django_settings


class Settings:
    """Defaults of the settings: `settings.RATE` is Django's BRIEFS_TELEGRAM_RATE, or the default here."""

    # The token of the default site's bot, from @BotFather. Without one nothing is sent.
    BOT_TOKEN: str = ""
    # Other sites' own bots: the token by the site's host name, with ":port" where two sites share it.
    BOT_TOKENS: dict[str, str] = {}
    # Fernet keys for tokens in the database: the first encrypts, all decrypt. Empty: none are there.
    TOKEN_KEYS: Sequence[str] = ()
    # What Telegram sends along to a webhook, 1 to 256 of A-Z a-z 0-9 _ -; empty closes the address to all.
    WEBHOOK_SECRET: str = ""
    # The address of your privacy policy, which /privacy names; give @BotFather the same.
    PRIVACY_URL: str = ""
    # The root of the Bot API, without "/bot": Telegram's own, a local Bot API server, or the sandbox.
    API_URL: str = "https://api.telegram.org"
    # The proxy for it: http, https, socks4 or socks5; empty means that of HTTPS_PROXY and NO_PROXY.
    PROXY: str = ""
    # Redis or Valkey, where all processes share the limits.
    REDIS_URL: str = "redis://127.0.0.1:6379/0"
    # Who sends: "celery": its workers and beat; "django_tasks": workers of TASKS, and cron runs `send_due`;
    # "none": cron runs `send_due` alone.
    QUEUE: str = "celery"
    # The queue for a bot's broadcasts, by its site's host name; those of others go where tasks are routed to.
    BOT_QUEUES: dict[str, str] = {}
    # A name for the machine, for containers, whose host names change; empty is the host name.
    MACHINE: str = ""
    # Messages per second to all chats together.
    RATE: float = 28.0
    # The class that carries requests: a telegram.request.BaseRequest, made without arguments.
    TRANSPORT: str = "briefs_bot.telegram.transport.AiohttpRequest"
    # How many briefs /latest and /topic show at first, and at most.
    LATEST: int = 5
    LATEST_MAX: int = 10
    # Hours for which a message is tried before it expires.
    HORIZON: int = 24
    # How many briefs may be announced by one bulk action of the admin.
    BULK_LIMIT: int = 20
    # Minutes that an editor may wait before notifying, to choose from.
    DELAYS: tuple[int, ...] = (5, 15, 30, 60)
    # Days for which it is known which chat got which message; an edit or withdrawal later on reaches none.
    KEEP_DELIVERIES: int | None = 365
    # Days for which chats are kept that blocked or removed the bot; None is for ever.
    KEEP_CHATS: int | None = 90
    # Days for which chats are kept that said /stop, with what they follow; None is for ever.
    KEEP_STOPPED: int | None = None
    # Days for which it is kept that an update came; what was written in it is deleted once it is answered.
    KEEP_UPDATES: int = 1
    # Who gets mail when a channel, a broadcast, a token or the queue is in trouble; nobody means ADMINS.
    ALERT_EMAILS: Sequence[str] = ()
    # What Prometheus has to say as its bearer token; empty closes /metrics, but in local work.
    METRICS_TOKEN: str = ""
    # How many deliveries a worker claims at once, and for how many seconds.
    BATCH: int = 200
    LEASE: int = 60
    # How many calls run at once in one process; None is as many as the rate needs, 32 to 128.
    IN_FLIGHT: int | None = None
    # Pay Telegram's price per message for up to 1000 messages per second, whatever RATE says.
    PAID_BROADCAST: bool = False

    def __getattribute__(self, name: str) -> object:
        return getattr(django_settings, f"BRIEFS_TELEGRAM_{name}", super().__getattribute__(name))


settings = Settings()
