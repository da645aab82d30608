"""The plots of the stories: each gives the sentences of a beginning, a middle and an end."""

from dataclasses import dataclass
from random import Random

from word_lists import CHARACTERS
from wording import pick, with_article


@dataclass
class Tale:
    """Who and what one story is about."""

    rng: Random
    character: str
    name: str
    is_male: bool
    place: str
    object_name: str
    adjective: str
    helper: str
    helper_name: str
    helper_is_male: bool

    @property
    def subject(self):
        """`he` or `she`."""
        return "he" if self.is_male else "she"

    @property
    def subject_capitalised(self):
        """`He` or `She`."""
        return self.subject.capitalize()

    @property
    def him(self):
        """`him` or `her`."""
        return "him" if self.is_male else "her"

    @property
    def his(self):
        """`his` or `her`."""
        return "his" if self.is_male else "her"


def tell_of_lost_object(tale):
    """The hero loses something and finds it again with help."""
    rng = tale.rng
    beginning = [
        pick(
            rng,
            f"One day {tale.name} noticed that {tale.his} favorite {tale.object_name} was gone.",
            f"One morning {tale.his} {tale.object_name} was missing.",
        ),
        pick(
            rng,
            f"{tale.subject_capitalised} looked everywhere, but could not find it.",
            f"{tale.subject_capitalised} searched under every stone and behind every door.",
        ),
        pick(
            rng,
            f"Then {tale.subject} met {with_article(tale.helper)} named {tale.helper_name}, who offered to help.",
            f"{with_article(tale.helper)[0].upper() + with_article(tale.helper)[1:]} named {tale.helper_name} saw how"
            f" sad {tale.name} was and came closer.",
        ),
    ]
    middle = [
        pick(rng, "Together they followed small footprints in the sand.", "Together they walked along a narrow path."),
        pick(rng, f'"Do not give up," said {tale.helper_name}.', f'"We will find it," said {tale.helper_name}.'),
    ]
    end = [
        pick(
            rng,
            f"At last they found the {tale.object_name} under an old tree.",
            f"At last they saw the {tale.object_name} shining in the grass.",
        ),
        pick(
            rng,
            f"{tale.name} was so happy that {tale.subject} hugged {tale.helper_name}.",
            f"{tale.name} thanked {tale.helper_name} with all {tale.his} heart.",
        ),
    ]
    return beginning, middle, end


def tell_of_found_object(tale):
    """The hero finds something and brings it back."""
    rng = tale.rng
    beginning = [
        pick(
            rng,
            f"One day {tale.name} found {with_article(tale.object_name)} that glowed in the dark.",
            f"One evening {tale.name} found an old {tale.object_name} on the ground.",
            f"One day {tale.name} found {with_article(tale.object_name)} under a tree.",
        ),
        pick(
            rng,
            f"{tale.subject_capitalised} did not know who it belonged to.",
            f"{tale.subject_capitalised} had never seen anything like it.",
        ),
        pick(
            rng,
            f"So {tale.subject} went to {with_article(tale.helper)} named {tale.helper_name} and asked for advice.",
            f"{tale.subject_capitalised} showed it to {tale.helper_name}, {with_article(tale.helper)} who knew many"
            " things.",
        ),
    ]
    middle = [
        pick(
            rng,
            f'"This {tale.object_name} is special," said {tale.helper_name}. "It helps those who share."',
            f'"You must bring the {tale.object_name} back to its owner," said {tale.helper_name}.',
        ),
        pick(rng, "So they set out together before the sun went down.", "They asked everyone they met on the way."),
    ]
    end = [
        pick(
            rng,
            f"In the end the owner of the {tale.object_name} was found and thanked them both.",
            f"In the end {tale.name} used the {tale.object_name} to help the whole place.",
        ),
        pick(
            rng,
            f"From then on {tale.name} and {tale.helper_name} were the best of friends.",
            f"{tale.name} learned that sharing makes everyone richer.",
        ),
    ]
    return beginning, middle, end


def tell_of_storm(tale):
    """The hero saves someone in a storm."""
    rng = tale.rng
    beginning = [
        pick(
            rng,
            "One night a big storm came, and the wind blew very hard.",
            "One day dark clouds came and it began to rain.",
        ),
        pick(rng, f"{tale.name} heard someone call for help.", f"{tale.name} heard a small voice in the dark."),
        pick(
            rng,
            f"It was {tale.helper_name}, {with_article(tale.helper)} who had lost the way.",
            f"It was {with_article(tale.helper)} named {tale.helper_name}, cold and afraid.",
        ),
    ]
    middle = [
        pick(
            rng,
            f"{tale.name} took {tale.his} {tale.object_name} and ran outside.",
            f"{tale.subject_capitalised} grabbed {tale.his} {tale.object_name} and went out into the rain.",
        ),
        pick(
            rng,
            f"The path was slippery, but {tale.name} did not turn back.",
            f"{tale.subject_capitalised} was afraid too, but {tale.subject} kept going.",
        ),
    ]
    end = [
        pick(
            rng,
            f"With the help of the {tale.object_name}, {tale.name} brought {tale.helper_name} safely home.",
            f"Soon they sat together by a warm fire, with the {tale.object_name} between them.",
        ),
        pick(
            rng, f'"You were very brave," said {tale.helper_name}.', "When the sun came back, they had become friends."
        ),
    ]
    return beginning, middle, end


def tell_of_learning(tale):
    """The hero learns what the others can do."""
    rng = tale.rng
    talent = pick(rng, "swim", "sing", "dance", "climb", "read", "paint", "whistle", "tell stories")
    beginning = [
        pick(
            rng,
            f"But {tale.name} could not {talent}, and that made {tale.him} sad.",
            f"There was only one problem: {tale.name} did not know how to {talent}.",
        ),
        pick(
            rng,
            f"The others laughed at {tale.him}.",
            f"{tale.subject_capitalised} tried many times, but nothing worked.",
        ),
        pick(
            rng,
            f"One day {tale.subject} met {tale.helper_name}, {with_article(tale.helper)} with"
            f" {with_article(tale.object_name)}.",
            f"Then {with_article(tale.helper)} named {tale.helper_name} came by and gave {tale.him}"
            f" {with_article(tale.object_name)}.",
        ),
    ]
    middle = [
        pick(
            rng,
            f'"Practice a little every day," said {tale.helper_name}.',
            f'"I can teach you," said {tale.helper_name}.',
        ),
        pick(rng, f"{tale.name} practiced every morning and every evening.", "Day after day they practiced together."),
    ]
    end = [
        pick(
            rng,
            f"After some weeks {tale.name} could {talent} better than anyone.",
            f"Soon {tale.name} could {talent} so well that everyone came to watch.",
        ),
        pick(
            rng,
            f"{tale.subject_capitalised} kept the {tale.object_name} to remember {tale.his} teacher.",
            f"{tale.subject_capitalised} never forgot the kindness of {tale.helper_name}.",
        ),
    ]
    return beginning, middle, end


def tell_of_journey(tale):
    """The hero meets an obstacle on a journey."""
    rng = tale.rng
    beginning = [
        pick(
            rng,
            f"One day {tale.name} decided to go on a journey with only {with_article(tale.object_name)} in {tale.his}"
            " bag.",
            f"One day {tale.name} packed {with_article(tale.object_name)} and left home.",
        ),
        pick(
            rng,
            f"After a long walk {tale.subject} came to a broken bridge.",
            f"Soon {tale.subject} came to a river without a bridge.",
        ),
        pick(
            rng,
            f"On the other side stood {with_article(tale.helper)} named {tale.helper_name}.",
            f"There {tale.subject} met {tale.helper_name}, {with_article(tale.helper)} who also wanted to cross.",
        ),
    ]
    middle = [
        pick(
            rng,
            "They thought for a long time and made a plan.",
            f'"If we work together, we can do it," said {tale.name}.',
        ),
        pick(
            rng,
            f"{tale.name} used the {tale.object_name}, and {tale.helper_name} pulled with all"
            f" {('his' if tale.helper_is_male else 'her')} strength.",
        ),
    ]
    end = [
        pick(rng, "At last they reached the other side.", "In the end the way was open for everyone."),
        pick(rng, "They shared some bread and laughed.", "From that day on they traveled together."),
    ]
    return beginning, middle, end


PLOTS = [tell_of_lost_object, tell_of_found_object, tell_of_storm, tell_of_learning, tell_of_journey]


def find_detours(tale):
    """Small adventures on the way, for longer stories."""
    rng = tale.rng
    return [
        [
            "On the way they came to a dark cave.",
            "Inside the cave something moved.",
            "It was only a sleepy bat who wished them a good night.",
        ],
        [
            f"Later they met {with_article(pick(rng, CHARACTERS[:40]))} who asked them a riddle.",
            f"{tale.name} thought for a while and gave the right answer.",
            "As a reward they got some sweet berries.",
        ],
        [
            "In the evening they rested under a big tree.",
            f"{tale.helper_name} told a funny tale, and {tale.name} laughed until the stars came out.",
            "The next morning they were ready to go on.",
        ],
        [
            "Suddenly thick fog came down and they could see nothing.",
            f"{tale.name} held on to {tale.helper_name}, and they walked slowly step by step.",
            "When the fog was gone, the sun was shining again.",
        ],
        [
            "Then they were very hungry.",
            "An old woman gave them warm soup and asked for a song.",
            "They sang together, and she smiled.",
        ],
    ]
