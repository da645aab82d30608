"""Explanations of terms, capitals, opposites, animal sounds and lists."""

import re

from word_lists import ANIMAL_SOUNDS, CAPITALS, CITIES, COLORS, HOBBIES, OPPOSITES, PETS
from wording import capitalise, pick, roughen, with_article

from concepts import CONCEPTS, HOW_TOS

QUESTION_FORMS = [
    "What is {}?",
    "What's {}?",
    "Explain {}.",
    "Explain {} to me.",
    "Can you explain {}?",
    "Can you explain {} to me?",
    "Tell me about {}.",
    "What does {} mean?",
    "Please explain {}.",
    "How does {} work?",
    "What do you know about {}?",
    "I don't understand {}.",
    "Define {}.",
    "{}?",
    "Could you tell me what {} is?",
    "What is meant by {}?",
    "Explain {} in simple words.",
    "Give me a short explanation of {}.",
    "I want to learn about {}.",
    "Describe {}.",
    "What does {} do?",
    "What is {} for?",
    "Why is {} useful?",
    "Tell me more about {}.",
    "What is the purpose of {}?",
    "{}, please explain",
    "Explain {} like I am five.",
    "What exactly is {}?",
    "Do you know what {} is?",
    "Give me an overview of {}.",
    "Help me understand {}.",
    "Tell me something about {}.",
]

LOOKS_PLURAL = re.compile("^(tokens|.* levels|shared experts|embeddings|transformers|.*s)$")


def concept_skill(context):
    """An explanation of a term, or of how to do something in the app."""
    rng = context.rng
    if rng.random() < 0.27:
        questions, answers = pick(rng, HOW_TOS)
        return [(roughen(rng, pick(rng, questions)), None, pick(rng, answers))]
    names, answers = pick(rng, CONCEPTS[:58]) if rng.random() < 0.72 else pick(rng, CONCEPTS[58:])
    name = pick(rng, names)
    form = pick(rng, QUESTION_FORMS)
    if name.startswith("the difference"):
        form = pick(rng, "What is {}?", "Explain {}.", "Tell me about {}.")
    question = form.replace("{}", name)
    if (
        LOOKS_PLURAL.match(name)
        and (not name.startswith(("a ", "an ", "the ")))
        and (name[-2:] not in ("us", "ss"))
        and (rng.random() < 0.8)
    ):
        question = (
            question.replace("What is ", "What are ")
            .replace("What's ", "What are ")
            .replace("does", "do")
            .replace(" is?", " are?")
            if "meant" not in question
            else question
        )
    return [(roughen(rng, capitalise(question)), None, pick(rng, answers))]


def capital_skill(context):
    """Capitals of countries, both ways round."""
    rng = context.rng
    draw = rng.random()
    country, city = rng.choice(CAPITALS)
    country_capitalised = capitalise(country)
    if draw < 0.8:
        return [
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        f"What is the capital of {country}?",
                        f"What's the capital of {country}?",
                        f"Capital of {country}?",
                        f"Tell me the capital of {country}.",
                        f"Which city is the capital of {country}?",
                        f"Do you know the capital of {country}?",
                        f"Name the capital of {country}.",
                        f"Whats the capital city of {country}?",
                        f"What is the capital city of {country}?",
                        f"Please tell me the capital of {country}.",
                        f"I need the capital of {country}.",
                        f"And the capital of {country}?",
                        f"{country_capitalised}'s capital?",
                    ),
                ),
                None,
                pick(
                    rng,
                    f"The capital of {country} is {city}.".replace("D.C..", "D.C."),
                    f"The capital of {country} is {city}.".replace("D.C..", "D.C."),
                ),
            )
        ]
    if city == "Luxembourg":
        return capital_skill(context)
    return [
        (
            roughen(
                rng,
                pick(
                    rng,
                    f"{city} is the capital of which country?",
                    f"Which country has the capital {city}?",
                    f"Where is {city}?",
                ),
            ),
            None,
            f"{city} is the capital of {country}.",
        )
    ]


def opposite_skill(context):
    """Opposites of words, and sounds of animals."""
    rng = context.rng
    word, opposite = rng.choice(OPPOSITES)
    if rng.random() < 0.25:
        sound = rng.choice(ANIMAL_SOUNDS)
        return [
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        f"What sound does {with_article(sound[0])} make?",
                        f"What does {with_article(sound[0])} say?",
                        f"Which sound does {with_article(sound[0])} make?",
                        f"How does {with_article(sound[0])} sound?",
                    ),
                ),
                None,
                pick(
                    rng,
                    f"{capitalise(with_article(sound[0]))} says {sound[1]}.",
                    f"{capitalise(with_article(sound[0]))} says {sound[1]}!",
                ),
            )
        ]
    if (opposite, word) in OPPOSITES or (
        rng.random() < 0.3
        and sum(1 for pair in OPPOSITES if pair[1] == opposite) == 1
        and (not any(pair[0] == opposite for pair in OPPOSITES))
    ):
        word, opposite = (opposite, word)
    return [
        (
            roughen(
                rng,
                pick(
                    rng,
                    f"And the opposite of {word}?",
                    f"What is the opposite of {word}?",
                    f"What is the opposite of the word {word}?",
                    f"What's the opposite of {word}?",
                    f"Opposite of {word}?",
                    f"Tell me the opposite of {word}.",
                    f'Give me the opposite of "{word}".',
                    f"Which word is the opposite of {word}?",
                ),
            ),
            None,
            f"The opposite of {word} is {opposite}.",
        )
    ]


DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

PLANETS = ["Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune"]

RAINBOW = ["red", "orange", "yellow", "green", "blue", "indigo", "violet"]

ALPHABET = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

SEASONS = ["spring", "summer", "autumn", "winter"]


def lists_skill(context):
    """Well-known lists, neighbours in them, and named examples."""
    rng = context.rng
    draw = rng.random()
    if draw < 0.5:
        name, items, _ = pick(
            rng,
            [
                ("days of the week", DAYS, 0),
                ("months of the year", MONTHS, 0),
                ("planets of the solar system", PLANETS, 0),
                ("colors of the rainbow", RAINBOW, 0),
                ("letters of the alphabet", ALPHABET, 0),
                ("seasons of the year", SEASONS, 0),
            ],
        )
        question = pick(
            rng,
            f"List the {name}.",
            f"Name the {name}.",
            f"What are the {name}?",
            f"Tell me the {name}.",
            f"Can you list the {name}?",
            f"Say the {name}.",
            f"Which {name} do you know?",
            f"Give me the {name}.",
        )
        if name.startswith("letters") and rng.random() < 0.5:
            question = pick(
                rng, "Say the alphabet.", "What is the alphabet?", "Recite the alphabet.", "Write the alphabet."
            )
        if name.startswith(("planets", "days", "months")) and rng.random() < 0.3:
            noun = name.split()[0]
            question = pick(
                rng, f"List all {noun}.", f"Name the {noun}.", f"What are the {noun}?", f"List the {noun} in order."
            )
        if name.startswith("letters"):
            return [(roughen(rng, question), None, " ".join(items))]
        if rng.random() < 0.3:
            return [
                (
                    roughen(
                        rng, question[:-1] + pick(rng, " as a list.", " in a bulleted list.", " as bullet points.")
                    ),
                    None,
                    "\n".join("- " + capitalise(x) for x in items),
                )
            ]
        return [(roughen(rng, question), None, f"The {name} are " + ", ".join(items[:-1]) + " and " + items[-1] + ".")]
    if draw < 0.75:
        names = pick(rng, DAYS, MONTHS)
        noun = "day" if names is DAYS else "month"
        index = rng.randrange(len(names))
        x = names[index]
        if rng.random() < 0.6:
            return [
                (
                    roughen(
                        rng,
                        pick(
                            rng,
                            f"Which {noun} comes after {x}?",
                            f"What {noun} is after {x}?",
                            f"What comes after {x}?",
                            f"What is the {noun} after {x}?",
                        ),
                    ),
                    None,
                    pick(rng, f"{names[(index + 1) % len(names)]} comes after {x}."),
                )
            ]
        return [
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        f"Which {noun} comes before {x}?",
                        f"What {noun} is before {x}?",
                        f"What comes before {x}?",
                        f"What is the {noun} before {x}?",
                    ),
                ),
                None,
                f"{names[index - 1]} comes before {x}.",
            )
        ]
    category = pick(
        rng,
        [
            (
                "animals",
                [x for x in PETS if x not in ("puppy", "kitten")]
                + ["lion", "tiger", "bear", "wolf", "fox", "owl", "whale"],
            ),
            ("colors", COLORS),
            (
                "fruits",
                [
                    "apple",
                    "banana",
                    "cherry",
                    "orange",
                    "grape",
                    "melon",
                    "peach",
                    "plum",
                    "pear",
                    "mango",
                    "kiwi",
                    "lemon",
                ],
            ),
            ("cities", CITIES),
            ("countries", [capitalise(x[0]) for x in CAPITALS if not x[0].startswith("the ")]),
            ("hobbies", HOBBIES),
            ("instruments", ["piano", "violin", "guitar", "flute", "drum", "trumpet", "harp", "cello"]),
            (
                "vegetables",
                ["carrot", "potato", "tomato", "onion", "cucumber", "pumpkin", "spinach", "cabbage", "pea", "bean"],
            ),
            (
                "sports",
                [
                    "football",
                    "tennis",
                    "basketball",
                    "swimming",
                    "running",
                    "cycling",
                    "skiing",
                    "volleyball",
                    "hockey",
                    "golf",
                ],
            ),
            ("flowers", ["rose", "tulip", "daisy", "lily", "sunflower", "violet", "orchid", "poppy"]),
        ],
    )
    count = rng.randint(2, 6)
    items = rng.sample(category[1], count)
    count_word = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}[count]
    count_text = pick(rng, count_word, str(count))
    question = pick(
        rng,
        f"Name {count_text} {category[0]}.",
        f"List {count_text} {category[0]}.",
        f"Give me {count_text} {category[0]}.",
        f"Tell me {count_text} {category[0]}.",
        f"Can you name {count_text} {category[0]}?",
        f"Write {count_text} {category[0]}.",
    )
    if rng.random() < 0.5:
        return [
            (
                roughen(rng, question),
                None,
                "\n".join((f"{index + 1}. {capitalise(x)}" for index, x in enumerate(items))),
            )
        ]
    return [(roughen(rng, question), None, capitalise(", ".join(items[:-1])) + " and " + items[-1] + ".")]
