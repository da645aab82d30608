"""Code blocks, tables, bulleted lists and emphasis."""

from skills.copying import random_phrase, random_word
from word_lists import ANIMAL_SOUNDS, CAPITALS, CITIES, COLORS, HOBBIES
from wording import capitalise, pick, random_name, roughen

HELLO_PROGRAMS = {
    "Python": ("python", 'print("{}")'),
    "JavaScript": ("javascript", 'console.log("{}");'),
    "C": ("c", '#include <stdio.h>\n\nint main(void) {\n    printf("{}\\n");\n    return 0;\n}'),
    "C++": ("cpp", '#include <iostream>\n\nint main() {\n    std::cout << "{}" << std::endl;\n    return 0;\n}'),
    "Java": (
        "java",
        (
            'public class Main {\n    public static void main(String[] args) {\n        System.out.println("{}");\n   '
            " }\n}"
        ),
    ),
    "Rust": ("rust", 'fn main() {\n    println!("{}");\n}'),
    "Go": ("go", 'package main\n\nimport "fmt"\n\nfunc main() {\n    fmt.Println("{}")\n}'),
    "Ruby": ("ruby", 'puts "{}"'),
    "Bash": ("bash", 'echo "{}"'),
    "PHP": ("php", '<?php\necho "{}";'),
    "HTML": ("html", "<h1>{}</h1>"),
    "TypeScript": ("typescript", 'console.log("{}");'),
    "Lua": ("lua", 'print("{}")'),
    "SQL": ("sql", "SELECT '{}';"),
}


def markdown_skill(context):
    """A program, a loop, a table, a list or emphasis, as Markdown."""
    rng = context.rng
    draw = rng.random()
    if draw < 0.34:
        language = rng.choice(list(HELLO_PROGRAMS))
        fence, program = HELLO_PROGRAMS[language]
        message = pick(
            rng,
            "Hello, world!",
            "Hello, world!",
            "Hello, world!",
            "Hello, " + (context.facts.get("name") or random_name(rng)) + "!",
        )
        is_hello = message == "Hello, world!"
        question = (
            pick(
                rng,
                f"Write hello world in {language}.",
                f"Show me hello world in {language}.",
                f"Hello world in {language}",
                f"Write a {language} program that prints hello world.",
                f"Give me a code example in {language}.",
                f"Write some {language} code.",
                f"Show me a {language} code block.",
                f"Can you write hello world in {language}?",
            )
            if is_hello
            else pick(rng, f'Write a {language} program that prints "{message}"', f'Print "{message}" in {language}.')
        )
        introduction = pick(
            rng,
            f"Here is a small example in {language}:",
            f"Here is the code in {language}:",
            f"Sure! This is {language}:",
        )
        return [
            (
                roughen(rng, question, is_hello),
                None,
                f"{introduction}\n\n```{fence}\n{program.replace('{}', message)}\n```",
            )
        ]
    if draw < 0.44:
        first = rng.randint(1, 3)
        last = pick(rng, 5, 10, 10, 20, rng.randint(4, 30))
        language = pick(rng, "Python", "JavaScript")
        question = pick(
            rng,
            f"Write a {language} loop from {first} to {last}.",
            f"Write a {language} program that counts from {first} to {last}.",
            f"Show me a for loop in {language} from {first} to {last}.",
        )
        program = (
            f"for i in range({first}, {last + 1}):\n    print(i)"
            if language == "Python"
            else f"for (let i = {first}; i <= {last}; i++) {{\n    console.log(i);\n}}"
        )
        return [
            (
                roughen(rng, question),
                None,
                f"Here is a small example in {language}:\n\n```{language.lower()}\n{program}\n```",
            )
        ]
    if draw < 0.6:
        kind = rng.randrange(4)
        count = rng.randint(2, 4)
        if kind == 0:
            rows = rng.sample(ANIMAL_SOUNDS, count)
            heads = ("Animal", "Sound")
            question = pick(
                rng,
                "Make a table of animals and their sounds.",
                "Show me a table with animal sounds.",
                "Write a small table of animal sounds.",
                "Create a table with animals and sounds.",
            )
        elif kind == 1:
            rows = [(capitalise(a), program) for a, program in rng.sample(CAPITALS, count)]
            heads = ("Country", "Capital")
            question = pick(
                rng,
                "Make a table of countries and capitals.",
                "Show me a table with capitals.",
                "Create a small table of countries and their capitals.",
                "Write a table of capitals.",
            )
        elif kind == 2:
            rows = [("Q4_K_M", "small"), ("Q5_K_M", "medium"), ("Q6_K", "large"), ("Q8_0", "very large")][
                : max(count, 3)
            ]
            heads = ("Level", "Size")
            question = pick(
                rng,
                "Make a table of quantization levels.",
                "Show me a table with quantization levels.",
                "Compare the quantization levels in a table.",
            )
        else:
            rows = [
                (capitalise(f), cl)
                for f, cl in rng.sample(
                    [
                        ("apple", "red"),
                        ("banana", "yellow"),
                        ("grape", "purple"),
                        ("orange", "orange"),
                        ("lemon", "yellow"),
                        ("cherry", "red"),
                        ("kiwi", "green"),
                        ("plum", "purple"),
                    ],
                    count,
                )
            ]
            heads = ("Fruit", "Color")
            question = pick(
                rng,
                "Make a table of fruits and colors.",
                "Show me a table.",
                "Create a small table.",
                "Write a small markdown table.",
                "Make a table with fruits and their colors.",
                "Give me an example of a table.",
            )
        return [
            (
                roughen(rng, question),
                None,
                f"| {heads[0]} | {heads[1]} |\n| --- | --- |\n"
                + "\n".join((f"| {a} | {program} |" for a, program in rows)),
            )
        ]
    if draw < 0.85:
        category, items = pick(
            rng,
            [
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
                ("animals", ["lion", "tiger", "bear", "wolf", "fox", "owl", "whale", "rabbit", "dog", "cat", "horse"]),
                ("colors", COLORS),
                (
                    "tips for better prompts",
                    [
                        "be clear and short",
                        "give an example",
                        "ask one thing at a time",
                        "say how long the answer should be",
                        "tell the model the goal",
                    ],
                ),
                ("things for a picnic", ["bread", "cheese", "fruit", "a blanket", "water", "cookies"]),
                (
                    "reasons to run a model locally",
                    [
                        "your data stays private",
                        "it works offline",
                        "it costs nothing per message",
                        "you can choose the model",
                    ],
                ),
                (
                    "healthy habits",
                    ["drink enough water", "sleep well", "walk every day", "eat vegetables", "take short breaks"],
                ),
                ("cities", CITIES),
                (
                    "things to pack for a trip",
                    ["clothes", "a toothbrush", "a book", "a charger", "a map", "an umbrella"],
                ),
                ("hobbies", HOBBIES),
                ("quantization levels", ["Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0"]),
                (
                    "rainy day activities",
                    ["read a book", "bake a cake", "play a board game", "draw a picture", "watch a film"],
                ),
            ],
        )
        count = rng.randint(3, min(5, len(items)))
        chosen = rng.sample(items, count)
        count_text = pick(rng, "", "", f"{count} ")
        if not count_text:
            count = 3
            chosen = chosen[:3]
        question = pick(
            rng,
            f"Make a bulleted list of {count_text}{category}.",
            f"Give me a list of {count_text}{category}.",
            f"Write a list of {count_text}{category}.",
            f"List {count_text}{category} as bullet points.",
            f"Create a bullet list of {count_text}{category}.",
            f"Show me a bulleted list of {count_text}{category}.",
            f"{count_text}{category} as a bulleted list",
        )
        return [(roughen(rng, capitalise(question)), None, "\n".join("- " + capitalise(x) for x in chosen))]
    text = pick(rng, random_word(rng), random_phrase(rng), random_name(rng), random_word(rng))
    quote = pick(rng, '"', "")
    if rng.random() < 0.65:
        return [
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        f"Write {quote}{text}{quote} in bold.",
                        f"Make {quote}{text}{quote} bold.",
                        f"Write the word {quote}{text}{quote} in bold.",
                        f"Show {quote}{text}{quote} in bold text.",
                    ),
                    False,
                ),
                None,
                f"**{text}**",
            )
        ]
    if rng.random() < 0.5:
        return [(f"Write {quote}{text}{quote} in italics.", None, f"*{text}*")]
    return [(f"Write {quote}{text}{quote} as a heading.", None, f"# {text}")]
