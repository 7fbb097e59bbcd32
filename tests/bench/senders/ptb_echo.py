"""The echo bot of python-telegram-bot's documentation: `ptb_echo [PORT]`; PORT is that of its webhook."""

import os
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(update.message.text)


def main(port: str = "") -> None:
    builder = Application.builder().token(os.environ["TELEGRAM_BOT_TOKEN"])
    application = builder.base_url(f"{os.environ['TELEGRAM_API_URL']}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    if port:
        address = f"http://127.0.0.1:{port}/echo"
        application.run_webhook("127.0.0.1", int(port), "echo", webhook_url=address, secret_token="echo")
    else:
        application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
