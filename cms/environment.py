"""The environment of the host project: NAME, or the content of the file that NAME_FILE names."""

from django.core.exceptions import ImproperlyConfigured
from environ import Env
from environ.fileaware_mapping import FileAwareMapping


class Values(FileAwareMapping):
    """The file wins over the variable; the newline at its end, which editors add, is no part of it."""

    def __getitem__(self, key: str) -> str:
        try:
            return super().__getitem__(key).strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{key}_FILE: the file cannot be read: {error}") from error


class Environment(Env):
    ENVIRON = Values()
