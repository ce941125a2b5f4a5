"""What makes two names alike: case, accents and punctuation aside, with a typing error or two.

Pure functions. `FOLD` is `fold` in SQL; a test holds the two equal.
"""

import re
import unicodedata

# Letters that are no plain letter with an accent, and what people type for them.
SINGLE = str.maketrans("ØøŁłĐđÐðĦħı", "OoLlDdDdHhi")
DOUBLE = {"ß": "ss", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Þ": "Th", "þ": "th"}
COMBINING = re.compile("[\u0300-\u036f]")
SPACES, DROPPED, CURLY = "-/&()", "'.,`", "‘’"
PUNCTUATION = str.maketrans(SPACES, " " * len(SPACES), DROPPED + CURLY)
MAX_WORDS = 6
FAR = 99

_SQL_MARKS = [mark.replace("'", "''") for mark in SPACES + DROPPED]
# Most names are letters of ASCII; only the others pay for normalize(), patterns and translate(),
# each of which costs more than all the rest.
_PLAIN = "octet_length(name) = length(name)" + "".join(
    f" AND strpos(name, '{mark}') = 0" for mark in _SQL_MARKS
)
_LETTERS = f"""translate(
  regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g'),
  'ØøŁłĐđÐðĦħı{CURLY}', 'OoLlDdDdHhi'
)"""
for _letter, _plain in DOUBLE.items():
    _LETTERS = f"replace({_LETTERS}, '{_letter}', '{_plain}')"
# The folded `name`, with a space before it.
FOLD = f"""' ' || CASE WHEN {_PLAIN} THEN lower(name)
  ELSE translate(lower({_LETTERS}), '{"".join(_SQL_MARKS)}', '{" " * len(SPACES)}') END"""


def fold(text):
    """The text in plain small letters, without accents and marks: "siân o'brien-łee" becomes
    "sian obrien lee"."""
    text = COMBINING.sub("", unicodedata.normalize("NFKD", text)).translate(SINGLE)
    for letter, plain in DOUBLE.items():
        text = text.replace(letter, plain)
    return text.lower().translate(PUNCTUATION)


def words_of(text):
    """The words to look for, at most six."""
    return fold(text).split()[:MAX_WORDS]


def errors_allowed(word):
    """How many typing errors a word may have: none up to 3 letters, 1 up to 6, else 2."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def pairs(word):
    """The different pairs of neighbouring letters, the first with the space before it."""
    padded = f" {word}"
    return list(dict.fromkeys(padded[n : n + 2] for n in range(len(word))))


def pairs_needed(word):
    """How many of its pairs any name has that differs by no more than the errors allowed: one
    error breaks two pairs (Ukkonen 1992, the q-gram lemma)."""
    return max(1, len(pairs(word)) - 2 * errors_allowed(word))


def difference(words, name):
    """How far a folded name is from the words: 0 is equal; None when a word is nowhere in it.

    The beginning of a name counts a quarter, each typing error one.
    """
    total = 0
    for word in words:
        nearest = min((_word_difference(word, part) for part in name.split()), default=FAR)
        if nearest == FAR:
            return None
        total += nearest
    return total


def _word_difference(word, part):
    if part == word:
        return 0
    if part.startswith(word):
        return 0.25
    limit = errors_allowed(word)
    if not limit or len(part) < len(word) - limit:
        return FAR
    # What was typed may be the beginning of a longer name.
    errors = min(_errors(word, part[: len(word) + limit])[len(word) - limit :])
    return errors if errors <= limit else FAR


def _errors(word, part):
    """For each beginning of `part`, from none of it to all: the letters left out, put in, changed
    or swapped with their neighbour between it and the word (optimal string alignment)."""
    before, last = [], list(range(len(part) + 1))
    for i, letter in enumerate(word):
        row = [i + 1]
        for j, opposite in enumerate(part):
            least = min(last[j + 1] + 1, row[j] + 1, last[j] + (letter != opposite))
            if i and j and letter == part[j - 1] and word[i - 1] == opposite:
                least = min(least, before[j - 1] + 1)
            row.append(least)
        before, last = last, row
    return last
