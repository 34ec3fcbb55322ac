import threading
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from virtualcrowd.common import images as common_images
from virtualcrowd.zoom import images


def upload(data: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def picture(kind: str = "JPEG", size=(1600, 1200), colour="red", mode="RGB", **more) -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_becomes_webp_of_the_right_shape(kind):
    made = images.webp(upload(picture(kind)))

    shown = Image.open(BytesIO(made.read()))
    assert (shown.format, shown.size) == ("WEBP", (1280, 720))


def test_what_a_camera_wrote_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Olive"
    exif[0x8825] = {1: "N", 2: (38.0, 43.0, 0.0)}
    data = picture(exif=exif)
    assert b"Camera of Olive" in data

    made = images.webp(upload(data)).read()

    assert b"Camera of Olive" not in made
    assert not Image.open(BytesIO(made)).getexif()


def test_a_picture_taken_upright_is_turned_first():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    tall = Image.new("RGB", (1280, 720), "white")
    tall.paste("blue", (0, 0, 640, 720))
    out = BytesIO()
    tall.save(out, "JPEG", exif=exif, quality=95)

    made = Image.open(BytesIO(images.webp(upload(out.getvalue())).read())).convert("RGB")

    top, bottom = made.getpixel((640, 20)), made.getpixel((640, 700))
    assert top[0] < 60
    assert top[2] > 200
    assert min(bottom) > 200


def test_transparency_becomes_white():
    data = picture("PNG", mode="RGBA", colour=(0, 0, 0, 0))

    made = Image.open(BytesIO(images.webp(upload(data)).read())).convert("RGB")

    assert min(made.getpixel((600, 300))) > 250


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        picture("GIF"),
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name(data):
    with pytest.raises(images.BadImage):
        images.webp(upload(data, "photo.png"))


def test_too_heavy(settings):
    settings.IMAGE_UPLOAD_MAX_BYTES = 1000
    with pytest.raises(images.BadImage, match="larger than"):
        images.webp(upload(b"x" * 1001))


@pytest.mark.parametrize("size", [(9000, 6000), (20_000, 10_000)])
def test_too_many_pixels_are_refused_before_they_are_unpacked(size):
    data = picture("PNG", size=size, mode="1", colour=0)
    with pytest.raises(images.BadImage, match="megapixels"):
        images.webp(upload(data))


def test_too_small():
    with pytest.raises(images.BadImage, match="100 by 100"):
        images.webp(upload(picture(size=(100, 100))))


def test_cut_off_in_the_middle_is_damaged():
    data = picture("JPEG", size=(2000, 1500), colour="green")
    with pytest.raises(images.BadImage):
        images.webp(upload(data[: len(data) // 2]))


def test_pictures_are_unpacked_one_at_a_time():
    done = threading.Event()
    other = threading.Thread(target=lambda: (images.webp(upload(picture())), done.set()))

    with common_images._ONE_AT_A_TIME:
        other.start()
        assert not done.wait(0.2)
    other.join()

    assert done.is_set()
