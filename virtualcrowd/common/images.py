"""Uploaded pictures: judged by what they contain and drawn anew, so nothing of the file survives.

Names, metadata (a camera's GPS position), and whatever hides behind a picture stay outside.
"""

from io import BytesIO
from threading import Lock

from django.conf import settings
from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.Image import Resampling

type Size = tuple[int, int]  # pixels wide and high

MOST_PIXELS = 50_000_000  # 50 megapixels unpack to 200 MB; a phone's picture has 12 to 48
FORMATS = ("JPEG", "PNG", "WEBP")  # no SVG: it can carry scripts
QUALITY = 82
# The largest takes most of a gigabyte on its way: ten threads must not unpack ten of them.
_ONE_AT_A_TIME = Lock()

_NO_PICTURE = (UnidentifiedImageError, OSError, SyntaxError, ValueError)
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class BadImage(Exception):
    """The upload is no picture that we take; the argument is a sentence for people."""


def webp(
    upload: File,  # type: ignore[type-arg]  # generic only in the stubs
    *,
    size: Size,
    least: Size,
    keeps_alpha: bool = False,
) -> ContentFile:  # type: ignore[type-arg]  # likewise
    """Return the picture cropped and scaled to `size`, as WebP without metadata.

    What is smaller than `least` would not be sharp. Without `keeps_alpha` it stands on white.

    Raises:
        BadImage: it is too heavy, too large, too small, or no picture of a kind we take.
    """
    most = settings.IMAGE_UPLOAD_MAX_BYTES
    if upload.size > most:
        raise BadImage(f"This file is larger than {most // 2**20} MB. Choose a smaller picture.")
    with _ONE_AT_A_TIME:
        picture = _upright(_opened(upload, size, least))
        cropped = ImageOps.fit(_flat(picture, keeps_alpha=keeps_alpha), size, Resampling.LANCZOS)
    out = BytesIO()
    cropped.save(out, "WEBP", quality=QUALITY, exif=b"", icc_profile=b"")
    return ContentFile(out.getvalue(), name="image.webp")


def _flat(picture: Image.Image, *, keeps_alpha: bool) -> Image.Image:
    if picture.mode not in {"RGBA", "LA", "P", "PA"}:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    return clear if keeps_alpha else _on_white(clear).convert("RGB")


def _opened(upload: File, size: Size, least: Size) -> Image.Image:  # type: ignore[type-arg]  # likewise
    """Return the picture, sized up before a single pixel is unpacked."""
    try:
        upload.seek(0)
        Image.open(upload, formats=FORMATS).verify()
        upload.seek(0)
        picture: Image.Image = Image.open(upload, formats=FORMATS)
        width, height = picture.size
    except _TOO_LARGE as error:
        raise BadImage(_too_many_pixels()) from error
    except _NO_PICTURE as error:
        raise BadImage(
            "This file is not a JPG, PNG or WebP picture. Choose another one."
        ) from error
    if width * height > MOST_PIXELS:
        raise BadImage(_too_many_pixels())
    if width < least[0] or height < least[1]:
        raise BadImage(
            f"This picture is {width} by {height} pixels, too small to be sharp. "
            f"Choose one of {size[0]} by {size[1]} or more."
        )
    return picture


def _too_many_pixels() -> str:
    return f"This picture has more than {MOST_PIXELS // 10**6} megapixels. Choose a smaller one."


def _upright(picture: Image.Image) -> Image.Image:
    """Turn it as its camera meant, before that note is dropped; this unpacks the pixels."""
    try:
        return ImageOps.exif_transpose(picture)
    except _NO_PICTURE as error:
        raise BadImage("This picture is damaged. Save it again and choose that file.") from error


def _on_white(picture: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
