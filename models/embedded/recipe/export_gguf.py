"""Exports a checkpoint as GGUF files of the architecture `deepseek`.

    python3 export_gguf.py WORK_FOLDER/ember.pt WORK_FOLDER/Ember-12M-A6M

writes WORK_FOLDER/Ember-12M-A6M-F16.gguf, -Q8_0.gguf and -Q4_0.gguf.
"""

import sys
from pathlib import Path

import sentencepiece
import torch
from build_corpus import BEGIN, END, END_THINK, SPECIAL_PIECES, THINK, find_tokenizer
from gguf_file import ALIGNMENT, ARRAY, BOOL, FLOAT32, INT32, STRING, UINT32, encode_metadata, write_gguf

FILE_TYPES = {"F16": 1, "Q4_0": 2, "Q8_0": 7}
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE = 1, 2, 3, 4, 6

CHAT_TEMPLATE = (
    "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}"
    "{% set ns = namespace(system_prompt='') %}"
    "{%- for message in messages %}{%- if message['role'] == 'system' %}"
    "{% set ns.system_prompt = message['content'] %}{%- endif %}{%- endfor %}"
    "{{bos_token}}{{ns.system_prompt}}"
    "{%- for message in messages %}{%- if message['role'] == 'user' %}{{'<｜User｜>' + message['content']}}{%- endif %}"
    "{%- if message['role'] == 'assistant' and message['content'] is not none %}{% set content = message['content'] %}"
    "{% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}"
    "{{'<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>'}}{%- endif %}{%- endfor -%}"
    "{% if add_generation_prompt %}{{'<｜Assistant｜>'}}{% endif %}"
)


def list_layer_tensors(weights, config, layer):
    """The tensors of one layer under llama.cpp's names."""
    source, target = f"blocks.{layer}.", f"blk.{layer}."
    query, key, value = weights(f"{source}query_key_value")
    gate_up, down = weights(f"{source}feed_forward.gate_up"), weights(f"{source}feed_forward.down")
    tensors = {
        "attn_norm": weights(f"{source}attention_norm"),
        "attn_q": query,
        "attn_k": key,
        "attn_v": value,
        "attn_output": weights(f"{source}attention_out"),
        "ffn_norm": weights(f"{source}feed_forward_norm"),
    }
    if layer < config["dense_layers"]:
        width = config["dense_width"]
        tensors |= {"ffn_gate": gate_up[:width], "ffn_up": gate_up[width:], "ffn_down": down}
    else:
        width = config["expert_width"]
        shared = weights(f"{source}feed_forward.shared_gate_up")
        tensors |= {
            "ffn_gate_inp": weights(f"{source}feed_forward.router"),
            "ffn_gate_exps": gate_up[:, :width],
            "ffn_up_exps": gate_up[:, width:],
            "ffn_down_exps": down,
            "ffn_gate_shexp": shared[:width],
            "ffn_up_shexp": shared[width:],
            "ffn_down_shexp": weights(f"{source}feed_forward.shared_down"),
        }
    return [(f"{target}{name}.weight", tensor) for name, tensor in tensors.items()]


def list_tensors(state, config):
    """All tensors under llama.cpp's names, in its order."""

    def weights(name):
        return state[name].float().numpy()

    tensors = [("token_embd.weight", weights("embedding"))]
    for layer in range(config["layers"]):
        tensors += list_layer_tensors(weights, config, layer)
    return tensors + [("output_norm.weight", weights("final_norm")), ("output.weight", weights("output"))]


def choose_type(name, weights, file_type):
    """Vectors and routers stay F32; the embedding and output tables of a Q4_0 file are Q8_0."""
    if weights.ndim == 1 or "ffn_gate_inp" in name:
        return "F32"
    if file_type == "Q4_0" and name in ("token_embd.weight", "output.weight"):
        return "Q8_0"
    return file_type


def describe_general(file_type):
    return [
        ("general.architecture", STRING, "deepseek"),
        ("general.type", STRING, "model"),
        ("general.name", STRING, "Ember 12M-A6M"),
        ("general.basename", STRING, "Ember"),
        ("general.size_label", STRING, "12M-A6M"),
        (
            "general.description",
            STRING,
            "Tiny DeepSeekMoE chat demo model, trained from scratch on generated conversations",
        ),
        ("general.license", STRING, "generated data; trained for this project"),
        ("general.file_type", UINT32, FILE_TYPES[file_type]),
        ("general.quantization_version", UINT32, 2),
        ("general.alignment", UINT32, ALIGNMENT),
    ]


def describe_architecture(config):
    entries = [
        ("block_count", UINT32, config["layers"]),
        ("context_length", UINT32, config["context"]),
        ("embedding_length", UINT32, config["width"]),
        ("feed_forward_length", UINT32, config["dense_width"]),
        ("attention.head_count", UINT32, config["heads"]),
        ("attention.head_count_kv", UINT32, config["heads"]),
        ("attention.layer_norm_rms_epsilon", FLOAT32, config["epsilon"]),
        ("rope.freq_base", FLOAT32, config["rope_base"]),
        ("rope.dimension_count", UINT32, config["width"] // config["heads"]),
        ("vocab_size", UINT32, config["vocabulary"]),
        ("expert_count", UINT32, config["experts"]),
        ("expert_used_count", UINT32, config["experts_used"]),
        ("leading_dense_block_count", UINT32, config["dense_layers"]),
        ("expert_feed_forward_length", UINT32, config["expert_width"]),
        ("expert_shared_count", UINT32, 1),
        ("expert_weights_scale", FLOAT32, 1.0),
        ("expert_weights_norm", BOOL, 0),
    ]
    return [(f"deepseek.{key}", value_type, value) for key, value_type, value in entries]


def find_token_type(tokenizer, token):
    if tokenizer.is_unknown(token):
        return UNKNOWN
    if tokenizer.is_control(token):
        return CONTROL
    if tokenizer.is_byte(token):
        return BYTE
    return USER_DEFINED if token in (THINK, END_THINK) else NORMAL


def describe_tokenizer(tokenizer):
    ids = range(tokenizer.get_piece_size())
    pieces = [tokenizer.id_to_piece(token) for token in ids]
    if pieces[BEGIN : END_THINK + 1] != SPECIAL_PIECES:
        raise ValueError("The tokenizer does not have Ember's special pieces.")
    return [
        ("tokenizer.ggml.model", STRING, "llama"),
        ("tokenizer.ggml.pre", STRING, "default"),
        ("tokenizer.ggml.tokens", ARRAY, (STRING, pieces)),
        ("tokenizer.ggml.scores", ARRAY, (FLOAT32, [tokenizer.get_score(token) for token in ids])),
        ("tokenizer.ggml.token_type", ARRAY, (INT32, [find_token_type(tokenizer, token) for token in ids])),
        ("tokenizer.ggml.bos_token_id", UINT32, BEGIN),
        ("tokenizer.ggml.eos_token_id", UINT32, END),
        ("tokenizer.ggml.unknown_token_id", UINT32, 0),
        ("tokenizer.ggml.padding_token_id", UINT32, END),
        ("tokenizer.ggml.add_bos_token", BOOL, 1),
        ("tokenizer.ggml.add_eos_token", BOOL, 0),
        ("tokenizer.ggml.add_space_prefix", BOOL, 0),
        ("tokenizer.chat_template", STRING, CHAT_TEMPLATE),
    ]


def main():
    checkpoint_path, prefix = Path(sys.argv[1]), sys.argv[2]
    checkpoint = torch.load(checkpoint_path, map_location="cpu")
    tokenizer_file = find_tokenizer(checkpoint_path.parent)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer_file))
    for file_type in FILE_TYPES:
        entries = describe_general(file_type) + describe_architecture(checkpoint["config"])
        metadata = [encode_metadata(*entry) for entry in entries + describe_tokenizer(tokenizer)]
        tensors = [
            (name, choose_type(name, weights, file_type), weights)
            for name, weights in list_tensors(checkpoint["model"], checkpoint["config"])
        ]
        path = f"{prefix}-{file_type}.gguf"
        print(f"{path}: {write_gguf(path, metadata, tensors)} bytes, {len(tensors)} tensors")


if __name__ == "__main__":
    main()
