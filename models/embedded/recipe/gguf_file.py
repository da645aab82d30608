"""Writes GGUF version 3 files, and encodes tensors as F32, F16, Q8_0 and Q4_0."""

import struct

import numpy as np

UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
ALIGNMENT = 32


def encode_string(text):
    encoded = text.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def encode_metadata(key, value_type, value):
    """One key with its value; the value of an array is (type of its elements, elements)."""
    if value_type == ARRAY:
        element_type, elements = value
        if element_type == STRING:
            body = b"".join(encode_string(element) for element in elements)
        else:
            body = np.array(elements, {FLOAT32: "<f4", INT32: "<i4"}[element_type]).tobytes()
        return encode_string(key) + struct.pack("<IIQ", ARRAY, element_type, len(elements)) + body
    if value_type == STRING:
        return encode_string(key) + struct.pack("<I", STRING) + encode_string(value)
    scalar = struct.pack({UINT32: "<I", FLOAT32: "<f", BOOL: "<B"}[value_type], value)
    return encode_string(key) + struct.pack("<I", value_type) + scalar


def encode_q8_0(weights):
    """Blocks of 32: a half-precision scale and 32 signed bytes."""
    blocks = weights.reshape(-1, 32).astype(np.float32)
    scales = np.abs(blocks).max(1) / 127
    inverse = np.where(scales > 0, 1 / np.where(scales > 0, scales, 1), 0)
    quants = np.clip(np.rint(blocks * inverse[:, None]), -127, 127).astype(np.int8)
    out = np.empty((len(blocks), 34), np.uint8)
    out[:, :2] = scales.astype("<f2").view(np.uint8).reshape(-1, 2)
    out[:, 2:] = quants.view(np.uint8)
    return out.tobytes()


def encode_q4_0(weights):
    """Blocks of 32: a half-precision scale and 32 values of four bits, the largest magnitude mapped to -8."""
    blocks = weights.reshape(-1, 32).astype(np.float32)
    largest = blocks[np.arange(len(blocks)), np.abs(blocks).argmax(1)]
    scales = largest / -8
    inverse = np.where(scales != 0, 1 / np.where(scales != 0, scales, 1), 0)
    quants = np.minimum(15, (blocks * inverse[:, None] + 8.5).astype(np.int32)).astype(np.uint8)
    out = np.empty((len(blocks), 18), np.uint8)
    out[:, :2] = scales.astype("<f2").view(np.uint8).reshape(-1, 2)
    out[:, 2:] = quants[:, :16] | (quants[:, 16:] << 4)
    return out.tobytes()


TENSOR_TYPES = {"F32": 0, "F16": 1, "Q4_0": 2, "Q8_0": 8}
ENCODERS = {
    "F32": lambda weights: weights.astype("<f4").tobytes(),
    "F16": lambda weights: weights.astype("<f2").tobytes(),
    "Q8_0": encode_q8_0,
    "Q4_0": encode_q4_0,
}


def pad(data):
    return data + b"\0" * (-len(data) % ALIGNMENT)


def write_gguf(path, metadata, tensors):
    """Writes metadata, as encoded by encode_metadata, and tensors, as (name, type, array); returns the size in bytes."""
    header = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata)) + b"".join(metadata)
    data, offset = [], 0
    for name, tensor_type, weights in tensors:
        dimensions = weights.shape[::-1]
        header += encode_string(name) + struct.pack("<I", len(dimensions))
        header += struct.pack(f"<{len(dimensions)}Q", *dimensions)
        header += struct.pack("<IQ", TENSOR_TYPES[tensor_type], offset)
        data.append(pad(ENCODERS[tensor_type](np.ascontiguousarray(weights))))
        offset += len(data[-1])
    with open(path, "wb") as file:
        file.write(pad(header))
        file.writelines(data)
    return len(pad(header)) + offset
