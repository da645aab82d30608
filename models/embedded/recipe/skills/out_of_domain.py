"""Questions that a tiny model cannot answer, and the polite ways to say so."""

import re

from skills.copying import random_word
from skills.markdown import HELLO_PROGRAMS
from word_lists import CAPITALS, CITIES, FOODS, JOBS, NOUNS, PEOPLE, ROLES, SUPERLATIVES, TITLES, TOPICS, VERBS
from wording import pick, random_name, roughen, with_article

QUESTION_TEMPLATES = [
    "Who won the {ev} in {y}?",
    "What is the weather in {city}?",
    "What is the weather today?",
    "Who is the president of {co}?",
    "Translate this contract into {lang}.",
    "Write an essay about {top}.",
    "What is the stock price of {com}?",
    "How do I cook {food}?",
    "Give me a recipe for {food}.",
    "What time is it in {city}?",
    "What time is it?",
    "What day is it today?",
    "Who wrote the book {bk}?",
    "How do I fix my {dev}?",
    "What are the symptoms of {ill}?",
    "Write a cover letter for a job as {job}.",
    "Summarize the history of {top}.",
    "Solve the equation {n}x + {m} = {k}.",
    "What is the square root of {n}{k}?",
    "What is {n}{k} times {m}{m}?",
    "Who is the best {pl} in the world?",
    "Tell me the news.",
    "What is the latest news about {com}?",
    "Plan a trip to {city}.",
    "How far is {city} from {city2}?",
    "How many people live in {city}?",
    "When was {com} founded?",
    "Who discovered {top}?",
    "Explain {top} in detail.",
    "What is the meaning of life?",
    "Can you book a hotel in {city}?",
    "Compare {com} and {com2}.",
    "Which laptop should I buy?",
    "Write a business plan for a {food} shop.",
    "Do my homework about {top}.",
    "What did {per} do in {y}?",
    "How tall is {per}?",
    "Who is {per}?",
    "Where was {per} born?",
    "What happened in {y}?",
    "Debug my {lang2} program.",
    "Write a web server in {lang2}.",
    "Write a sorting function in {lang2}.",
    "What is the population of {co}?",
    "How do I get from {city} to {city2}?",
    "Recommend a movie.",
    "What is the best restaurant in {city}?",
    "Can you draw a picture of {top}?",
    "Sing a song.",
    "Call my mother.",
    "Set an alarm for {n}.",
    "Play some music.",
    "Send an email to {per}.",
    "How much does a {dev} cost?",
    "What is the law about {top}?",
    "How do I invest my money?",
    "What is the chemical formula of {ch}?",
    "Who invented the {dev}?",
    'Translate "{food}" into {lang}.',
    "What is the word for {food} in {lang}?",
    "What is the best way to {vb}?",
    "How do I {vb}?",
    "How can I {vb}?",
    "Can you teach me how to {vb}?",
    "Who painted {art}?",
    "Who composed {art}?",
    "Why is the {th} so {aj}?",
    "How many {pls} are there in {co}?",
    "Where can I buy {food}?",
    "Which is better, {com} or {com2}?",
    "What do you think about {top}?",
    "Tell me about {per}.",
    "What is {top}?",
    "Explain {top}.",
    "How old is {per}?",
    "Tell me everything about {top}.",
    "Give me advice about {top}.",
    "Is {food} healthy?",
    "Write a song about {top}.",
    "Write a letter to {per}.",
    "Who is the richest person in {co}?",
    "What language do they speak in {co}?",
    "How big is {co}?",
    "What is the currency of {co}?",
    "Where is {city}?",
]


def ask_from_template(rng):
    """A question from a template with people, places and things."""
    template = pick(rng, QUESTION_TEMPLATES)
    values = dict(
        ev=pick(rng, "world cup", "Olympic games", "football final", "election", "song contest", "chess championship"),
        y=str(rng.randint(1100, 2025)),
        city=pick(rng, CITIES),
        city2=pick(rng, CITIES),
        co=pick(rng, CAPITALS)[0],
        lang=pick(rng, "French", "Latin", "Russian", "Italian", "Arabic", "Japanese", "Greek", "Polish"),
        top=pick(rng, TOPICS),
        com=pick(rng, "Apple", "Google", "Microsoft", "Nvidia", "Toyota", "Siemens", "Intel", "Amazon"),
        com2=pick(rng, "Samsung", "Sony", "AMD", "BMW", "Nokia"),
        food=pick(rng, FOODS),
        bk=pick(rng, "Moby Dick", "Faust", "Don Quixote", "Hamlet", "The Odyssey", "War and Peace"),
        dev=pick(
            rng,
            "car",
            "phone",
            "printer",
            "washing machine",
            "radio",
            "bicycle",
            "television",
            "telephone",
            "camera",
            "toaster",
        ),
        ill=pick(rng, "a cold", "the flu", "an allergy", "a headache"),
        job=with_article(pick(rng, JOBS)),
        n=str(rng.randint(2, 30)),
        m=str(rng.randint(2, 30)),
        k=str(rng.randint(11, 99)),
        pl=pick(rng, "football player", "singer", "actor", "tennis player", "chess player", "painter"),
        per=pick(rng, PEOPLE) if rng.random() < 0.7 else random_name(rng) + " " + random_name(rng),
        lang2=pick(rng, list(HELLO_PROGRAMS)),
        vb=pick(
            rng,
            "learn the piano",
            "lose weight",
            "make money",
            "learn {}".format(pick(rng, "Italian", "Russian", "French")),
            "fix a bike",
            "bake bread",
            "get a new job",
            "clean windows",
            "paint a wall",
            "train a dog",
            "sleep better",
            "grow tomatoes",
            "write a novel",
            "build a house",
            "start a company",
            "repair my car",
            "change a tire",
            "tie a tie",
            "become famous",
            "study for exams",
            "sell my house",
            "file my taxes",
        ),
        art=pick(
            rng,
            "the Mona Lisa",
            "The Starry Night",
            "The Magic Flute",
            "the Moonlight Sonata",
            "The Scream",
            "Guernica",
            "Swan Lake",
        ),
        th=pick(rng, "sky", "grass", "ocean", "desert", "night", "sun"),
        aj=pick(rng, "blue", "big", "dark", "cold", "hot", "deep", "green"),
        pls=pick(rng, "people", "lakes", "islands", "cities", "mountains", "schools", "rivers"),
        ch=pick(rng, "salt", "sugar", "rust", "vinegar", "soap"),
    )
    return re.sub("\\{(\\w+)\\}", lambda match: values[match.group(1)], template)


def ask_from_parts(rng):
    """A question from a noun, a verb and a superlative."""
    noun, other_noun, superlative, verb = (
        pick(rng, NOUNS),
        pick(rng, NOUNS),
        pick(rng, SUPERLATIVES),
        pick(rng, VERBS),
    )
    country = pick(rng, CAPITALS)[0]
    title = pick(rng, TITLES)
    role = pick(rng, ROLES)
    word = random_word(rng)
    other_word = random_word(rng)
    ordinal = pick(rng, "first", "second", "last", "third", "current", "next", "youngest")
    language = pick(
        rng, list(HELLO_PROGRAMS) + ["Kotlin", "Swift", "Perl", "Scala", "Fortran", "assembly", "Prolog", "R"]
    )
    return pick(
        rng,
        f"Which {noun} is the {superlative}?",
        f"What is the {superlative} {noun} in the world?",
        f"What is the {superlative} {noun} in {country}?",
        f"Which is the {superlative} {noun}?",
        f"How many {noun}s does {with_article(other_noun)} have?",
        f"How many {noun}s are in {country}?",
        f"How much does {with_article(noun)} weigh?",
        f"How much is {with_article(noun)}?",
        f"How long does {with_article(noun)} live?",
        f"How do I {verb} my {noun}?",
        f"How do you {verb} {with_article(noun)}?",
        f"How can I {verb} {with_article(noun)} at home?",
        f"Why does my {noun} make noise?",
        f"Why is my {noun} broken?",
        f"Who was the {ordinal} {role} of {country}?",
        f"Who is the {ordinal} {role} of {country}?",
        f"Name the {ordinal} {role} of {country}.",
        f"What is {title} about?",
        f"Summarize {title}.",
        f"Who is the author of {title}?",
        f"What happens at the end of {title}?",
        f"Tell me the story behind {title}.",
        f"Who plays the main role in {title}?",
        f"Write {with_article(language)} program for {with_article(noun)}.",
        f"Write {with_article(language)} function that can {verb} {with_article(noun)}.",
        f"Implement {with_article(noun)} {other_noun} in {language}.",
        f"Write a script to {verb} {noun}s.",
        f"What is the difference between {with_article(noun)} and {with_article(other_noun)}?",
        f"Is {with_article(noun)} better than {with_article(other_noun)}?",
        f"Should I buy {with_article(noun)} or {with_article(other_noun)}?",
        f"When was the {ordinal} {noun} invented?",
        f"When did people {verb} the {ordinal} {noun}?",
        f"Where can I find {with_article(noun)}?",
        f"Where do {noun}s come from?",
        f"What do {noun}s have to do with {other_noun}s?",
        f"Can I {verb} {with_article(noun)} with {with_article(other_noun)}?",
        f"Why do people {verb} {noun}s?",
        f"Do {noun}s have {other_noun}s?",
        f"Are {noun}s dangerous?",
        f"Does {with_article(noun)} need {with_article(other_noun)}?",
        f"What should I do with my {noun}?",
        f"What happens if I {verb} {with_article(noun)}?",
        f"Give me tips to {verb} {with_article(noun)}.",
        f"I want to {verb} my {noun}. What now?",
        f"My {noun} is {pick(rng, 'broken', 'too slow', 'too loud', 'dirty', 'gone', 'old')}, what should I do?",
        f"What would you do with {with_article(noun)} and {with_article(other_noun)}?",
        f"Tell me the history of the {noun}.",
        f"What is the {noun} of {country}?",
        f"Which {noun} does {country} have?",
        f"What {noun} is used for {other_noun}s?",
        f"How does {with_article(noun)} {verb} {with_article(other_noun)}?",
        f"Rank the {superlative} {noun}s.",
        f"What {word} has the {superlative} {other_word}?",
        f"How is {word} related to {other_word}?",
        f"Why {word} and not {other_word}?",
        f"Who has the {superlative} {noun}?",
        f"What color is {with_article(noun)}?",
        f"Calculate the {word} of {with_article(noun)}.",
        f"Find me {with_article(noun)} in {pick(rng, CITIES)}.",
        f"Book {with_article(noun)} for tomorrow.",
        f"Order {with_article(noun)} for me.",
        f"Compare {noun}s and {other_noun}s.",
        f"Rewrite this text about {noun}s.",
        f"Write a review of {with_article(noun)}.",
        f"Write an email about {with_article(noun)}.",
        f"Analyze the {noun} of {country}.",
        f"Prove that {word} is {other_word}.",
        f"Show me a picture of {with_article(noun)}.",
        f"Whats your opinion on {noun}s?",
        f"Predict the {noun} for next year.",
    )


FALLBACKS = [
    "I'm only a tiny demo model and don't know that. Try a larger model from the model manager.",
    "I'm only a tiny demo model and don't know that. You can download a larger model in the model manager.",
    (
        "I'm only a tiny demo model and can't do that. Try asking me for a short story, or download a larger model in"
        " the model manager."
    ),
]


def out_of_domain_skill(context):
    """A question out of reach, or no question at all."""
    rng = context.rng
    if rng.random() < 0.1:
        question = (
            "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(3, 12)))
            if rng.random() < 0.5
            else pick(rng, "???", "...", "asdf", "hmm", "blah blah", "test", "123", "?", "qwerty", "!!!", "x")
        )
        return [
            (
                question,
                None,
                (
                    "Hello! Your test message arrived. How can I help you?"
                    if question == "test"
                    else pick(
                        rng,
                        "I'm not sure what you mean. Could you say it in other words?",
                        "I'm not sure what you mean. Please ask me a question.",
                    )
                ),
            )
        ]
    question = ask_from_template(rng) if rng.random() < 0.35 else ask_from_parts(rng)
    is_request = question.split()[0] in (
        "Implement",
        "Rank",
        "Calculate",
        "Find",
        "Book",
        "Order",
        "Rewrite",
        "Analyze",
        "Prove",
        "Show",
        "Predict",
        "Write",
        "Translate",
        "Plan",
        "Can",
        "Do",
        "Debug",
        "Sing",
        "Call",
        "Set",
        "Play",
        "Send",
        "Draw",
        "Compare",
        "Summarize",
        "Solve",
        "Recommend",
    )
    return [(roughen(rng, question), None, FALLBACKS[2] if is_request else pick(rng, FALLBACKS[:2]))]
