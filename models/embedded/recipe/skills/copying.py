"""Repeating, spelling, upper case: skills that need exact copying."""

import re

from word_lists import (
    ADJECTIVES,
    CHARACTERS,
    CITIES,
    COLORS,
    FOODS,
    FUN_FACTS,
    HOBBIES,
    JOBS,
    JOKES,
    OBJECTS,
    PHRASES,
    PLACES,
    WORDS,
)
from wording import capitalise, pick, random_code, random_name, roughen

from concepts import CONCEPTS, HOW_TOS

KNOWN_WORDS = sorted(
    {w for n, an in CONCEPTS + HOW_TOS for t in an for w in re.findall("[A-Za-z]{2,}", t)}
    | {w for t in PHRASES + FOODS + HOBBIES + JOBS + OBJECTS + PLACES + CHARACTERS for w in t.split()}
    | set(WORDS)
)

KNOWN_TEXTS = [t for n, an in CONCEPTS + HOW_TOS for t in an] + JOKES + FUN_FACTS


def random_word(rng):
    """A word to copy: known, or made up."""
    return (
        rng.choice(WORDS)
        if rng.random() < 0.3
        else (
            rng.choice(KNOWN_WORDS).lower()
            if rng.random() < 0.7
            else random_name(rng).lower() if rng.random() < 0.5 else random_name(rng)
        )
    )


def random_phrase(rng):
    """A phrase to copy: a slice of a known text, or words at random."""
    draw = rng.random()
    if draw < 0.3:
        words = rng.choice(KNOWN_TEXTS).split()
        length = rng.randint(2, 8)
        start = rng.randrange(max(1, len(words) - length))
        return " ".join(words[start : start + length]).strip('.,!?"')
    if draw < 0.6:
        return " ".join(random_word(rng) for _ in range(rng.randint(1, 6)))
    draw = rng.random()
    if draw < 0.35:
        return rng.choice(PHRASES)
    if draw < 0.6:
        return " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 5)))
    if draw < 0.75:
        return (
            f"{pick(rng, 'the', 'my', 'a', 'every', 'our')} {pick(rng, ADJECTIVES)} {pick(rng, CHARACTERS)}"
            f" {pick(rng, 'sees', 'finds', 'likes', 'has', 'wants', 'loves', 'carries')} {pick(rng, 'the', 'a', 'one')}"
            f" {pick(rng, OBJECTS)}"
        )
    if draw < 0.9:
        return (
            f"{random_name(rng)} {pick(rng, 'lives in', 'goes to', 'likes', 'comes from', 'dreams of')}"
            f" {pick(rng, CITIES)}"
        )
    return " ".join(
        rng.choice([rng.choice(WORDS), random_name(rng), random_code(rng), rng.choice(COLORS)])
        for _ in range(rng.randint(2, 6))
    )


def copying_skill(context):
    """Repeat, say several times, spell, write in capitals, count letters."""
    rng = context.rng
    draw = rng.random()
    phrase = random_phrase(rng)
    phrase = capitalise(phrase) + pick(rng, "", ".", "!") if rng.random() < 0.4 else phrase
    if draw < 0.42:
        quote = pick(rng, '"', '"', "", "", "", "'")
        if rng.random() < 0.3:
            quote = '"'
        request = (
            pick(
                rng,
                "Repeat after me: ",
                "Repeat: ",
                "Say: ",
                "Please repeat: ",
                "Echo: ",
                "Say this: ",
                "Repeat after me: ",
                "Repeat this sentence: ",
                "Repeat exactly: ",
                "Copy this: ",
                "Write: ",
                "Repeat the following: ",
                "Now say: ",
            )
            if not quote or rng.random() < 0.5
            else pick(rng, "Say ", "Repeat ", "Write ", "Please say ")
        )
        if rng.random() < 0.15:
            request = request.lower()
        return [(request + quote + phrase + quote, None, phrase)]
    if draw < 0.56:
        word = pick(rng, random_word(rng), random_name(rng), random_word(rng), random_phrase(rng))
        count = rng.randint(2, 5)
        count_text = pick(rng, {2: "two", 3: "three", 4: "four", 5: "five"}[count], str(count))
        quote = pick(rng, '"', "")
        question = pick(
            rng,
            f"Say {quote}{word}{quote} {count_text} times.",
            f"Repeat {quote}{word}{quote} {count_text} times.",
            f"Write {quote}{word}{quote} {count_text} times.",
            f"Can you say {quote}{word}{quote} {count_text} times?",
            f"Say the word {quote}{word}{quote} {count_text} times.",
        )
        return [
            (
                roughen(rng, question, False),
                None,
                ", ".join([word] * count) if " " not in word else "\n".join([word] * count),
            )
        ]
    word = (
        rng.choice(WORDS)
        if rng.random() < 0.3
        else (
            random_name(rng)
            if rng.random() < 0.45
            else rng.choice(KNOWN_WORDS) if rng.random() < 0.7 else rng.choice(CHARACTERS + OBJECTS).split()[-1]
        )
    )
    quote = pick(rng, '"', "", "")
    if draw < 0.82:
        question = pick(
            rng,
            f"Spell {quote}{word}{quote}.",
            f"Spell the word {quote}{word}{quote}.",
            f"How do you spell {quote}{word}{quote}?",
            f"Can you spell {quote}{word}{quote}?",
            f"Please spell {quote}{word}{quote} letter by letter.",
            f"Spell {quote}{word}{quote} letter by letter.",
        )
        return [(roughen(rng, question, False), None, "-".join(word.upper()))]
    if draw < 0.95:
        phrase = word if rng.random() < 0.75 else phrase[:25].rsplit(" ", 1)[0]
        question = pick(
            rng,
            f"Write {quote}{phrase}{quote} in capital letters.",
            f"Write {quote}{phrase}{quote} in upper case.",
            f"Convert {quote}{phrase}{quote} to uppercase.",
            f"Make this uppercase: {phrase}",
            f"Uppercase: {phrase}",
        )
        return [(question, None, phrase.upper())]
    question = pick(
        rng,
        f"How many letters are in {quote}{word}{quote}?",
        f"How many letters does {quote}{word}{quote} have?",
        f"How many letters are in the word {quote}{word}{quote}?",
    )
    return [(roughen(rng, question, False), None, f"{'-'.join(word.upper())}. That is {len(word)} letters.")]
