"""The files of a foreign model, looked at before any of them is loaded.

Weights saved by PyTorch are pickles, and whoever opens a pickle runs what its author wrote. So
only safetensors and plain text are handed on; to the loading library nothing else exists.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from matcher.encoder import EncoderUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

WEIGHTS = ".safetensors"
_HANDED_ON = {WEIGHTS, ".json", ".txt", ".model"}
_PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib"}
_OTHER_ENGINES = {"onnx", "openvino"}


def find_folder(name: str, *, allow_download: bool) -> Path:
    """The folder of that path, or what the Hugging Face cache holds under that name.

    With `allow_download` the name is fetched first; pickles are left where they are. Raises
    EncoderUnavailable with a text for the operator.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    hint = (
        "and it could not be downloaded"
        if allow_download
        else "and downloading is not allowed; give a local folder or fetch the model first"
    )
    try:
        from huggingface_hub import snapshot_download

        return Path(
            snapshot_download(
                name if "/" in name else f"sentence-transformers/{name}",
                allow_patterns=[f"*{suffix}" for suffix in sorted(_HANDED_ON)],
                ignore_patterns=[f"{engine}/*" for engine in sorted(_OTHER_ENGINES)],
                local_files_only=not allow_download,
            )
        )
    except Exception as error:  # Names, networks and caches each fail in their own ways.
        raise EncoderUnavailable(
            f"Model {name!r} cannot be loaded: it is neither a folder nor a model stored on this "
            f"machine, {hint}. ({type(error).__name__}: {str(error).partition(chr(10))[0]})"
        ) from error


def digest(folder: Path) -> str:
    """SHA-256 in hexadecimal over names and contents of every file that is handed on.

    Raises EncoderUnavailable for a folder without weights, or with none but pickled ones.
    """
    try:
        files = _files(folder)
        _refuse_without_weights(folder, files)
        whole = hashlib.sha256()
        for path in files:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
        return whole.hexdigest()
    except OSError as error:
        raise EncoderUnavailable(f"The model in {folder} cannot be read: {error}") from error


@contextmanager
def without_pickles(folder: Path) -> Iterator[Path]:
    """A folder that shows the same model, but only what cannot run code when it is read."""
    with TemporaryDirectory(prefix="ecotechub-model-") as view:
        for path in _files(folder):
            link = Path(view) / path.relative_to(folder)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path.resolve())
        yield Path(view)


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in _HANDED_ON
        and path.is_file()
        and not any(
            part.startswith(".") or part in _OTHER_ENGINES
            for part in path.relative_to(folder).parts
        )
    )


def _refuse_without_weights(folder: Path, files: list[Path]) -> None:
    if any(path.suffix == WEIGHTS for path in files):
        return
    pickled = next((path for path in folder.rglob("*") if path.suffix in _PICKLED), None)
    if pickled is None:
        raise EncoderUnavailable(f"There is no model in the folder {folder}.")
    raise EncoderUnavailable(
        f"The model in {folder} has its weights in {pickled.name}, a pickle, which could run "
        "anything when it is opened: please save it as safetensors where you trust it."
    )
