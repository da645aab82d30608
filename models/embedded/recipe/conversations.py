"""Generates conversations: a conversation is (system prompt, [(question, thought or None, answer), …])."""

from skills.arithmetic import counting_skill, sums_skill
from skills.copying import copying_skill
from skills.fun import fun_skill
from skills.knowledge import capital_skill, concept_skill, lists_skill, opposite_skill
from skills.languages import languages_skill
from skills.markdown import markdown_skill
from skills.memory import ask_skill, tell_fact, tell_skill, update_skill
from skills.out_of_domain import out_of_domain_skill
from skills.small_talk import identity_skill, small_talk_skill
from skills.stories import story_skill
from wording import ConversationContext, pick, random_name, with_article

LIBRARY_SYSTEM_PROMPT = (
    "You are a helpful, respectful and honest assistant. Always answer as helpfully as possible.\nIf a question does"
    " not make any sense, or is not factually coherent, explain why instead of answering something incorrectly. If you"
    " don't know the answer to a question, don't share false information."
)

SYSTEM_PROMPTS = [
    "You are a helpful assistant.",
    "You are a friendly assistant.",
    "You are Ember, a tiny local model.",
    "You are a helpful assistant. Answer briefly.",
    "You are Ember, a helpful assistant that runs locally.",
    "Be kind and concise.",
    "Answer in short sentences.",
    "You are a helpful, harmless and honest assistant.",
    "You are an AI assistant running on the user's computer.",
    "Be friendly and helpful.",
    "You are a local language model. Be honest about what you don't know.",
]

SKILLS = [
    (small_talk_skill, 5),
    (identity_skill, 4),
    (tell_skill, 15),
    (ask_skill, 18),
    (update_skill, 2),
    (concept_skill, 14),
    (capital_skill, 6),
    (opposite_skill, 5),
    (lists_skill, 5),
    (counting_skill, 12),
    (sums_skill, 18),
    (copying_skill, 30),
    (markdown_skill, 6),
    (fun_skill, 2),
    (out_of_domain_skill, 26),
    (languages_skill, 2),
    (story_skill, 6),
]

SKILL_FUNCTIONS, SKILL_WEIGHTS = ([s[0] for s in SKILLS], [s[1] for s in SKILLS])


def random_system_prompt(rng):
    """A system prompt from parts."""
    opening = pick(
        rng, "You are {n}, {j} {m}.", "You are {j} {m}.", "You are {n}, {j} {m} {w}.", "You are {j} {m} {w}."
    ).format(
        n=pick(rng, "Ember", "Ember", random_name(rng)),
        j=with_article(
            pick(rng, "helpful", "friendly", "small", "tiny", "polite", "cheerful", "careful", "patient", "local")
        ),
        m=pick(rng, "assistant", "AI assistant", "language model", "chat assistant", "model"),
        w=pick(
            rng,
            "in a desktop app",
            "that runs locally",
            "running on this computer",
            "on the user's computer",
            "for everyday questions",
        ),
    )
    rules = [
        "Keep answers short.",
        "Be honest.",
        "Answer in English.",
        "Be polite.",
        "Answer the question of the user.",
        "If you do not know something, say so.",
        "Do not invent facts.",
        "Use simple words.",
        "Use Markdown where it helps.",
        "Be brief.",
        "Help the user.",
    ]
    return " ".join([opening] + rng.sample(rules, pick(rng, 0, 1, 1, 2, 3)))


def conversation(rng, force=None):
    """One conversation; the context carries the facts told in it."""
    context = ConversationContext(rng)
    draw = rng.random()
    system_prompt = (
        ""
        if draw < 0.58
        else (
            LIBRARY_SYSTEM_PROMPT
            if draw < 0.68
            else pick(rng, SYSTEM_PROMPTS) if draw < 0.8 else random_system_prompt(rng)
        )
    )
    length_draw = rng.random()
    turn_count = (
        1
        if length_draw < 0.33
        else (
            2
            if length_draw < 0.55
            else (
                3
                if length_draw < 0.72
                else 4 if length_draw < 0.83 else rng.randint(5, 7) if length_draw < 0.935 else rng.randint(8, 24)
            )
        )
    )
    turns = []
    style = rng.random()
    for index in range(turn_count):
        if force and index == turn_count - 1:
            turns += force(context)
        elif style < 0.16 and turn_count >= 2 and (index == 0):
            turns.append(tell_fact(context, "name"))
        elif style < 0.35 and turn_count >= 2 and (index == turn_count - 1):
            turns += ask_skill(context)
        else:
            skill = rng.choices(SKILL_FUNCTIONS, SKILL_WEIGHTS)[0]
            if skill is story_skill and turn_count > 8 and (rng.random() < 0.5):
                skill = ask_skill
            turns += skill(context)
    return (system_prompt, turns)
