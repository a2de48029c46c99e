"""Small secrets of an installation on one machine, kept in files that only their owner reads."""

import json
import os
import secrets
from pathlib import Path

PASSWORD_ALPHABET = "abcdefghkmnpqrstuvwxyz23456789"  # noqa: S105 (what passwords are made of)


def secret_key(data_dir: Path) -> str:
    """The key that signs sessions, made at the first start."""
    path = data_dir / "secret-key"
    if path.is_file():
        return path.read_text(encoding="utf-8").strip()
    key = secrets.token_urlsafe(48)
    write_private(path, key + "\n")
    return key


def read_passwords(data_dir: Path) -> dict[str, str]:
    """The demo's passwords by address, as they were last set."""
    try:
        kept = json.loads((data_dir / "demo-sign-ins.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def write_passwords(data_dir: Path, passwords: dict[str, str]) -> None:
    """Keep the demo's passwords, so that a restart signs nobody out."""
    write_private(data_dir / "demo-sign-ins.json", json.dumps(passwords, indent=1) + "\n")


def new_password() -> str:
    """Random, long enough for every rule, and easy to type from a terminal."""
    signs = "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(16))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def write_private(path: Path, text: str) -> None:
    """Write a file that is complete and private from its first moment on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
