"""Telling facts and asking for them again: the skill that proves that a model remembers a conversation."""

from skills.facts import FACTS_TO_TELL
from word_lists import PET_NAMES, PETS
from wording import capitalise, pick, random_name, roughen, with_article


def fill_in(template, value):
    """The template with its value, `{a}` with an article."""
    return template.replace("{a}", with_article(value)).replace("{}", value)


def fill_in_sentence(template, value):
    """As fill_in, as the start of a sentence."""
    return capitalise(fill_in(template, value))


def tell_fact(context, key, value=None):
    """The user tells a fact, and the answer confirms it."""
    rng = context.rng
    generate, tells, acknowledgements, *_ = FACTS_TO_TELL[key]
    value = value or generate(rng)
    template = pick(rng, tells)
    question = fill_in_sentence(template, value)
    if key == "name" and rng.random() < 0.07:
        question = fill_in(template, value.lower())
        question = roughen(rng, question)
    else:
        question = roughen(rng, question, lower=False)
    answer = fill_in_sentence(pick(rng, acknowledgements), value)
    context.facts[key] = value
    return (question, None, answer)


def ask_fact(context, key):
    """The user asks for a fact, and the answer recalls it or says that it was never told."""
    rng = context.rng
    _, _, _, questions, recalls, unknowns = FACTS_TO_TELL[key]
    value = context.facts.get(key)
    question = roughen(rng, pick(rng, questions))
    return (question, None, fill_in_sentence(pick(rng, recalls), value) if value else pick(rng, unknowns))


def tell_skill(context):
    """The user tells a pet, two facts at once, a fact with a question, or one fact."""
    rng = context.rng
    if rng.random() < 0.22:
        pet, name = (rng.choice(PETS), rng.choice(PET_NAMES) if rng.random() < 0.6 else random_name(rng))
        context.facts["pet"] = (pet, name)
        statement = pick(
            rng,
            f"I have {with_article(pet)} named {name}.",
            f"My {pet} is called {name}.",
            f"I have {with_article(pet)}. Its name is {name}.",
            f"My {pet}'s name is {name}.",
            f"My pet is {with_article(pet)} called {name}.",
            f"I own {with_article(pet)} named {name}.",
        )
        return [
            (
                roughen(rng, statement, False),
                None,
                pick(
                    rng,
                    f"{name} is a lovely name for {with_article(pet)}!",
                    f"How nice! I hope {name} is doing well.",
                    f"A {pet} named {name}, how sweet! I will remember it.".replace(
                        "A " + pet, capitalise(with_article(pet))
                    ),
                ),
            )
        ]
    if rng.random() < 0.25:
        keys = rng.sample(["name", "city", "color", "food", "job", "age", "hobby"], 2)
        if rng.random() < 0.6 and "name" not in keys:
            keys[0] = "name"
        if "name" in keys:
            keys.sort(key=lambda key: key != "name")
        values = [FACTS_TO_TELL[key][0](rng) for key in keys]
        parts = []
        for key, value in zip(keys, values):
            context.facts[key] = value
            parts.append(fill_in_sentence(FACTS_TO_TELL[key][1][0], value)[:-1])
        statement = (
            parts[0]
            + pick(rng, " and ", ", and ")
            + (parts[1] if parts[1].startswith("I ") else parts[1][0].lower() + parts[1][1:])
            + "."
            if rng.random() < 0.7
            else parts[0] + ". " + parts[1] + "."
        )
        name = context.facts.get("name")
        answer = (f"Nice to meet you, {name}! " if "name" in keys else "Thanks for telling me! ") + pick(
            rng, "I will remember that.", "I will remember it in this conversation."
        )
        return [(roughen(rng, statement, False), None, answer)]
    if rng.random() < 0.06:
        key = pick(rng, "name", "name", "color", "word", "number", "city", "food")
        value = FACTS_TO_TELL[key][0](rng)
        context.facts[key] = value
        return [
            (
                roughen(
                    rng,
                    fill_in_sentence(pick(rng, FACTS_TO_TELL[key][1][:2]), value)
                    + " "
                    + pick(rng, FACTS_TO_TELL[key][3]),
                    False,
                ),
                None,
                fill_in_sentence(FACTS_TO_TELL[key][4][0], value),
            )
        ]
    return [
        tell_fact(
            context,
            rng.choices(
                ["name", "color", "city", "food", "hobby", "job", "age", "number", "word"],
                [30, 14, 10, 6, 6, 5, 5, 9, 12],
            )[0],
        )
    ]


def ask_skill(context):
    """The user asks for a pet, for everything known, or for one fact."""
    rng = context.rng
    keys = list(FACTS_TO_TELL)
    known = [key for key in keys if key in context.facts]
    if "pet" in context.facts and rng.random() < 0.4 or rng.random() < 0.1:
        pet = context.facts.get("pet")
        if pet:
            kind, name = pet
            if rng.random() < 0.6:
                return [
                    (
                        roughen(
                            rng,
                            pick(
                                rng,
                                f"What is my {kind}'s name?",
                                f"What's the name of my {kind}?",
                                "What is my pet's name?",
                                "What is the name of my pet?",
                                f"How is my {kind} called?",
                                "Do you remember my pet's name?",
                            ),
                        ),
                        None,
                        pick(rng, f"Your {kind} is called {name}.", f"Your {kind}'s name is {name}."),
                    )
                ]
            return [
                (
                    roughen(
                        rng,
                        pick(
                            rng,
                            "What kind of pet do I have?",
                            "Which pet do I have?",
                            "What pet do I have?",
                            "Do I have a pet?",
                        ),
                    ),
                    None,
                    pick(
                        rng,
                        f"You have {with_article(kind)} named {name}.",
                        f"Your pet is {with_article(kind)} called {name}.",
                    ),
                )
            ]
        return [
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        "What is my pet's name?",
                        "Do I have a pet?",
                        "What kind of pet do I have?",
                        "What is my dog's name?",
                        "What is my cat's name?",
                        "What is the name of my pet?",
                    ),
                ),
                None,
                pick(rng, "I don't know your pet yet. You have not told me about it.", "I don't know your pet yet."),
            )
        ]
    if rng.random() < 0.08:
        question = roughen(
            rng,
            pick(
                rng,
                "What do you know about me?",
                "What did I tell you about myself?",
                "What do you remember about me?",
                "Tell me what you know about me.",
            ),
        )
        bits = []
        for key in ("name", "city", "color", "food", "job", "age", "hobby"):
            if key in context.facts:
                bits.append(fill_in_sentence(FACTS_TO_TELL[key][4][0], context.facts[key]))
        return [
            (
                question,
                None,
                " ".join(bits[:3]) if bits else "I don't know anything about you yet. You have not told me.",
            )
        ]
    if known and rng.random() < 0.68:
        key = rng.choice(known if rng.random() < 0.5 or "name" not in known else ["name"])
    else:
        key = rng.choices(keys, [8 if x == "name" else 1.3 for x in keys])[0]
    return [ask_fact(context, key)]


def update_skill(context):
    """The user corrects a fact that was told before."""
    rng = context.rng
    key = pick(rng, "name", "color", "word", "number", "city")
    old = context.facts.get(key)
    if not old:
        return tell_skill(context)
    value = FACTS_TO_TELL[key][0](rng)
    context.facts[key] = value
    noun = {"name": "name", "color": "favorite color", "word": "secret word", "number": "number", "city": "city"}[key]
    my = "the" if key == "word" else "my"
    statement = pick(
        rng,
        f"Actually, {my} {noun} is {value}.",
        f"No, {my} {noun} is {value}.",
        f"Sorry, {my} {noun} is {value}, not {old}.",
        f"{capitalise(my)} {noun} is now {value}.",
    )
    your = "the" if key == "word" else "your"
    return [
        (
            roughen(rng, statement, False),
            None,
            pick(
                rng,
                f"Thanks for the correction! {capitalise(your)} {noun} is {value}.",
                f"Ok, {your} {noun} is {value}. I will remember it.",
            ),
        )
    ]
