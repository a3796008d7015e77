"""What people say in public: posts that name the brands, and reviews of their products."""

from __future__ import annotations

from sampling import mentions, reviews
from sampling.block import Block


def write(block: Block) -> None:
    """Write the chosen ones of `social.mentions` and `reviews.reviews`."""
    if block.files.wants("social"):
        mentions.write(block)
    if block.files.wants("reviews"):
        reviews.write(block)
