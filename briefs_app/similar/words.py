"""The words of a text that tell what it is about: stop words out, inflected forms brought together."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import snowballstemmer

STOP_WORDS = Path(__file__).parent / "stop_words"
# Other languages are compared word for word.
STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
LONGEST = 40
# Letters may carry marks, characters of their own as in Hindi; an apostrophe may be part of a word.
MARKS = "".join(chr(code) for code in range(0x300, 0x1200) if unicodedata.category(chr(code))[0] == "M")
LETTERS = rf"(?:[^\W\d_]|[{MARKS}])+"
WORD = re.compile(rf"{LETTERS}(?:'{LETTERS})*")
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "\u00ad": None, "\u0301": None})
# What ends before a word that begins with a capital only for that.
SENTENCE_ENDS = '.!?…:;\n«“"—–•'


@dataclass(frozen=True)
class Use:
    """The weight of a word in a text, and how the text writes it."""

    count: int
    written: str


def uses(parts: Iterable[tuple[str, int]], language: str) -> dict[str, Use]:
    """The stems of a text given in parts, each of which counts so many times."""
    counts: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text, times in parts:
        for form, opens_sentence in _words(text):
            if (stem := _stem(form, language)) is not None:
                counts[stem] += times
                # A form from within a sentence shows whether the word is a name.
                forms[stem][form] += 1 if opens_sentence else 100
    return {stem: Use(count, forms[stem].most_common(1)[0][0]) for stem, count in counts.items()}


def _words(text: str) -> Iterable[tuple[str, bool]]:
    text = unicodedata.normalize("NFC", text.translate(APOSTROPHES))
    end = 0
    for match in WORD.finditer(text):
        between = text[end : match.start()]
        yield match.group(), not end or any(sign in between for sign in SENTENCE_ENDS)
        end = match.end()


@lru_cache(maxsize=50_000)
def _stem(form: str, language: str) -> str | None:
    """Return the stem of a word; None for a stop word."""
    base = language.partition("-")[0].lower()
    word = form.casefold()
    if base == "ru":
        word = word.replace("ё", "е")
    # Of two letters only "EU" and the like.
    if len(word) > LONGEST or len(word) < 2 or (len(word) == 2 and not form.isupper()):
        return None
    if word in _stop_words(base):
        return None
    return _plain(word, base)


def _plain(word: str, base: str) -> str:
    if STEMMERS.get(base) not in _algorithms():
        return word
    # A stemmer of its own for each word: it remembers where it stands, and threads would share that.
    return snowballstemmer.stemmer(STEMMERS[base]).stemWord(word)


@cache
def _algorithms() -> frozenset[str]:
    return frozenset(snowballstemmer.algorithms())


@cache
def _stop_words(base: str) -> frozenset[str]:
    file = STOP_WORDS / f"{base}.txt"
    return frozenset(file.read_text(encoding="utf-8").split() if file.is_file() else ())
