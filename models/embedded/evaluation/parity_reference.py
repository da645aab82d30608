"""Writes the PyTorch model's log-probabilities in fp32, for parity.ts to compare a GGUF file with.

python3 parity_reference.py WORK_FOLDER/ember.pt WORK_FOLDER/parity.json
"""

import json
import sys
from pathlib import Path

import sentencepiece
import torch

sys.path.insert(0, str(Path(__file__).parent.parent / "recipe"))
from build_corpus import encode_conversation, find_tokenizer  # noqa: E402
from model import Ember  # noqa: E402

CONVERSATIONS = [
    (
        "",
        [
            ("Hello, my name is Barnaby.", None, "Nice to meet you, Barnaby!"),
            ("What is my name?", None, "Your name is Barnaby."),
        ],
    ),
    (
        "You are a helpful assistant.",
        [
            (
                "What is 47 + 38?",
                "I add 47 and 38.\nOnes: 7 + 8 = 15, write 5 and carry 1.",
                "47 + 38 = 85",
            )
        ],
    ),
    (
        "",
        [
            (
                "Write hello world in Python.",
                None,
                'Here is the code in Python:\n\n```python\nprint("Hello, world!")\n```',
            ),
            ("你好", None, "你好！我是 Ember，一个很小的本地模型。"),
        ],
    ),
    (
        "",
        [
            (
                "Tell me a long story about a fox.",
                None,
                "Once upon a time there was a kind fox named Daisy, who lived in a swamp. " * 8,
            )
        ],
    ),
]


def main():
    checkpoint_path, out_path = Path(sys.argv[1]), Path(sys.argv[2])
    checkpoint = torch.load(checkpoint_path, map_location="cpu")
    model = Ember(checkpoint["config"])
    model.load_state_dict(checkpoint["model"])
    model.eval()
    tokenizer_file = find_tokenizer(checkpoint_path.parent)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer_file))
    references = []
    for system, turns in CONVERSATIONS:
        ids, _ = encode_conversation(tokenizer, system, turns)
        with torch.no_grad():
            rows = torch.log_softmax(model(torch.tensor([ids]), dtype=torch.float32), -1).tolist()
        log_probabilities = [[round(value, 5) for value in row] for row in rows]
        references.append({"system": system, "turns": turns, "ids": ids, "logProbabilities": log_probabilities})
    out_path.write_text(json.dumps(references), encoding="utf-8")
    print(f"{out_path}: {len(references)} conversations")


if __name__ == "__main__":
    main()
