"""Counting, small sums, and two-digit sums with a thought before the answer."""

from wording import pick, roughen

NUMBER_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]


def counting_skill(context):
    """Counting up, down, in steps."""
    rng = context.rng
    draw = rng.random()
    if draw < 0.1:
        step = pick(rng, 2, 3, 5, 10)
        count = rng.randint(4, 12)
        numbers = [step * (i + 1) for i in range(count)]
        question = pick(
            rng,
            f"Count by {step}s to {numbers[-1]}.",
            f"Count in steps of {step} up to {numbers[-1]}.",
            f"Count to {numbers[-1]} by {step}s.",
        )
    elif draw < 0.16:
        count = rng.randint(3, 20)
        step = rng.randint(0, 1)
        question = pick(
            rng,
            f"List the first {count} {['even', 'odd'][step]} numbers.",
            f"Give me the first {count} {['even', 'odd'][step]} numbers.",
        )
        numbers = [2 * i + 2 - step for i in range(count)]
    elif draw < 0.36:
        first = rng.randint(3, 30) if rng.random() < 0.7 else rng.randint(5, 60)
        last = pick(rng, 0, 1, 1, 1) if first <= 30 and rng.random() < 0.6 else max(0, first - rng.randint(3, 20))
        numbers = list(range(first, last - 1, -1))
        question = pick(
            rng,
            f"Count down from {first} to {last}.",
            f"Count backwards from {first} to {last}.",
            f"Countdown from {first} to {last}.",
            f"Count from {first} down to {last}.",
            f"Count from {first} to {last}.",
        )
    else:
        range_draw = rng.random()
        if range_draw < 0.55:
            first, last = (1, rng.randint(3, 30))
        elif range_draw < 0.9:
            first = rng.randint(0, 80)
            last = first + rng.randint(3, 20)
        else:
            first, last = (1, pick(rng, 40, 50, 50, 60, 100))
        numbers = list(range(first, last + 1))
        question = pick(
            rng,
            f"Count from {first} to {last}.",
            f"Count from {first} up to {last}.",
            f"Please count from {first} to {last}.",
            f"Can you count from {first} to {last}?",
            f"List the numbers from {first} to {last}.",
            f"Write the numbers from {first} to {last}.",
        )
        if first == 1 and rng.random() < 0.45:
            question = pick(
                rng,
                f"Count to {last}.",
                f"Can you count to {last}?",
                f"Count up to {last}.",
                f"Please count to {last}.",
            )
        if first == 1 and last <= 20 and (rng.random() < 0.15):
            question = f"Count to {NUMBER_WORDS[last]}."
    return [
        (roughen(rng, question), None, ", ".join(map(str, numbers)) + (pick(rng, "", ".") if len(numbers) < 2 else ""))
    ]


def sums_skill(context):
    """Sums and products; two-digit sums are thought through first."""
    rng = context.rng
    draw = rng.random()
    if draw < 0.42:
        if rng.random() < 0.55:
            left, right = (rng.randint(0, 20), rng.randint(0, 20))
            left, right = (left, right) if left + right <= 20 else (rng.randint(0, 10), rng.randint(0, 10))
            sign, sign_word, result = ("+", "plus", left + right)
        else:
            left = rng.randint(1, 20)
            right = rng.randint(0, left)
            sign, sign_word, result = ("-", "minus", left - right)
        question = pick(
            rng,
            f"What is {left} {sign} {right}?",
            f"What is {left} {sign_word} {right}?",
            f"{left} {sign} {right}",
            f"{left}{sign}{right}",
            f"{left} {sign} {right} = ?",
            f"Calculate {left} {sign} {right}.",
            f"How much is {left} {sign} {right}?",
            f"How much is {left} {sign_word} {right}?",
            f"What's {left} {sign} {right}?",
            f"Compute {left} {sign} {right}.",
            f"{left} {sign_word} {right}?",
            f"Solve {left} {sign} {right}.",
        )
        return [(roughen(rng, question), None, f"{left} {sign} {right} = {result}")]
    if draw < 0.5:
        left, right = (rng.randint(1, 10), rng.randint(1, 10))
        return [
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        f"What is {left} times {right}?",
                        f"What is {left} * {right}?",
                        f"{left} x {right}",
                        f"Calculate {left} * {right}.",
                        f"How much is {left} times {right}?",
                        f"{left} * {right} = ?",
                    ),
                ),
                None,
                f"{left} * {right} = {left * right}",
            )
        ]
    left, right = (rng.randint(10, 99), rng.randint(10, 99))
    result = left + right
    question = pick(
        rng,
        f"What is {left} + {right}?",
        f"What is {left} plus {right}?",
        f"{left} + {right}",
        f"{left}+{right}",
        f"{left} + {right} = ?",
        f"Calculate {left} + {right}.",
        f"How much is {left} + {right}?",
        f"How much is {left} plus {right}?",
        f"What's {left} + {right}?",
        f"Compute {left} + {right}.",
        f"Add {left} and {right}.",
        f"Think step by step: what is {left} + {right}?",
        f"Please add {left} and {right}.",
        f"What is the sum of {left} and {right}?",
    )
    ones = left % 10 + right % 10
    tens = left // 10 + right // 10
    carry = ones // 10
    thought = (
        f"I add {left} and {right}.\nOnes: {left % 10} + {right % 10} = {ones}"
        + (f", write {ones % 10} and carry 1.\n" if carry else f", write {ones % 10}.\n")
        + f"Tens: {left // 10} + {right // 10}"
        + (f" + 1 = {tens + 1}.\n" if carry else f" = {tens}.\n")
        + f"Together: {result}."
    )
    return [(roughen(rng, question), thought, f"{left} + {right} = {result}")]
