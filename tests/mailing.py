"""What a mail that left says, in either of its two parts."""

from email.message import EmailMessage


def text_of(message: EmailMessage) -> str:
    """The plain text."""
    return message.get_body(("plain",)).get_content()


def page_of(message: EmailMessage) -> str:
    """The HTML that is made from it."""
    return message.get_body(("html",)).get_content()


def all_of(message: EmailMessage) -> str:
    """Headers and both parts, decoded: whatever of it a person or a program may read."""
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    return f"{headers}\n\n{text_of(message)}\n\n{page_of(message)}"
