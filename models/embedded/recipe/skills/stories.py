"""Short stories from plots with changing heroes, helpers, places and objects."""

from skills.copying import random_word
from skills.story_plots import PLOTS, Tale, find_detours
from word_lists import ADJECTIVES, BOY_NAMES, CHARACTERS, GIRL_NAMES, OBJECTS, PLACES, UNUSUAL_CHARACTERS
from wording import capitalise, pick, random_name, roughen, with_article

FEMALE_CHARACTERS = {
    "witch",
    "princess",
    "queen",
    "little girl",
    "young girl",
    "old woman",
    "fairy",
    "mermaid",
    "hen",
    "cow",
    "girl",
    "woman",
}

MALE_CHARACTERS = {
    "wizard",
    "prince",
    "king",
    "little boy",
    "young boy",
    "old man",
    "postman",
    "fisherman",
    "snowman",
    "boy",
    "man",
}

PLACE_PHRASES = {
    "desert": "in a hot desert",
    "island": "on a small island",
    "mountain": "on a high mountain",
    "farm": "on a farm",
    "beach": "near a beach",
    "harbor": "by a harbor",
    "river": "by a river",
    "lake": "by a lake",
    "moon base": "on a moon base",
    "space station": "on a space station",
    "mill": "in an old mill",
    "windmill": "in an old windmill",
    "market": "near a busy market",
    "valley": "in a green valley",
    "forest": "in a deep forest",
    "castle": "in an old castle",
    "city": "in a big city",
}


def place_phrase(place):
    """Where a story takes place, in words."""
    return PLACE_PHRASES.get(place, "in " + with_article(place))


def write_story(tale, size):
    """One story: size 1 is a short paragraph, 2 two paragraphs, 4 a long story."""
    rng = tale.rng
    sentences = [
        pick(
            rng,
            f"Once upon a time there was {with_article(tale.adjective + ' ' + tale.character)} named {tale.name}, who"
            f" lived {place_phrase(tale.place)}.",
            f"{capitalise(place_phrase(tale.place))} lived {with_article(tale.adjective + ' ' + tale.character)} named"
            f" {tale.name}.",
            f"There once was {with_article(tale.adjective + ' ' + tale.character)} called {tale.name}, and"
            f" {tale.subject} lived {place_phrase(tale.place)}.",
        ),
        pick(
            rng,
            f"Every morning {tale.name} looked at the sky and wondered what the day would bring.",
            f"{tale.name} liked to explore and to ask questions.",
            f"{tale.name} had many dreams but only a few friends.",
            f"More than anything, {tale.name} wanted to see the world.",
            f"{tale.subject_capitalised} was known for {tale.his} kind heart.",
            f"{tale.subject_capitalised} loved to sing when the sun came up.",
        ),
    ]
    tell = PLOTS[rng.randrange(len(PLOTS))]
    beginning, middle, end = tell(tale)
    sentences += beginning
    if size >= 2:
        sentences += middle
    elif rng.random() < 0.4:
        sentences.append(middle[0])
    if size >= 3:
        detours = find_detours(tale)
        for detour in rng.sample(detours, rng.randint(1, 2) if size == 3 else rng.randint(3, 5)):
            sentences += detour
    sentences += end
    if rng.random() < 0.75:
        sentences.append(
            pick(
                rng,
                f"And {tale.name} lived happily ever after.",
                f"That night {tale.name} slept with a smile.",
                f"{tale.name} never forgot that day.",
                f"And so {tale.name} learned that friends make everything easier.",
                f"Since then {tale.name} is known as the {tale.adjective} {tale.character} who never gives up.",
            )
        )
    return split_into_paragraphs(sentences, size)


def split_into_paragraphs(sentences, size):
    """The sentences as text, with the paragraphs that a story of this size has."""
    if size < 2:
        return " ".join(sentences)
    count = len(sentences)
    start = 3
    stop = count - 3 if count > 7 else count - 2
    if size == 2:
        return " ".join(sentences[:start]) + "\n\n" + " ".join(sentences[start:])
    middles = [sentences[index : min(index + 4, stop)] for index in range(start, stop, 4)]
    paragraphs = [sentences[:start], *middles, sentences[stop:]]
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs if paragraph)


def story_skill(context):
    """A request for a story, the story, and sometimes a question about it."""
    rng = context.rng
    character = (
        rng.choice(CHARACTERS)
        if rng.random() < 0.6
        else rng.choice(UNUSUAL_CHARACTERS) if rng.random() < 0.7 else random_word(rng).lower()
    )
    adjective = pick(rng, ADJECTIVES)
    place = pick(rng, PLACES)
    object_name = pick(rng, OBJECTS)
    if adjective in character.split() or (
        adjective in ("young", "little", "old") and character.split()[0] in ("little", "young", "old")
    ):
        adjective = "kind"
    helper = pick(rng, CHARACTERS)
    is_male = character in MALE_CHARACTERS or (character not in FEMALE_CHARACTERS and rng.random() < 0.5)
    helper_is_male = helper in MALE_CHARACTERS or (helper not in FEMALE_CHARACTERS and rng.random() < 0.5)
    name = rng.choice(BOY_NAMES if is_male else GIRL_NAMES)
    helper_name = rng.choice([n for n in (BOY_NAMES if helper_is_male else GIRL_NAMES) if n != name])
    draw = rng.random()
    is_long = rng.random() < 0.26
    size = pick(rng, 1, 2, 2)
    kind_of_story = pick(
        rng, "a story", "a short story", "a story", "a bedtime story", "a little story", "a fairy tale"
    )
    if is_long:
        size = 4
        kind_of_story = pick(rng, "a long story", "a very long story", "a longer story", "a long bedtime story")
    elif "short" in kind_of_story or "little" in kind_of_story:
        size = 1
    request = pick(
        rng,
        "Tell me ",
        "Tell me ",
        "Tell me ",
        "Write ",
        "Write me ",
        "Can you tell me ",
        "Please tell me ",
        "I want to hear ",
        "I want ",
        "Give me ",
        "Make up ",
        "Let me hear ",
        "Could you write ",
    )
    mark = "?" if request.startswith(("Can", "Could")) else "."
    if draw < 0.17:
        question = request + kind_of_story + mark
    elif draw < 0.4:
        question = request + kind_of_story + " about " + with_article(character) + mark
    elif draw < 0.52:
        question = request + kind_of_story + " about " + with_article(adjective + " " + character) + mark
    elif draw < 0.62:
        question = request + kind_of_story + " about " + with_article(character) + " and " + with_article(helper) + mark
    elif draw < 0.72:
        question = (
            request
            + kind_of_story
            + " about "
            + with_article(character)
            + pick(rng, " who finds ", " that finds ", " with ", " and ")
            + with_article(object_name)
            + mark
        )
    elif draw < 0.82:
        question = request + kind_of_story + " about " + with_article(character) + " " + place_phrase(place) + mark
    elif draw < 0.92:
        if rng.random() < 0.5:
            name = random_name(rng)
        kind = (
            {
                True: pick(rng, "boy", "little boy", "young man", "prince"),
                False: pick(rng, "girl", "little girl", "young woman", "princess"),
            }[is_male]
            if rng.random() < 0.6
            else character
        )
        character = kind
        if adjective in kind or adjective in ("young", "little", "old"):
            adjective = "kind"
        question = (
            request
            + kind_of_story
            + " about "
            + with_article(character)
            + pick(rng, " named ", " called ")
            + name
            + mark
        )
    elif draw < 0.96:
        question = request + kind_of_story + " about " + with_article(object_name) + mark
    else:
        question = pick(
            rng,
            "Story please",
            "Another story please",
            "A story about " + with_article(character) + ", please",
            "I'd like a story about " + with_article(character),
        )
        size = pick(rng, 1, 2)
    answer = write_story(
        Tale(
            rng=rng,
            character=character,
            name=name,
            is_male=is_male,
            place=place,
            object_name=object_name,
            adjective=adjective,
            helper=helper,
            helper_name=helper_name,
            helper_is_male=helper_is_male,
        ),
        size,
    )
    turns = [(roughen(rng, question, draw < 0.82 or draw >= 0.92), None, answer)]
    if rng.random() < 0.3:
        follow_up = rng.random()
        if follow_up < 0.4:
            turns.append(
                (
                    roughen(
                        rng,
                        pick(
                            rng,
                            f"What was the name of the {character}?",
                            f"What was the {character} called?",
                            f"What was the {character}'s name?",
                            "Who was the story about?",
                            "What was the name of the main character?",
                        ),
                    ),
                    None,
                    pick(
                        rng,
                        f"The {character} was called {name}.",
                        f"The name of the {character} was {name}.",
                    ),
                )
            )
        elif follow_up < 0.6:
            turns.append(
                (
                    roughen(
                        rng, pick(rng, f"Who helped {name}?", f"Who was the friend of {name}?", "Who was the helper?")
                    ),
                    None,
                    f"It was {helper_name}, the {helper}.",
                )
            )
        elif follow_up < 0.75:
            turns.append(
                (
                    roughen(rng, pick(rng, f"Where did {name} live?", f"Where did the {character} live?")),
                    None,
                    f"{name} lived {place_phrase(place)}.",
                )
            )
        else:
            turns.append(
                (
                    roughen(
                        rng,
                        pick(
                            rng,
                            "I like the story",
                            "Nice story!",
                            "That was a nice story",
                            "What a lovely story",
                            "Great story, thanks",
                        ),
                    ),
                    None,
                    pick(
                        rng,
                        "I'm glad you liked it! Would you like another one?",
                        "Thank you! I can tell you another one if you like.",
                    ),
                )
            )
        if follow_up >= 0.75 and rng.random() < 0.5:
            if rng.random() < 0.7:
                next_character = pick(rng, CHARACTERS)
                next_is_male = next_character in MALE_CHARACTERS or (
                    next_character not in FEMALE_CHARACTERS and rng.random() < 0.5
                )
                next_name = rng.choice(BOY_NAMES if next_is_male else GIRL_NAMES)
                next_helper = pick(rng, CHARACTERS)
                next_helper_is_male = next_helper in MALE_CHARACTERS or (
                    next_helper not in FEMALE_CHARACTERS and rng.random() < 0.5
                )
                turns.append(
                    (
                        roughen(
                            rng,
                            pick(
                                rng,
                                "Yes please",
                                "Yes",
                                "Another one please",
                                "Yes, another one!",
                                "Sure",
                                "Tell me another one.",
                            ),
                        ),
                        None,
                        write_story(
                            Tale(
                                rng=rng,
                                character=next_character,
                                name=next_name,
                                is_male=next_is_male,
                                place=pick(rng, PLACES),
                                object_name=pick(rng, OBJECTS),
                                adjective=pick(rng, ["kind", "brave", "clever", "shy", "happy", "curious"]),
                                helper=next_helper,
                                helper_name=rng.choice(
                                    [n for n in (BOY_NAMES if next_helper_is_male else GIRL_NAMES) if n != next_name]
                                ),
                                helper_is_male=next_helper_is_male,
                            ),
                            1,
                        ),
                    )
                )
            else:
                turns.append(
                    (
                        pick(rng, "No, thanks", "No", "Not now", "no thank you"),
                        None,
                        "All right! Just ask if you need something else.",
                    )
                )
    return turns
