"""Small tools for wording: choices, articles, made-up names, typing mistakes."""

from word_lists import FIRST_SYLLABLES, LAST_SYLLABLES, NAMES


def pick(rng, *options):
    """One of the options; a single list counts as the options themselves."""
    return rng.choice(options[0] if len(options) == 1 and isinstance(options[0], (list, tuple)) else options)


def capitalise(text):
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def with_article(word):
    """The word after `a` or `an`."""
    return ("an " if word[0].lower() in "aeiou" and (not word.startswith(("uni", "one"))) else "a ") + word


REAL_NAME_SHARE = 0.3


def random_name(rng):
    """A first name: a real one, or one made of syllables, so that recalling it has to copy."""
    draw = rng.random()
    if draw < REAL_NAME_SHARE:
        return rng.choice(NAMES)
    if draw < 0.88:
        return capitalise(
            rng.choice(FIRST_SYLLABLES)
            + (rng.choice(FIRST_SYLLABLES) if rng.random() < 0.45 else "")
            + rng.choice(LAST_SYLLABLES)
        )
    return capitalise(
        "".join(rng.choice("abcdefghijklmnoprstuvwz") + rng.choice("aeiou") for _ in range(rng.randint(1, 3)))
        + rng.choice(["", "n", "r", "s", "x", "l"])
    )


def misspell(rng, text):
    """Swaps, drops or doubles one letter of one longer word."""
    words = text.split(" ")
    candidates = [index for index, word in enumerate(words) if len(word) >= 5 and word.isalpha() and word.islower()]
    if not candidates:
        return text
    index = rng.choice(candidates)
    word = words[index]
    position = rng.randrange(1, len(word) - 1)
    draw = rng.random()
    if draw < 0.4:
        word = word[:position] + word[position + 1] + word[position] + word[position + 2 :]
    elif draw < 0.7:
        word = word[:position] + word[position + 1 :]
    else:
        word = word[:position] + word[position] + word[position:]
    words[index] = word
    return " ".join(words)


def roughen(rng, text, lower=True):
    """Makes a question look typed: case, missing marks, mistakes, politeness."""
    draw = rng.random()
    if lower and draw < 0.14:
        text = text.lower()
    elif draw < 0.2:
        text = text[:1].lower() + text[1:]
    elif draw < 0.205:
        text = text.upper() if lower else text
    if rng.random() < 0.22 and text[-1:] in ".?!":
        text = text[:-1]
    elif rng.random() < 0.04 and text[-1:] in "?!":
        text = text + text[-1]
    if rng.random() < 0.07:
        text = misspell(rng, text)
    if rng.random() < 0.04:
        text = pick(rng, "Hi, ", "Please ", "Hey, ", "Ok, ", "So, ", "Hello! ", "Um, ") + text
    if rng.random() < 0.03 and text[-1:] == "?":
        text = text[:-1] + ", please?"
    return text


class ConversationContext:
    """What the user has told so far in one conversation."""

    def __init__(self, rng):
        self.rng = rng
        self.facts = {}


def random_digits(rng, digits):
    """Digits of the given length."""
    return "".join(rng.choice("0123456789") for _ in range(digits)) if digits > 1 else rng.choice("123456789")


def random_code(rng):
    """A number of three to five digits."""
    return str(rng.randint(1, 9)) + random_digits(rng, rng.choice([2, 3, 3, 4]))
