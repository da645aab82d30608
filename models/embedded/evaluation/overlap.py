"""Counts which evaluation prompts occur literally in the training data.

    python3 overlap.py results/main-Q8_0.json WORK_FOLDER/train [MORE CORPORA]

For each group: cases whose last message was seen, cases whose every message was seen, all cases.
"""

import json
import sys
from pathlib import Path

import numpy as np
import sentencepiece

sys.path.insert(0, str(Path(__file__).parent.parent / "recipe"))
from build_corpus import ASSISTANT, TOKENIZER_FILE, USER  # noqa: E402

RESET_TURN = "@reset"


def occurs(message, corpora):
    """Whether the message stands between the user's and the assistant's token in one of the corpora."""
    wanted = np.array([USER, *message, ASSISTANT], np.uint16).tobytes()
    for corpus in corpora:
        position = corpus.find(wanted)
        while position >= 0:
            # An odd offset lies between two tokens.
            if position % 2 == 0:
                return True
            position = corpus.find(wanted, position + 1)
    return False


def main():
    results = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["results"]
    corpora = [np.fromfile(f"{prefix}.tok", np.uint16).tobytes() for prefix in sys.argv[2:]]
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(TOKENIZER_FILE))
    messages = {turn for result in results for turn in result["turns"] if turn != RESET_TURN}
    seen = {message: occurs(tokenizer.encode(message), corpora) for message in messages}
    groups = {}
    for result in results:
        turns = [turn for turn in result["turns"] if turn != RESET_TURN]
        counts = groups.setdefault(result["group"], [0, 0, 0])
        counts[0] += seen[turns[-1]]
        counts[1] += all(seen[turn] for turn in turns)
        counts[2] += 1
    for group, (last, every, count) in groups.items():
        print(f"{group}: {last}, {every}, {count}")


if __name__ == "__main__":
    main()
