"""Jokes, riddles, fun facts and four-line poems."""

from word_lists import ADJECTIVES, CHARACTERS, FUN_FACTS, JOKES, OBJECTS, RIDDLES
from wording import capitalise, pick, roughen, with_article


def fun_skill(context):
    """A joke, a riddle with its answer, a fact or a poem."""
    rng = context.rng
    draw = rng.random()
    if draw < 0.4:
        return [
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        "Tell me a joke.",
                        "Joke please",
                        "Do you know a joke?",
                        "Make me laugh.",
                        "Tell me something funny.",
                        "Another joke please",
                        "Can you tell me a joke?",
                        "Say something funny",
                    ),
                ),
                None,
                pick(rng, JOKES),
            )
        ]
    if draw < 0.6:
        riddle, answer = pick(rng, RIDDLES).split(":")
        turns = [
            (
                roughen(
                    rng, pick(rng, "Tell me a riddle.", "Ask me a riddle.", "Do you know a riddle?", "Give me a riddle")
                ),
                None,
                riddle,
            )
        ]
        turns.append(
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        "I don't know",
                        "What is the answer?",
                        "Tell me the answer.",
                        "I give up",
                        "No idea",
                        "What's the solution?",
                    ),
                ),
                None,
                "The answer is: " + answer,
            )
        )
        return turns
    if draw < 0.8:
        return [
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        "Tell me a fun fact.",
                        "Do you know a fun fact?",
                        "Tell me something interesting.",
                        "Give me a random fact.",
                        "Surprise me",
                        "Tell me a fact.",
                    ),
                ),
                None,
                pick(rng, FUN_FACTS),
            )
        ]
    thing = pick(rng, OBJECTS + CHARACTERS[:40])
    answer = pick(rng, ADJECTIVES)
    rhymes = pick(
        rng,
        [
            ("day", "play", "bright", "light"),
            ("night", "light", "sea", "free"),
            ("sky", "high", "tree", "me"),
            ("air", "there", "song", "long"),
            ("sun", "fun", "rain", "again"),
        ],
    )
    return [
        (
            roughen(
                rng,
                pick(
                    rng,
                    f"Write a poem about {with_article(thing)}.",
                    f"Write a short poem about {with_article(thing)}.",
                    f"Can you write a poem about {with_article(thing)}?",
                    f"Poem about {with_article(thing)}, please",
                    f"Give me a poem about {with_article(thing)}.",
                ),
            ),
            None,
            f"{capitalise(with_article(answer))} {thing} "
            + pick(
                rng,
                f"greets the {rhymes[0]},\nalways ready for some {rhymes[1]}.",
                f"wakes with the {rhymes[0]},\nsmiling softly at the {rhymes[1]}.",
                f"is dreaming of the {rhymes[0]},\nsinging gently of the {rhymes[1]}.",
            )
            + "\n"
            + pick(
                rng,
                f"Nothing is ever quite as {rhymes[2]},\nas a heart that is full of {rhymes[3]}.",
                f"Follow the {thing} and the {rhymes[2]},\nand you will find {rhymes[3]}.",
            ),
        )
    ]
