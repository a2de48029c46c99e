"""A model of a few kilobytes, built and exported like the real one; its vectors mean nothing.

`python -m tests.matcher.training.tiny` writes it to tests/matcher/tiny_model anew.
"""

from pathlib import Path

import numpy as np

WORDS = (
    *("weisser", "belag", "in", "den", "rohr", "##en", "kalk", "am", "kuehl", "##turm"),
    *("white", "scale", "wer", "hilft", "?", "."),
)
FOLDER = Path(__file__).parents[1] / "tiny_model"


def tiny_tokenizer():
    from matcher.training.bilingual.vocabulary import SPECIAL, tokenizer_of

    return tokenizer_of({piece: number for number, piece in enumerate([*SPECIAL, *WORDS])})


def tiny_student():
    import torch
    from transformers import BertConfig, BertModel

    from matcher.training.bilingual.transformer import Student

    torch.manual_seed(0)
    tokenizer = tiny_tokenizer()
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
        initializer_range=0.3,
    )
    body = BertModel(config, add_pooling_layer=False)
    body.embeddings.word_embeddings = torch.nn.Embedding(
        config.vocab_size, 32, padding_idx=0, sparse=True
    )
    return Student(body, tokenizer)


def export_tiny(folder):
    from matcher.training.bilingual.export import export_model

    student = tiny_student()
    static = np.random.default_rng(0).normal(size=(student.table.shape[0], 4)).astype(np.float32)
    export_model(student, static, folder, static_share=0.25)
    return student, static


if __name__ == "__main__":
    export_tiny(FOLDER)
