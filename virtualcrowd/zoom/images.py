"""Pictures of library items: 16:9, drawn anew by `common.images`."""

from django.core.files.base import ContentFile, File

from virtualcrowd.common import images
from virtualcrowd.common.images import BadImage

__all__ = ["BadImage", "webp"]

SIZE = (1280, 720)
LEAST = (320, 180)


def webp(upload: File) -> ContentFile:  # type: ignore[type-arg]  # generic only in the stubs
    """Return the picture cropped to 16:9, 1280 by 720, as WebP without metadata.

    Raises:
        BadImage: it is too heavy, too large, too small, or no picture of a kind we take.
    """
    return images.webp(upload, size=SIZE, least=LEAST)
