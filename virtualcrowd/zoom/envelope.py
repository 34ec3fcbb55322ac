"""A webhook's body, parsed: what happened, when, to which meeting and to whom.

https://developers.zoom.us/docs/api/meetings/events/
"""

from datetime import UTC, datetime, timedelta

from pydantic import Field

from virtualcrowd.zoom.payloads import Digits, Flag, Moment, Number, Payload, Text


class Person(Payload):
    """Who came or went. Names and addresses are left behind: nothing here needs them."""

    uuid: Text = Field(default="", validation_alias="participant_uuid")  # in this run and its rooms
    user_id: Text = ""  # a number in this run; another one in a breakout room
    zoom_user: Text = Field(default="", validation_alias="participant_user_id")  # signed in at Zoom
    registrant_id: Text = ""
    customer_key: Text = ""  # what we gave their browser
    join_time: Moment = None
    leave_time: Moment = None
    date_time: Moment = None  # a meeting's example has this where its schema says join_time


class Thing(Payload):
    """The meeting or webinar of an envelope."""

    id: Digits = ""
    uuid: Text = ""  # of this run alone
    start_time: Moment = None  # of a run: when it really began
    end_time: Moment = None
    practice_session: Flag = False
    participant: Person = Field(default_factory=Person)


class Content(Payload):
    account_id: Text = ""
    client_id: Text = ""
    thing: Thing = Field(default_factory=Thing, validation_alias="object")


class Envelope(Payload):
    """https://developers.zoom.us/docs/api/webhooks/#event-notification-format."""

    event: Text
    event_ts: Number = 0  # milliseconds
    content: Content = Field(default_factory=Content, validation_alias="payload")

    @property
    def sent_at(self) -> datetime:
        return datetime.fromtimestamp(self.event_ts / 1000, UTC)

    @property
    def told_at(self) -> datetime:
        """When it happened: to the second in the object, finer if the envelope is of that second.

        Zoom sends late and out of order, so never the time of arrival.
        """
        told = self._told()
        if told is None:
            return self.sent_at
        same_second = timedelta(0) <= self.sent_at - told < timedelta(seconds=1)
        return self.sent_at if same_second else told

    def _told(self) -> datetime | None:
        thing, person = self.content.thing, self.content.thing.participant
        match self.event.partition(".")[2]:
            case "started":
                return thing.start_time
            case "ended":
                return thing.end_time
            case "participant_left" | "participant_left_breakout_room":
                return person.leave_time
            case what if what.startswith("participant_"):
                return person.join_time or person.date_time
        return None
