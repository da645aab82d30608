"""Explanations of terms and of the app: concepts.json as (names or questions, answers). Written for this project."""

import json
from pathlib import Path

_data = json.loads(Path(__file__).with_name("concepts.json").read_text(encoding="utf-8"))

CONCEPTS = [(concept["names"], concept["answers"]) for concept in _data["concepts"]]
HOW_TOS = [(how_to["questions"], how_to["answers"]) for how_to in _data["howTos"]]
