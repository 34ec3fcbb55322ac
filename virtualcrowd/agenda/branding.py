"""What organisers do with how their event looks and how people go into its meetings."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import ImageFieldFile

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import live
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Event, NameForm

PLACE = "Branding"

type Picture = ContentFile | None  # type: ignore[type-arg]  # generic only in the stubs


@dataclass(frozen=True, slots=True)
class Brand:
    """What the Branding page holds; no picture means: as it is."""

    colour: str
    logo: Picture = None
    cover: Picture = None
    drop_logo: bool = False
    drop_cover: bool = False


@transaction.atomic
def change(*, event: Event, brand: Brand, by: User) -> None:
    """Take over the look. Files that nothing shows any more are deleted once that has lasted."""
    before = _words(event)
    event.colour = brand.colour
    _put(event.logo, brand.logo, drop=brand.drop_logo)
    _put(event.cover, brand.cover, drop=brand.drop_cover)
    event.save(update_fields=["colour", "logo", "cover"])
    if changes := audit.changed(before, _words(event)):
        audit.record(
            event=event,
            by=by,
            action="Changed the look",
            target=event,
            place=PLACE,
            changes=changes,
        )
        live.agenda_changed(event.pk)


@transaction.atomic
def set_joining(
    *, event: Event, name_form: str, names_editable: bool, allow_app: bool, by: User
) -> None:
    """Set what people are called in meetings, and whether Zoom's own app is offered."""
    before = _joining(event)
    event.name_form, event.names_editable, event.allow_app = name_form, names_editable, allow_app
    event.save(update_fields=["name_form", "names_editable", "allow_app"])
    if changes := audit.changed(before, _joining(event)):
        audit.record(
            event=event,
            by=by,
            action="Changed how people join",
            target=event,
            place="Joining",
            changes=changes,
        )
        live.agenda_changed(event.pk)
        bus.publish("facts", {}, event_id=event.pk)


def _put(field: ImageFieldFile, picture: Picture, *, drop: bool) -> None:
    if not picture and not drop:
        return
    if field.name:
        storage, name = field.storage, field.name
        transaction.on_commit(lambda: storage.delete(name))
    if picture:
        field.save(str(picture.name), picture, save=False)
    else:
        setattr(field.instance, field.field.name, "")


def _words(event: Event) -> dict[str, str]:
    return {
        "Colour": event.colour or "of the picture",
        "Logo": event.logo.name or "ours",
        "Cover": event.cover.name or "ours",
    }


def _joining(event: Event) -> dict[str, str]:
    return {
        "Names": NameForm(event.name_form).label,
        "People may change their name": "yes" if event.names_editable else "no",
        "Zoom’s own app and phone": "offered" if event.allow_app else "not offered",
    }
