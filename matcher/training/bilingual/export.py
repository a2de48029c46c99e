"""Writes the trained model as files that the run time loads without torch.

Weights are stored as 8-bit integers: the tables with one scale per row, the body's matrices with
one scale per block of 32, whose products ONNX Runtime computes in integers as well.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.bundled_encoder import FORMAT

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.training.bilingual.transformer import Student

_OPSET = 20
_BLOCK = 32
_LARGEST_PART = 16 * 2**20
_INTEGER_PRODUCTS = 4


def export_model(
    student: Student, static: NDArray[np.float32], folder: Path, *, static_share: float
) -> None:
    """Everything the run time needs; the manifest, with all hashes, comes last.

    `static_share` is the share of the static model in a cosine, 0 to 1.
    """
    folder.mkdir(parents=True, exist_ok=True)
    student.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "body.onnx").write_bytes(onnx_body(student.body))
    _save_table(folder / "pieces", student.table.detach().float().cpu().numpy())
    _save_table(folder / "static", static)
    files = (
        *("tokenizer.json", "body.onnx"),
        *("pieces.npy", "pieces_scales.npy", "static.npy", "static_scales.npy"),
    )
    manifest = {
        "format": FORMAT,
        "name": "ecotechub-de-en",
        "static_share": static_share,
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files},
    }
    for name in files:
        if (folder / name).stat().st_size > _LARGEST_PART:
            raise ValueError(f"{name} is larger than 16 MiB")
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def export_sentence_transformer(student: Student, folder: Path) -> None:
    """The transformer as a folder that `SentenceTransformer(path)` loads, in full precision."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    parts = folder / "transformer"
    student.body.save_pretrained(parts)
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=student.tokenizer,
        **{f"{name.lower()}_token": f"[{name}]" for name in ("PAD", "UNK", "CLS", "SEP", "MASK")},
        model_max_length=256,
    )
    fast.save_pretrained(parts)
    transformer = Transformer(str(parts), max_seq_length=256)
    modules = [transformer, Pooling(student.table.shape[1], "mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))


def rows_as_integers(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """8-bit rows and the factor of each row, shapes (rows, n) and (rows,)."""
    factors = np.abs(table).max(axis=1) / 127
    integers = np.rint(table / np.where(factors > 0, factors, 1)[:, None]).astype(np.int8)
    return integers, factors.astype(np.float32)


def onnx_body(body: Any) -> bytes:
    """Six layers from embedded pieces and mask to unit vectors, as an ONNX model."""
    from onnx import TensorProto, helper

    state = {name: value.float().cpu().numpy() for name, value in body.state_dict().items()}
    graph = _Graph()
    size = body.config.hidden_size
    positions = state["embeddings.position_embeddings.weight"][:256]
    graph.constant("positions", positions + state["embeddings.token_type_embeddings.weight"][0])
    graph.constant("zero", np.array([0], np.int64))
    graph.constant("one", np.array([1], np.int64))
    graph.constant("two", np.array([2], np.int64))
    graph.constant("length_floor", np.array([1e-9], np.float32))
    length = graph.node("Shape", ["mask"], start=1, end=2)
    used = graph.node("Slice", ["positions", "zero", length, "zero"])
    placed = graph.node("Add", ["embedded", used])
    hidden = graph.norm(placed, "embeddings.LayerNorm", state)
    for number in range(body.config.num_hidden_layers):
        hidden = _layer(graph, f"encoder.layer.{number}.", hidden, state, body.config)
    weights = graph.node("Cast", ["mask"], to=TensorProto.FLOAT)
    column = graph.node("Unsqueeze", [weights, "two"])
    summed = graph.node("ReduceSum", [graph.node("Mul", [hidden, column]), "one"], keepdims=0)
    squares = graph.node("ReduceSumSquare", [summed, "one"], keepdims=1)
    norm = graph.node("Max", [graph.node("Sqrt", [squares]), "length_floor"])
    graph.node("Div", [summed, norm], output="vectors")
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "ecotechub-de-en",
            [
                helper.make_tensor_value_info(
                    "embedded", TensorProto.FLOAT, ["texts", "pieces", size]
                ),
                helper.make_tensor_value_info("mask", TensorProto.INT32, ["texts", "pieces"]),
            ],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", size])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)],
        ir_version=10,
    )
    serialised: bytes = model.SerializeToString()
    return serialised


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: list[str], *, output: str = "", **attributes: Any) -> str:
        from onnx import helper

        output = output or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def linear(self, value: str, name: str, weight: NDArray[Any], bias: NDArray[Any]) -> str:
        """value @ weight.T + bias, weight of shape (outputs, inputs)."""
        outputs, inputs = weight.shape
        blocks = weight.reshape(outputs, inputs // _BLOCK, _BLOCK)
        factors = np.abs(blocks).max(axis=2) / 127
        integers = np.rint(blocks / np.maximum(factors, 1e-12)[..., None]) + 128
        self.constant(f"{name}.integers", integers.astype(np.uint8))
        self.constant(f"{name}.factors", factors.astype(np.float32).reshape(-1))
        self.constant(f"{name}.bias", bias.astype(np.float32))
        product = self.node(
            "MatMulNBits",
            [value, f"{name}.integers", f"{name}.factors"],
            domain="com.microsoft",
            K=inputs,
            N=outputs,
            bits=8,
            block_size=_BLOCK,
            accuracy_level=_INTEGER_PRODUCTS,
        )
        return self.node("Add", [product, f"{name}.bias"])

    def norm(self, value: str, name: str, state: dict[str, NDArray[Any]]) -> str:
        for part in ("weight", "bias"):
            self.constant(f"{name}.{part}", state[f"{name}.{part}"])
        return self.node(
            "LayerNormalization", [value, f"{name}.weight", f"{name}.bias"], axis=-1, epsilon=1e-12
        )


def _layer(
    graph: _Graph, name: str, hidden: str, state: dict[str, NDArray[Any]], config: Any
) -> str:
    def linear(value: str, part: str) -> str:
        weight, bias = state[f"{name}{part}.weight"], state[f"{name}{part}.bias"]
        return graph.linear(value, f"{name}{part}", weight, bias)

    query, key, value = (
        linear(hidden, f"attention.self.{part}") for part in ("query", "key", "value")
    )
    attended = graph.node(
        "MultiHeadAttention",
        [query, key, value, "", "mask"],
        domain="com.microsoft",
        num_heads=config.num_attention_heads,
    )
    mixed = graph.node("Add", [linear(attended, "attention.output.dense"), hidden])
    mixed = graph.norm(mixed, f"{name}attention.output.LayerNorm", state)
    inner = graph.node("Gelu", [linear(mixed, "intermediate.dense")])
    outer = graph.node("Add", [linear(inner, "output.dense"), mixed])
    return graph.norm(outer, f"{name}output.LayerNorm", state)


def _save_table(stem: Path, table: NDArray[np.float32]) -> None:
    integers, factors = rows_as_integers(table)
    np.save(stem.with_suffix(".npy"), integers, allow_pickle=False)
    np.save(stem.with_name(f"{stem.name}_scales.npy"), factors, allow_pickle=False)
