import os
from without_bot import *
from without_bot import INSTALLED_APPS
INSTALLED_APPS = [a for a in INSTALLED_APPS if a not in os.environ["DROP"].split(",")]
